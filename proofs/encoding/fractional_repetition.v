(** Fractional repetition.  Section 13 of docs/model.md; Tandon et al.

    For (s+1) | N the workers form groups of s+1, each computing everything of its own group. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import encoding.decodability.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section FractionalRepetition.
Variables (F : fieldType) (N s : nat).

(** B_{i,j} = 1 iff i and j lie in the same group of s+1. *)
Definition fractional_repetition : 'M[F]_N := \matrix_(i, j) (i %/ s.+1 == j %/ s.+1)%N%:R.

Hypothesis s1N : (s.+1 %| N)%N.

Lemma group_member (j : 'I_N) (k : 'I_s.+1) : (j %/ s.+1 * s.+1 + k < N)%N.
Proof.
rewrite -[X in (_ < X)%N](divnK s1N); apply: (@leq_trans ((j %/ s.+1).+1 * s.+1)).
  by rewrite mulSn addnC ltn_add2r.
by rewrite leq_mul2r /= ltn_divLR // divnK.
Qed.

(** s stragglers cannot silence a whole group. *)
Lemma group_answers (I : {set 'I_N}) (j : 'I_N) : #|I| = (N - s)%N ->
  exists2 i, i \in I & (i %/ s.+1 = j %/ s.+1)%N.
Proof.
move=> cI.
pose g k := Ordinal (group_member j k).
have g_inj : injective g by move=> k k' /(congr1 val) /addnI /val_inj.
have g_div k : (g k %/ s.+1 = j %/ s.+1)%N. by rewrite /= divnMDl // (divn_small (ltn_ord k)) addn0.
case: (boolP [exists k, g k \in I]) => [/existsP[k kI]|]; first by exists (g k).
rewrite negb_exists => /forallP none.
have sub : [set g k | k : 'I_s.+1] \subset ~: I.
  by apply/subsetP => i /imsetP[k _ ->]; rewrite inE none.
have := subset_leq_card sub; rewrite card_imset // card_ord.
have := cardsC I; rewrite cI card_ord => cC.
have sN : (s < N)%N by rewrite dvdn_leq // (leq_ltn_trans _ (ltn_ord j)).
by rewrite -(leq_add2l (N - s)) cC addnS subnK ?ltnn // ltnW.
Qed.

Theorem fractional_repetition_tolerates : tolerates fractional_repetition s.
Proof.
move=> I cI.
(* the first answer of each group counts *)
pose pick_of (j : 'I_N) := [pick i in I | i %/ s.+1 == j %/ s.+1]%N.
exists (fun i => (pick_of i == Some i)%:R) => j.
have [i0 i0I i0j] := group_answers j cI.
have [r pr] : exists r, pick_of j = Some r.
  rewrite /pick_of; case: pickP => [r _|none]; first by exists r.
  by have := none i0; rewrite i0I i0j eqxx.
have [rI rj] : r \in I /\ (r %/ s.+1 = j %/ s.+1)%N.
  by move: pr; rewrite /pick_of; case: pickP => // r' /andP[? /eqP ?] [<-].
have same (i : 'I_N) : (i %/ s.+1 = j %/ s.+1)%N -> pick_of i = Some r by move=> e; rewrite -pr /pick_of e.
rewrite (bigD1 r) //= mxE rj eqxx (same _ rj) eqxx mul1r big1 ?addr0 // => i /andP[_ ir].
rewrite mxE; have [/same ->|_] := eqVneq (i %/ s.+1)%N (j %/ s.+1)%N; last by rewrite mulr0.
by rewrite (inj_eq Some_inj) eq_sym (negbTE ir) mul0r.
Qed.

(** It costs s+1 subsets a worker, as the runtime model assumes. *)
Theorem fractional_repetition_weight (i : 'I_N) : #|[set j | fractional_repetition i j != 0]| = s.+1.
Proof.
pose g k := Ordinal (group_member i k).
have g_inj : injective g by move=> k k' /(congr1 val) /addnI /val_inj.
rewrite -[RHS]card_ord -(card_imset _ g_inj); apply: eq_card => j; rewrite inE mxE.
apply/idP/imsetP => [|[k _ ->]]; last by rewrite /= divnMDl // (divn_small (ltn_ord k)) addn0 eqxx oner_eq0.
have [e _|_] := eqVneq (i %/ s.+1)%N (j %/ s.+1)%N; last by rewrite mulr0n eqxx.
exists (Ordinal (ltn_pmod j (ltn0Sn s))) => //; apply: val_inj => /=.
by rewrite e -divn_eq.
Qed.

End FractionalRepetition.
