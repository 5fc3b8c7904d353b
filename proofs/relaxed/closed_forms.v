(** Closed forms: loads proportional to given numbers.  Sections 6 and 8 of docs/model.md; [WCLZX23],
    the closed-form approximate solutions x^(E,t) and x^(P,l).

    Each closed form fixes the loads up to a common factor, W_n = c r_n, and takes c from sum x = L.  All of
    them are optimal for one and the same reason: sum x is a positive combination of the loads. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import bigmax partition.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section ClosedForms.
Variables (R : realFieldType) (N : nat).
Hypothesis N0 : (0 < N)%N.
Implicit Types (r t x y : nat -> R) (l : R).

(** The total of the partition whose loads are r. *)
Definition total r : R := \sum_(n < N.-1) r n / (n.+1 * n.+2)%:R + r N.-1 / N%:R.

(** The partition of total l with loads proportional to r: x_n = (W_n - W_{n-1})/(n+1), W = (l/total r) r. *)
Definition proportional r l (n : nat) : R :=
  l / total r * (r n - (if n is m.+1 then r m else 0)) / n.+1%:R.

(** Nonnegative and nondecreasing, not all zero. *)
Definition shape r :=
  [/\ forall n, (n < N)%N -> 0 <= r n, forall m n, (m <= n < N)%N -> r m <= r n & 0 < r N.-1].

Lemma shape_total r : shape r -> 0 < total r.
Proof.
move=> [r0 _ rN]; rewrite ltr_paddl ?divr_gt0 ?ltr0n //.
apply: sumr_ge0 => n _; rewrite divr_ge0 ?ler0n ?r0 // (leq_trans (ltn_ord n)) ?leq_pred //.
Qed.

Lemma load_proportional r l n : load (proportional r l) n = l / total r * r n.
Proof.
have cancel k : k.+1%:R * proportional r l k = l / total r * (r k - (if k is m.+1 then r m else 0)).
  by rewrite mulrC mulfVK // pnatr_eq0.
elim: n => [|n IH]; first by rewrite /load big_ord1 cancel subr0.
by rewrite loadS IH cancel -mulrDr addrC subrK.
Qed.

Lemma total_eq x l : simplex N l x -> total (load x) = l.
Proof. by move=> [_ <-]; rewrite total_from_loads. Qed.

Lemma total_le r r' : (forall n, (n < N)%N -> r n <= r' n) -> total r <= total r'.
Proof.
move=> rr; apply: ler_add; last by rewrite ler_wpmul2r ?invr_ge0 ?ler0n ?rr // prednK.
apply: ler_sum => n _; rewrite ler_wpmul2r ?invr_ge0 ?ler0n ?rr //.
by rewrite (leq_trans (ltn_ord n)) ?leq_pred.
Qed.

Lemma total_scale c r : total (fun n => c * r n) = c * total r.
Proof.
rewrite /total mulrDr mulr_sumr mulrA; congr (_ + _).
by apply: eq_bigr => n _; rewrite mulrA.
Qed.

Theorem proportional_feasible r l : shape r -> 0 <= l -> simplex N l (proportional r l).
Proof.
move=> sr l0; have T0 := shape_total sr; have [r0 rm _] := sr.
split=> [n nN|]; last first.
  rewrite total_from_loads //.
  transitivity (total (fun n => l / total r * r n)).
    by rewrite /total -load_proportional; congr (_ + _); apply: eq_bigr => n _; rewrite load_proportional.
  by rewrite total_scale mulfVK // gt_eqF.
rewrite divr_ge0 ?ler0n // mulr_ge0 ?divr_ge0 ?(ltW T0) //.
case: n nN => [|n] nN; first by rewrite subr0 r0.
by rewrite subr_ge0 rm // leqnSn.
Qed.

(** No partition keeps all its loads below v r with a v smaller than that of the proportional one.  Zeros in
    r are allowed: r_n = 1/t_{N-n} with t_N infinite has r_0 = 0 and so x_0 = 0. *)
Theorem proportional_least_bound r l y v : shape r -> simplex N l y ->
  (forall n, (n < N)%N -> load y n <= v * r n) -> l / total r <= v.
Proof.
move=> sr Xy le; rewrite ler_pdivr_mulr ?shape_total // -total_scale -(total_eq Xy).
exact: total_le.
Qed.

Lemma some_load_large r l y : shape r -> simplex N l y ->
  exists2 n, (n < N)%N & l / total r * r n <= load y n.
Proof.
move=> sr Xy.
case: (boolP [exists n : 'I_N, l / total r * r n <= load y n]) => [/existsP[n le]|].
  by exists n.
rewrite negb_exists => /forallP none.
have lt n : (n < N)%N -> load y n < l / total r * r n.
  by move=> nN; rewrite ltNge (none (Ordinal nN)).
suff : total (load y) < total (fun n => l / total r * r n).
  by rewrite (total_eq Xy) total_scale mulfVK ?gt_eqF ?shape_total // ltxx.
apply: ler_lt_add; last by rewrite ltr_pmul2r ?invr_gt0 ?ltr0n ?lt // prednK.
apply: ler_sum => n _; rewrite ler_wpmul2r ?invr_ge0 ?ler0n // ltW ?lt //.
by rewrite (leq_trans (ltn_ord n)) ?leq_pred.
Qed.

(** ** [mean-time] *)

(** t_1 <= ... <= t_N are the means of the order statistics; W_n is proportional to 1/t_{N-n}. *)
Definition mean_times t :=
  (forall k, (0 < k <= N)%N -> 0 < t k) /\ (forall j k, (0 < j <= k)%N -> (k <= N)%N -> t j <= t k).

Definition mean_time t l : nat -> R := proportional (fun n => (t (N - n)%N)^-1) l.

Lemma mean_time_shape t : mean_times t -> shape (fun n => (t (N - n)%N)^-1).
Proof.
move=> [t0 tm].
have in_range n : (n < N)%N -> (0 < N - n <= N)%N by move=> nN; rewrite subn_gt0 nN leq_subr.
split=> [n nN|m n /andP[mn nN]|].
- by rewrite invr_ge0 ltW // t0 ?in_range.
- have mN := leq_ltn_trans mn nN.
  by rewrite lef_pinv ?posrE ?t0 ?in_range // tm ?leq_subr // subn_gt0 nN leq_sub2l.
- by rewrite invr_gt0 t0 ?in_range ?prednK.
Qed.

Theorem mean_time_feasible t l : mean_times t -> 0 <= l -> simplex N l (mean_time t l).
Proof. by move=> tt; apply: proportional_feasible; exact: mean_time_shape. Qed.

(** [mean-time] minimises max_n t_{N-n} W_n, the runtime at the mean times. *)
Theorem mean_time_optimal t l y : mean_times t -> 0 <= l -> simplex N l y ->
  runtime N (fun n => t (N - n)%N) (mean_time t l) <= runtime N (fun n => t (N - n)%N) y.
Proof.
move=> tt l0 Xy; have sr := mean_time_shape tt; have [t0 _] := tt.
have pos n : (n < N)%N -> 0 < t (N - n)%N by move=> nN; rewrite t0 // subn_gt0 nN leq_subr.
apply: bigmax_le (bigmax_ge0 _ _) _ => n _.
rewrite load_proportional mulrC mulfVK ?gt_eqF ?pos //.
apply: proportional_least_bound sr Xy _ => m mN; rewrite ler_pdivl_mulr ?pos // mulrC.
exact: (bigmax_ge (fun n : 'I_N => t (N - n)%N * load y n) (isT : predT (Ordinal mN))).
Qed.

(** ** [large-deadline] *)

(** W_n proportional to r_n maximises min_n r_n / W_n, a level without load counting as infinite.  With
    r_n = n+1 the ratios are the exponents of an exponential tail, with r_n = (n+1)^(1/k) the k-th roots of
    those of a Weibull tail. *)
Theorem proportional_greatest_ratio r l y : shape r -> 0 < r 0%N -> 0 < l -> simplex N l y ->
  (forall n, (n < N)%N -> r n / load (proportional r l) n = total r / l) /\
  (exists2 n, (n < N)%N & 0 < load y n /\ r n / load y n <= total r / l).
Proof.
move=> sr r00 l0 Xy; have T0 := shape_total sr; have [_ rm _] := sr.
have r0 n : (n < N)%N -> 0 < r n by move=> nN; rewrite (lt_le_trans r00) ?rm.
split=> [n nN|].
  by rewrite load_proportional invfM mulrCA divff ?gt_eqF ?r0 // mulr1 invf_div.
have [n nN le] := some_load_large sr Xy; exists n => //.
have W0 : 0 < load y n by apply: lt_le_trans le; rewrite mulr_gt0 ?divr_gt0 ?r0.
split=> //; rewrite ler_pdivr_mulr //.
have -> : r n = total r / l * (l / total r * r n).
  by rewrite mulrA -[total r / l]invf_div mulVf ?mul1r // gt_eqF ?divr_gt0.
by rewrite ler_wpmul2l // divr_ge0 ?ltW.
Qed.

Definition harmonic : R := \sum_(n < N) n.+1%:R^-1.

(** x_n = (L/H_N)/(n+1). *)
Definition large_deadline l (n : nat) : R := l / harmonic / n.+1%:R.

Lemma large_deadline_shape : shape (fun n => n.+1%:R).
Proof.
split=> [n _|m n /andP[mn _]|]; by rewrite ?ler0n ?ltr0n // ler_nat ltnS.
Qed.

Lemma harmonic_total : harmonic = total (fun n => n.+1%:R).
Proof.
rewrite /harmonic (total_from_loads (fun n => n.+1%:R^-1) N0).
suff W n : load (fun n => n.+1%:R^-1) n = n.+1%:R :> R.
  by rewrite /total W; congr (_ + _); apply: eq_bigr => n _; rewrite W.
rewrite /load (eq_bigr (fun=> 1)) => [|i _]; last by rewrite divff // pnatr_eq0.
by rewrite sumr_const card_ord.
Qed.

Lemma large_deadline_proportional l : large_deadline l =1 proportional (fun n => n.+1%:R) l.
Proof.
move=> n; rewrite /proportional /large_deadline harmonic_total; congr (_ / _).
rewrite -[LHS]mulr1; congr (_ * _).
by case: n => [|n]; rewrite ?subr0 // -natrB // subSn // subnn.
Qed.

Theorem large_deadline_feasible l : 0 <= l -> simplex N l (large_deadline l).
Proof.
move=> l0; have [x0 xl] := proportional_feasible large_deadline_shape l0.
split=> [n nN|]; first by rewrite large_deadline_proportional x0.
by rewrite -{2}xl; apply: eq_bigr => n _; rewrite large_deadline_proportional.
Qed.

(** Every exponent (n+1)/W_n of the form is H_N/L, and every partition has one that is no larger. *)
Theorem large_deadline_optimal l y : 0 < l -> simplex N l y ->
  (forall n, (n < N)%N -> n.+1%:R / load (large_deadline l) n = harmonic / l) /\
  (exists2 n, (n < N)%N & 0 < load y n /\ n.+1%:R / load y n <= harmonic / l).
Proof.
move=> l0 Xy.
have [eq le] := proportional_greatest_ratio large_deadline_shape (ltr0n _ 1) l0 Xy.
have E n : load (large_deadline l) n = load (proportional (fun n => n.+1%:R) l) n.
  by apply: eq_bigr => i _; rewrite large_deadline_proportional.
by rewrite harmonic_total; split=> // n nN; rewrite E eq.
Qed.

End ClosedForms.
