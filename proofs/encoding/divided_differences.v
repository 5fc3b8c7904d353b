(** The rational Reed-Solomon form.  Section 13 of docs/model.md.

    Column j, times the factors d_i of the workers, holds the values at distinct points x_i of a monic polynomial of
    degree N-s-1.  The divided difference over N-s points is the leading coefficient of any such polynomial, so it is a
    decoding vector for every column at once. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import encoding.decodability.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section DividedDifferences.
Variables (F : fieldType) (N : nat) (x : 'I_N -> F).
Hypothesis x_inj : injective x.
Implicit Types (I : {set 'I_N}) (p : {poly F}).

(** prod_{m in I, m != i} (x_i - x_m). *)
Definition spread I i : F := \prod_(m in I :\ i) (x i - x m).

Lemma spread_neq0 I i : spread I i != 0.
Proof. by apply/prodf_neq0 => m; rewrite !inE subr_eq0 (inj_eq x_inj) eq_sym => /andP[]. Qed.

(** The divided difference over n points of a polynomial of degree below n is its coefficient of order n - 1. *)
Theorem divided_difference I n p : #|I| = n.+1 -> (size p <= n.+1)%N ->
  \sum_(i in I) p.[x i] / spread I i = p`_n.
Proof.
move=> cI sp; pose basis i : {poly F} := \prod_(m in I :\ i) ('X - (x m)%:P).
have card i : i \in I -> #|I :\ i| = n by move=> iI; move: cI; rewrite (cardsD1 i) iI => -[].
have basis_size i : i \in I -> size (basis i) = n.+1.
  by move=> iI; rewrite /basis -big_enum size_prod_XsubC -cardE card.
pose q := \sum_(i in I) (p.[x i] / spread I i) *: basis i.
have sq : (size q <= n.+1)%N.
  apply: leq_trans (size_sum _ _ _) _; apply/bigmax_leqP => i iI.
  by apply: leq_trans (size_scale_leq _ _) _; rewrite basis_size.
have agree i : i \in I -> q.[x i] = p.[x i].
  move=> iI; rewrite horner_sum (bigD1 i) //= [X in _ + X]big1 ?addr0 => [|m /andP[mI mi]].
    rewrite hornerZ horner_prod (eq_bigr (fun m => x i - x m)) => [|m _]; last by rewrite hornerXsubC.
    by rewrite mulfVK ?spread_neq0.
  by rewrite hornerZ horner_prod (bigD1 i) ?inE ?iI ?andbT 1?eq_sym //= hornerXsubC subrr mul0r mulr0.
have pq : p = q.
  apply/eqP; rewrite -subr_eq0; apply/negPn/negP => ne.
  pose rs := [seq x i | i <- enum I].
  have roots : all (root (p - q)) rs.
    by apply/allP => _ /mapP[i iI ->]; rewrite mem_enum in iI; rewrite rootE !hornerE agree // subrr.
  have := max_poly_roots ne roots; rewrite map_inj_uniq ?enum_uniq // size_map -cardE cI => /(_ isT).
  by rewrite ltnNge (leq_trans (size_add _ _)) // size_opp geq_max sp sq.
rewrite [in RHS]pq coef_sum; apply: eq_bigr => i iI; rewrite coefZ.
have := monic_prod_XsubC (enum (I :\ i)) predT x; rewrite big_enum monicE /lead_coef basis_size // => /eqP ->.
by rewrite mulr1.
Qed.

Variables (k s : nat) (d : 'I_N -> F) (B : 'M[F]_(N, k)).
Hypothesis sN : (s < N)%N.

(** The weights of the code, for columns that are values of monic polynomials. *)
Theorem divided_difference_decodes (p : 'I_k -> {poly F}) I : #|I| = (N - s)%N ->
  (forall j, p j \is monic) -> (forall j, size (p j) = (N - s)%N) -> (forall i j, B i j * d i = (p j).[x i]) ->
  decodes B I (fun i => d i / spread I i).
Proof.
move=> cI mon sz val j; have nN : (N - s = (N - s.+1).+1)%N by rewrite subnSK.
have := monicP (mon j); rewrite /lead_coef sz nN /= => <-.
rewrite -(@divided_difference I) ?sz -?nN //; apply: eq_bigr => i _.
by rewrite -val mulrAC [d i * _]mulrC.
Qed.

(** The hypotheses as the code checks them: column j vanishes at N-s-1 workers, and d_i B_ij is the value of the monic
    polynomial with their points as roots. *)
Theorem polynomials_tolerate :
  (forall j, #|[set m | B m j == 0]| = (N - s.+1)%N) ->
  (forall i j, B i j * d i = \prod_(m | B m j == 0) (x i - x m)) -> tolerates B s.
Proof.
move=> roots val I cI; pose p j : {poly F} := \prod_(m in [set m | B m j == 0]) ('X - (x m)%:P).
exists (fun i => d i / spread I i); apply: (divided_difference_decodes (p := p)) => // [j|j|i j].
- by rewrite /p -big_enum monic_prod_XsubC.
- by rewrite /p -big_enum size_prod_XsubC -cardE roots subnSK.
- rewrite val horner_prod; apply: eq_big => m; first by rewrite inE.
  by rewrite hornerXsubC.
Qed.

End DividedDifferences.
