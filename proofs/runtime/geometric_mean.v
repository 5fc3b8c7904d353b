(** Prekopa's theorem for the completion probability.  Section 8 of docs/model.md.

    As a function of the numbers ln F(c_n) the logarithm of the probability is midpoint concave: at the geometric means of two
    families of levels the probability is no less than the geometric mean of the two.  The probability is homogeneous of
    degree N and log-supermodular.  Scale one of the two families and take the larger and the smaller level everywhere: the
    products of the levels stay, that of the probabilities does not fall, and the two families come closer to each other, as near
    as wanted.  (Functions that are submodular and rise linearly along the diagonal are L-convex: Murota, Discrete Convex
    Analysis, 2003.)  No integral is needed. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import runtime.slice_dp runtime.gradient runtime.monotone runtime.sized runtime.supermodular.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Folding.
Variables (R : realFieldType) (N : nat).
Implicit Types (F G H : nat -> R) (r s : R).
Local Notation Pr := (probability N).

Lemma levels_scale s F : 0 < s -> levels N F -> levels N (fun n => s * F n).
Proof.
move=> s0 [fF F0 FN]; split=> [n nN|n nN|]; last by rewrite FN mulr0.
  by rewrite /slices -mulrBr mulr_ge0 ?(ltW s0) // fF.
by rewrite mulr_gt0 ?F0.
Qed.

Lemma probability_scale s F : Pr (fun n => s * F n) = s ^+ N * Pr F.
Proof.
by rewrite /probability -probability_homogeneous; apply: multinomial_sum_ext => n _; rewrite /slices mulrBr.
Qed.

Lemma probability_le F G : levels N F -> levels N G -> (forall n, (n < N)%N -> F n <= G n) -> Pr F <= Pr G.
Proof. by move=> [fF _ FN] [fG _ GN] le; apply: probability_monotone => //; rewrite FN GN. Qed.

Lemma probability_ge0 F : levels N F -> 0 <= Pr F.
Proof.
move=> [fF _ _]; rewrite /probability -poisson_dp_correct mulr_ge0 ?ler0n //.
exact: (@enclosure.poisson_dp_ge0 _ N).
Qed.

(** All workers may be below the last level. *)
Lemma probability_gt0 F : levels N F -> 0 < Pr F.
Proof.
move=> [fF F0 FN]; rewrite /probability -poisson_dp_correct mulr_gt0 ?ltr0n ?fact_gt0 //.
case: N fF F0 FN => [|n] fF F0 FN; first by rewrite ltr01.
have none i : poisson_dp (slices F) i 0 = 1.
  by elim: i => //= i IH; rewrite big_ord1 IH mul1r expr0 fact0 divr1.
rewrite /= leqnn big_ord_recr /= subnn none mul1r ltr_paddl //; last first.
  by rewrite divr_gt0 ?ltr0n ?fact_gt0 // exprn_gt0 // /slices FN subr0 F0.
apply: sumr_ge0 => i _; rewrite mulr_ge0 //; first exact: (@enclosure.poisson_dp_ge0 _ n.+1).
by rewrite divr_ge0 ?ler0n // exprn_ge0 // fF.
Qed.

(** The second family lies above the first, by a factor of r at most. *)
Definition near r F G := forall n, (n < N)%N -> F n <= G n <= r * F n.

(** One fold: of a factor of r the half is left beyond 1. *)
Lemma fold r F G : 1 <= r -> levels N F -> levels N G -> near r F G -> exists F' G',
  [/\ levels N F', levels N G', near ((1 + r) / 2%:R) F' G',
      (forall n, (n < N)%N -> F' n * G' n = F n * G n) & Pr F * Pr G <= Pr F' * Pr G'].
Proof.
move=> r1 lF lG FG; set s := (1 + r) / 2%:R.
have two : 0 < 2%:R :> R by rewrite ltr0n.
have s1 : 1 <= s by rewrite ler_pdivl_mulr // mul1r mulr2n ler_add2l.
have s0 : 0 < s by exact: lt_le_trans s1.
have rs : r <= s * s.
  rewrite mulf_div ler_pdivl_mulr ?mulr_gt0 // -subr_ge0.
  have -> : (1 + r) * (1 + r) - r * (2%:R * 2%:R) = (1 - r) * (1 - r).
    rewrite -natrM mulr_natr -!expr2 sqrrD sqrrB !mul1r expr1n -[(2 * 2)%N]/(2 + 2)%N mulrnDr opprD addrA.
    by rewrite addrAC addrK addrAC.
  by rewrite -expr2 sqr_ge0.
pose A := (fun n => s^-1 * G n); have lA : levels N A by apply: levels_scale; rewrite ?invr_gt0.
exists (larger A F), (fun n => s * smaller A F n).
have lL := levels_larger lA lF; have lS := levels_smaller lA lF.
have GA n : G n = s * A n by rewrite /A mulVKf // gt_eqF.
split=> //; first exact: levels_scale.
- move=> n nN; have [_ F0 _] := lF; have /andP[le le'] := FG n nN; have F0n := F0 n nN.
  have A0 : 0 < A n by have [_ A0 _] := lA; exact: A0.
  have AsF : A n <= s * F n by rewrite -(ler_pmul2l s0) -GA mulrA (le_trans le') // ler_wpmul2r // ltW.
  have FsA : F n <= s * A n by rewrite -GA.
  rewrite /larger /smaller; apply/andP; split; last by rewrite ler_pmul2l // le_minl !le_maxr lexx.
  by rewrite minr_pmulr ?(ltW s0) // le_minr !le_maxl AsF FsA !ler_pemull // ltW.
- move=> n _; rewrite mulrCA /larger /smaller GA [RHS]mulrCA; congr (_ * _).
  by case: (leP (A n) (F n)) => _; rewrite // mulrC.
- have -> : Pr G = s ^+ N * Pr A.
    by rewrite -probability_scale /probability; apply: multinomial_sum_ext => n _; rewrite /slices !GA.
  rewrite probability_scale mulrCA [leRHS]mulrCA ler_wpmul2l ?exprn_ge0 ?(ltW s0) // mulrC.
  exact: log_supermodular.
Qed.

Lemma folds k r F G : 1 <= r -> levels N F -> levels N G -> near r F G -> exists F' G',
  [/\ levels N F', levels N G', near (1 + (r - 1) / (2 ^ k)%:R) F' G',
      (forall n, (n < N)%N -> F' n * G' n = F n * G n) & Pr F * Pr G <= Pr F' * Pr G'].
Proof.
move=> r1 lF lG FG; elim: k => [|k [F1 [G1 [lF1 lG1 FG1 prod le]]]].
  by exists F, G; split=> // n nN; rewrite expn0 divr1 addrC subrK FG.
have r2 : 1 <= 1 + (r - 1) / (2 ^ k)%:R by rewrite ler_addl divr_ge0 ?ler0n // subr_ge0.
have [F2 [G2 [lF2 lG2 FG2 prod2 le2]]] := fold r2 lF1 lG1 FG1.
exists F2, G2; split=> // [n nN|n nN|]; last exact: le_trans le2.
  have := FG2 n nN; rewrite addrA -(natrD _ 1 1) mulrDl divff ?pnatr_eq0 // expnSr natrM invfM mulrA.
  by [].
by rewrite prod2 // prod.
Qed.

(** Two families have a factor: that of the larger to the smaller one. *)
Lemma start F G : levels N F -> levels N G -> exists2 r, 1 <= r & near r (smaller F G) (larger F G).
Proof.
move=> lF lG; have [_ S0 _] := levels_smaller lF lG.
exists (1 + \sum_(i < N) larger F G i / smaller F G i).
  rewrite ler_addl; apply: sumr_ge0 => i _; have [_ L0 _] := levels_larger lF lG.
  by rewrite divr_ge0 // ltW ?L0 ?S0.
move=> n nN; apply/andP; split; first by rewrite /smaller /larger le_minl !le_maxr lexx.
have [_ L0 _] := levels_larger lF lG.
rewrite -ler_pdivr_mulr ?S0 // (bigD1 (Ordinal nN)) //= addrCA ler_addl addr_ge0 ?ler01 // sumr_ge0 // => i _.
by rewrite divr_ge0 // ltW ?L0 ?S0.
Qed.

(** Within a factor that comes as near to 1 as wanted. *)
Lemma geometric_mean_near F G H : levels N F -> levels N G -> levels N H ->
  (forall n, (n < N)%N -> F n * G n <= H n ^+ 2) ->
  exists2 r, 1 <= r & forall k, Pr F * Pr G <= (1 + (r - 1) / (2 ^ k)%:R) ^+ (N * 2) * Pr H ^+ 2.
Proof.
move=> lF lG lH FGH; have [r r1 ner] := start lF lG; exists r => // k; set q := 1 + _.
have q1 : 1 <= q by rewrite ler_addl divr_ge0 ?ler0n // subr_ge0.
have q0 : 0 < q by exact: lt_le_trans q1.
have [F' [G' [lF' lG' FG' prod le]]] := folds k r1 (levels_smaller lF lG) (levels_larger lF lG) ner.
apply: le_trans (log_supermodular lF lG) _; rewrite mulrC; apply: le_trans le _.
rewrite exprM -exprMn -probability_scale expr2.
have GH n : (n < N)%N -> G' n <= q * H n.
  move=> nN; have /andP[FG1 FG2] := FG' n nN.
  have [_ G0 _] := lG'; have [_ H0 _] := lH; have Gn := G0 n nN; have Hn := H0 n nN.
  rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?mulr_ge0 ?(ltW q0) ?(ltW Gn) ?(ltW Hn) // expr2.
  apply: (@le_trans _ _ (q * F' n * G' n)); first by rewrite ler_wpmul2r // ltW.
  rewrite -mulrA prod // exprMn expr2 -mulrA ler_pmul2l //.
  apply: (@le_trans _ _ (H n ^+ 2)); last by rewrite ler_pemull // sqr_ge0.
  apply: le_trans (FGH n nN); rewrite /smaller /larger.
  by case: (leP (F n) (G n)) => _; rewrite // mulrC.
have lq := levels_scale q0 lH.
apply: ler_pmul; rewrite ?probability_ge0 ?probability_le // => n nN.
by have /andP[le1 _] := FG' n nN; apply: le_trans le1 _; exact: GH.
Qed.

End Folding.

Lemma power_near (R : realFieldType) m : exists2 c : R, 0 <= c & forall e, 0 <= e <= 1 -> (1 + e) ^+ m <= 1 + c * e.
Proof.
elim: m => [|m [c c0 le]]; first by exists 0 => // e _; rewrite expr0 mul0r addr0.
exists (1 + (c + c)) => [|e /andP[e0 e1]]; first by rewrite !addr_ge0 ?ler01.
rewrite exprS; apply: (@le_trans _ _ ((1 + e) * (1 + c * e))); first by rewrite ler_wpmul2l ?addr_ge0 ?ler01 // le // e0.
rewrite mulrDl mul1r mulrDr mulr1 -addrA ler_add2l !mulrDl mul1r addrCA ler_add2l ler_add2l.
by rewrite mulrCA ler_wpmul2l // ler_pimull.
Qed.

(** At the geometric means of the levels, or above, the probability is no less than its geometric mean. *)
Theorem geometric_mean_probability (R : archiFieldType) N (F G H : nat -> R) :
  levels N F -> levels N G -> levels N H -> (forall n, (n < N)%N -> F n * G n <= H n ^+ 2) ->
  multinomial_sum N (slices F) * multinomial_sum N (slices G) <= multinomial_sum N (slices H) ^+ 2.
Proof.
move=> lF lG lH FGH; have [r r1 le] := geometric_mean_near lF lG lH FGH.
have [c c0 cle] := power_near R (N * 2); rewrite -/(probability N H); set X := probability N H ^+ 2 in le *.
have X0 : 0 <= X by rewrite sqr_ge0.
apply/ler_addgt0Pr => e e0; pose b := (r - 1) * (1 + c * X / e).
have cX : 0 <= c * X / e by apply: divr_ge0 (mulr_ge0 c0 X0) (ltW e0).
have r0 : 0 <= r - 1 by rewrite subr_ge0.
have b0 : 0 <= b by rewrite mulr_ge0 // addr_ge0 ?ler01.
have := upper_nthrootP (leqnn (Num.bound b)); rewrite -natrX => bk.
have two : 0 < (2 ^ Num.bound b)%:R :> R by rewrite ltr0n expn_gt0.
apply: le_trans (le (Num.bound b)) _; set d := (r - 1) / _.
have d0 : 0 <= d by rewrite divr_ge0 // ltW.
have d1 : d <= 1.
  by rewrite ler_pdivr_mulr // mul1r ltW // (le_lt_trans _ bk) // ler_pemulr // ler_addl.
apply: (@le_trans _ _ ((1 + c * d) * X)); first by rewrite ler_wpmul2r // cle // d0.
rewrite mulrDl mul1r ler_add2l mulrAC /d mulrA ler_pdivr_mulr // [e * _]mulrC -ler_pdivr_mulr //.
by rewrite ltW // (le_lt_trans _ bk) // [_ / e]mulrAC mulrC /b ler_wpmul2l // ler_addr ler01.
Qed.
