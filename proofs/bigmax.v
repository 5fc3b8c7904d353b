(** Maxima and minima of finite families over an ordered field.

    The library has them as iterated operations but not the lemmas that use them; these are all that the
    other files need.  A maximum is written [\big[Num.max/0]]: every family here is nonnegative, so 0 does
    not change it and is the right value of an empty one. *)
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Extrema.
Variables (R : realDomainType) (I : finType).
Implicit Types (F : I -> R) (P : pred I).

Lemma bigmax_ge P F i : P i -> F i <= \big[Num.max/0]_(j | P j) F j.
Proof.
move=> Pi; have := mem_index_enum i; elim: (index_enum I) => // j r IH.
rewrite in_cons big_cons => /orP[/eqP <-|/IH le]; first by rewrite Pi le_maxr lexx.
by case: ifP => // _; rewrite le_maxr le orbT.
Qed.

Lemma bigmax_ge0 P F : 0 <= \big[Num.max/0]_(j | P j) F j.
Proof. by elim/big_rec: _ => // i x _ x0; rewrite le_maxr x0 orbT. Qed.

Lemma bigmax_le P F v : 0 <= v -> (forall i, P i -> F i <= v) -> \big[Num.max/0]_(j | P j) F j <= v.
Proof. by move=> v0 Fv; elim/big_rec: _ => // i x Pi xv; rewrite le_maxl Fv. Qed.

Lemma bigmax_leP P F v : 0 <= v -> reflect (forall i, P i -> F i <= v) (\big[Num.max/0]_(j | P j) F j <= v).
Proof.
move=> v0; apply: (iffP idP) => [le i Pi|]; last exact: bigmax_le.
exact: le_trans (bigmax_ge F Pi) le.
Qed.

Lemma bigmax_mono P F G : (forall i, P i -> F i <= G i) ->
  \big[Num.max/0]_(j | P j) F j <= \big[Num.max/0]_(j | P j) G j.
Proof.
move=> le; apply: bigmax_le (bigmax_ge0 _ _) _ => i Pi.
exact: le_trans (le i Pi) (bigmax_ge _ Pi).
Qed.

Lemma bigmax_scale P F c : 0 <= c -> \big[Num.max/0]_(j | P j) (c * F j) = c * \big[Num.max/0]_(j | P j) F j.
Proof. by move=> c0; elim/big_rec2: _ => [|i x y _ ->]; rewrite ?mulr0 ?maxr_pmulr. Qed.

(** The minimum of a family that has the member [i0], which also starts the iteration. *)
Lemma bigmin_le F i0 i : \big[Num.min/F i0]_j F j <= F i.
Proof.
have := mem_index_enum i; elim: (index_enum I) => // j r IH.
rewrite in_cons big_cons le_minl => /orP[/eqP <-|/IH ->]; by rewrite ?lexx ?orbT.
Qed.

Lemma bigmin_ge F i0 v : (forall i, v <= F i) -> v <= \big[Num.min/F i0]_j F j.
Proof. by move=> vF; elim/big_rec: _ => // i x _ vx; rewrite le_minr vF. Qed.

(** A sum of nonnegative terms over a smaller set is smaller. *)
Lemma sum_subset P (Q : pred I) F : (forall i, P i -> Q i) -> (forall i, 0 <= F i) ->
  \sum_(i | P i) F i <= \sum_(i | Q i) F i.
Proof.
move=> PQ F0; rewrite [leRHS](bigID P) /= (eq_bigl P) ?ler_addl ?sumr_ge0 // => i.
by case: (boolP (P i)) => [/PQ ->|]; rewrite ?andbF.
Qed.

End Extrema.
