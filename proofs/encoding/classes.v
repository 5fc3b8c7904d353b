(** Disjoint classes of workers: fractional repetition and its generalisation.  Section 13 of docs/model.md.

    s stragglers cannot spoil s+1 disjoint classes, so one of them answers completely. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import encoding.decodability.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

(** s+1 disjoint classes of workers whose rows add up to the all-ones row. *)
Theorem classes_tolerate (F : fieldType) N n s (B : 'M[F]_(N, n)) (C : 'I_s.+1 -> {set 'I_N}) :
  (forall k k', k != k' -> [disjoint C k & C k']) -> (forall k j, \sum_(i in C k) B i j = 1) -> (s <= N)%N ->
  tolerates B s.
Proof.
move=> dis sum1 sN I cI.
case: (boolP [exists k, C k \subset I]) => [/existsP[k kI]|]; last first.
  rewrite negb_exists => /forallP none.
  have pick k : {i | i \in C k & i \notin I}.
    have /subsetPn H := none k; by apply: sig2W; case: H => i iC iI; exists i.
  pose f k := s2val (pick k).
  have f_inj : injective f.
    move=> k k' fk; apply/eqP; apply: contraT => ne; have := dis _ _ ne.
    rewrite disjoint_subset => /subsetP /(_ (f k) (s2valP (pick k))); rewrite inE fk => /negP[].
    exact: (s2valP (pick k')).
  have sub : [set f k | k : 'I_s.+1] \subset ~: I.
    by apply/subsetP => i /imsetP[k _ ->]; rewrite inE (s2valP' (pick k)).
  have := subset_leq_card sub; rewrite card_imset // card_ord.
  have := cardsC I; rewrite cI card_ord => cC.
  by rewrite -(leq_add2l (N - s)) cC addnS subnK // ltnn.
exists (fun i => (i \in C k)%:R) => j; rewrite -[RHS](sum1 k j) (big_setID (C k)) /= (setIidPr kI).
rewrite [X in _ + X]big1 ?addr0 => [|i]; last by rewrite inE => /andP[/negbTE -> _]; rewrite mul0r.
by apply: eq_bigr => i ->; rewrite mul1r.
Qed.

(** Without coding all N workers are needed, and enough. *)
Theorem uncoded_tolerates (F : fieldType) N : tolerates (1%:M : 'M[F]_N) 0.
Proof.
move=> I; rewrite subn0 => cI; have -> : I = [set: 'I_N].
  by apply/eqP; rewrite eqEcard subsetT cardsT card_ord cI leqnn.
exists (fun=> 1) => j; rewrite (bigD1 j) ?inE //= mxE eqxx mulr1 big1 ?addr0 // => i /andP[_ ne].
by rewrite mxE (negbTE ne) mulr0.
Qed.
