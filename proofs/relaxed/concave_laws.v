(** Further laws for which ln F(K/W) is concave in the load W.  Section 8 of docs/model.md.

    Pareto times of shape at least 1, and uniform times whose maximum is at most twice their minimum. *)
From Coq Require Import Reals Lra Psatz.
From bcgc Require Import relaxed.concavity.
Local Open Scope R_scope.

(** The logarithm of a positive concave function is concave. *)
Lemma ln_below x y : 0 < x -> 0 < y -> ln y <= ln x + (y - x) / x.
Proof.
intros x0 y0; assert (q := exp_ineq1_le (ln (y / x))).
rewrite exp_ln in q by (apply Rdiv_lt_0_compat; assumption).
unfold Rdiv in q at 1; rewrite ln_mult, ln_Rinv in q by (auto; apply Rinv_0_lt_compat; assumption).
replace ((y - x) / x) with (y / x - 1) by (field; lra); lra.
Qed.

Lemma ln_concave (I : R -> Prop) g :
  (forall x y z, I x -> I y -> x <= z <= y -> I z) -> (forall x, I x -> 0 < g x) -> concave_on I g ->
  concave_on I (fun x => ln (g x)).
Proof.
intros conv pos conc x y a Ix Iy a01; set (z := a * x + (1 - a) * y).
assert (Iz : I z).
{ unfold z; destruct (Rle_dec x y); [apply (conv x y)|apply (conv y x)]; auto; nra. }
assert (gz := conc x y a Ix Iy a01); fold z in gz; assert (z0 := pos z Iz).
assert (lx := ln_below (g z) (g x) z0 (pos x Ix)); assert (ly := ln_below (g z) (g y) z0 (pos y Iy)).
assert (sum : a * ((g x - g z) / g z) + (1 - a) * ((g y - g z) / g z) <= 0).
{ replace (_ + _) with ((a * g x + (1 - a) * g y - g z) * / g z) by (field; lra).
  assert (i0 := Rinv_0_lt_compat _ z0); nra. }
assert (a * ln (g x) <= a * (ln (g z) + (g x - g z) / g z)) by (apply Rmult_le_compat_l; lra).
assert ((1 - a) * ln (g y) <= (1 - a) * (ln (g z) + (g y - g z) / g z)) by (apply Rmult_le_compat_l; lra).
lra.
Qed.

Section Pareto.
Variables shape scale K : R.
Hypotheses (shape_ge1 : 1 <= shape) (scale_pos : 0 < scale) (K_pos : 0 < K).

(** Pr[T <= c] for c >= scale, and the loads that can be met at all. *)
Definition pareto_cdf (c : R) : R := 1 - Rpower (scale / c) shape.
Definition pareto_attainable (W : R) := 0 < W /\ scale < K / W.

(** For a shape below 1 it is convex at small loads: the code looks for zones only there. *)
Theorem pareto_log_cdf_concave : concave_on pareto_attainable (fun W => ln (pareto_cdf (K / W))).
Proof.
assert (k0 : 0 < scale / K) by (apply Rdiv_lt_0_compat; assumption).
assert (conv : forall x y z, pareto_attainable x -> pareto_attainable y -> x <= z <= y -> pareto_attainable z).
{ intros x y z [x0 _] [y0 cy] [xz zy]; split; [lra|]; apply Rlt_le_trans with (1 := cy).
  unfold Rdiv; apply Rmult_le_compat_l; [lra|]; apply Rinv_le_contravar; lra. }
assert (ratio : forall W, 0 < W -> scale / (K / W) = scale / K * W) by (intros; field; lra).
apply ln_concave; [exact conv| |].
- intros W [W0 cW]; unfold pareto_cdf; rewrite ratio by assumption.
  assert (lt1 : scale / K * W < 1).
  { rewrite <- ratio by assumption; apply (Rmult_lt_reg_r (K / W)); [lra|].
    replace (scale / (K / W) * (K / W)) with scale; [lra|field; split; lra]. }
  assert (p := Rmult_lt_0_compat _ _ k0 W0).
  assert (Rpower (scale / K * W) shape < 1); [|lra].
  unfold Rpower; rewrite <- exp_0; apply exp_increasing.
  assert (ln (scale / K * W) < 0) by (rewrite <- ln_1; apply ln_increasing; lra); nra.
- (* 1 - (scale W / K)^shape, of nonpositive second derivative *)
  pose (k := scale / K); fold k in k0, ratio.
  assert (same : forall W, pareto_attainable W -> pareto_cdf (K / W) = 1 - Rpower k shape * Rpower W shape).
  { intros W [W0 _]; unfold pareto_cdf; rewrite ratio, Rpower_mult_distr by assumption; reflexivity. }
  assert (pk : 0 < Rpower k shape) by apply exp_pos.
  assert (conc : concave_on pareto_attainable (fun W => 1 - Rpower k shape * Rpower W shape)).
  { apply concave_from_second_derivative with
      (f1 := fun W => 0 - Rpower k shape * (shape * Rpower W (shape - 1)))
      (f2 := fun W => 0 - Rpower k shape * (shape * ((shape - 1) * Rpower W (shape - 1 - 1)))); [exact conv| | |].
    - intros W [W0 _]; apply (derivable_pt_lim_minus (fun _ => 1)); [apply derivable_pt_lim_const|].
      apply (derivable_pt_lim_scal (fun W => Rpower W shape)); apply derivable_pt_lim_power, W0.
    - intros W [W0 _]; apply (derivable_pt_lim_minus (fun _ => 0)); [apply derivable_pt_lim_const|].
      apply (derivable_pt_lim_scal (fun W => shape * Rpower W (shape - 1))).
      apply (derivable_pt_lim_scal (fun W => Rpower W (shape - 1))); apply derivable_pt_lim_power, W0.
    - intros W _; assert (p := exp_pos ((shape - 1 - 1) * ln W)); fold (Rpower W (shape - 1 - 1)) in p.
      assert (0 <= shape * ((shape - 1) * Rpower W (shape - 1 - 1))) by (apply Rmult_le_pos; [lra|nra]); nra. }
  intros x y a Ix Iy a01; rewrite !same by (assumption || (destruct (Rle_dec x y);
    [apply (conv x y)|apply (conv y x)]; auto; nra)); apply conc; assumption.
Qed.

End Pareto.

Section Uniform.
Variables least largest K : R.
Hypotheses (least_pos : 0 < least) (ordered : least < largest) (K_pos : 0 < K).

(** Pr[T <= c] for c >= least, and the loads that can be met at all. *)
Definition uniform_cdf (c : R) : R := Rmin 1 ((c - least) / (largest - least)).
Definition uniform_attainable (W : R) := 0 < W /\ least < K / W.

(** Loads at which not everybody is sure to finish, K / W <= 2 least. *)
Let I (W : R) := K <= 2 * least * W /\ least * W < K.
Let h (W : R) := ln (K - least * W) - ln W - ln (largest - least).

Lemma uniform_I_pos W : I W -> 0 < W.
Proof. intros [lo _]; nra. Qed.

Lemma uniform_I_between x y z : I x -> I y -> x <= z <= y -> I z.
Proof. intros [x1 x2] [y1 y2] [xz zy]; split; nra. Qed.

Lemma uniform_h_concave : concave_on I h.
Proof.
apply concave_from_second_derivative with
  (f1 := fun W => / (K - least * W) * (0 - least * 1) - / W - 0)
  (f2 := fun W => - (least / (K - least * W)) ^ 2 + / W ^ 2 - 0).
- exact uniform_I_between.
- intros W IW; assert (W0 := uniform_I_pos W IW); destruct IW as [_ hi].
  apply derivable_pt_lim_minus; [apply derivable_pt_lim_minus|apply derivable_pt_lim_const].
  + apply (derivable_pt_lim_comp (fun W => K - least * W) ln); [|apply derivable_pt_lim_ln; lra].
    apply (derivable_pt_lim_minus (fun _ => K)); [apply derivable_pt_lim_const|].
    apply (derivable_pt_lim_scal (fun W => W)); apply derivable_pt_lim_id.
  + apply derivable_pt_lim_ln, W0.
- intros W IW; assert (W0 := uniform_I_pos W IW); destruct IW as [_ hi].
  apply derivable_pt_lim_minus; [|apply derivable_pt_lim_const].
  replace (- (least / (K - least * W)) ^ 2 + / W ^ 2) with
    (((0 * (K - least * W) - (0 - least * 1) * (0 - least * 1)) / Rsqr (K - least * W)) -
     ((0 * W - 1 * 1) / Rsqr W)) by (unfold Rsqr; field; split; lra).
  apply derivable_pt_lim_minus.
  + apply derivable_pt_lim_ext with (f := fun W => (0 - least * 1) / (K - least * W)); [intros; unfold Rdiv; ring|].
    apply (derivable_pt_lim_div (fun _ => 0 - least * 1) (fun W => K - least * W)); [apply derivable_pt_lim_const| |lra].
    apply (derivable_pt_lim_minus (fun _ => K)); [apply derivable_pt_lim_const|].
    apply (derivable_pt_lim_scal (fun W => W)); apply derivable_pt_lim_id.
  + apply derivable_pt_lim_ext with (f := fun W => 1 / W); [intros; unfold Rdiv; ring|].
    apply (derivable_pt_lim_div (fun _ => 1) (fun W => W)); [apply derivable_pt_lim_const|apply derivable_pt_lim_id|lra].
- intros W IW; assert (W0 := uniform_I_pos W IW); destruct IW as [lo hi].
  assert (d0 : 0 < K - least * W) by lra.
  assert (le : / W <= least / (K - least * W)).
  { apply (Rmult_le_reg_r (W * (K - least * W))); [nra|].
    replace (/ W * (W * (K - least * W))) with (K - least * W) by (field; lra).
    replace (least / (K - least * W) * (W * (K - least * W))) with (least * W) by (field; lra); lra. }
  replace (/ W ^ 2) with ((/ W) ^ 2) by (field; lra); assert (i0 := Rinv_0_lt_compat _ W0); nra.
Qed.

Lemma uniform_h W : I W -> h W = ln ((K / W - least) / (largest - least)).
Proof.
intros IW; assert (W0 := uniform_I_pos W IW); destruct IW as [_ hi]; unfold h.
replace ((K / W - least) / (largest - least)) with ((K - least * W) * / W * / (largest - least)) by (field; split; lra).
assert (iW := Rinv_0_lt_compat _ W0); assert (il := Rinv_0_lt_compat (largest - least) ltac:(lra)).
rewrite !ln_mult, !ln_Rinv; try lra; apply Rmult_lt_0_compat; lra.
Qed.

Lemma uniform_h_decreasing x y : I x -> I y -> x <= y -> h y <= h x.
Proof.
intros Ix Iy [lt|<-]; [|lra]; assert (x0 := uniform_I_pos x Ix); assert (y0 := uniform_I_pos y Iy).
destruct Ix as [_ hx], Iy as [_ hy]; unfold h.
assert (ln (K - least * y) < ln (K - least * x)) by (apply ln_increasing; nra).
assert (ln x < ln y) by (apply ln_increasing; lra); lra.
Qed.

(** For a largest time above twice the least it is convex between 2 least and the largest. *)
Theorem uniform_log_cdf_concave : largest <= 2 * least ->
  concave_on uniform_attainable (fun W => ln (uniform_cdf (K / W))).
Proof.
intros narrow; pose (clip := fun W => Rmax W (K / largest)).
assert (q0 : 0 < K / largest) by (apply Rdiv_lt_0_compat; lra).
assert (ql : largest * (K / largest) = K) by (field; lra).
assert (in_I : forall W, uniform_attainable W -> I (clip W)).
{ intros W [W0 cW]; assert (lW : least * W < K).
  { apply (Rmult_lt_compat_r W) in cW; [|lra]; replace (K / W * W) with K in cW by (field; lra); lra. }
  unfold I, clip; destruct (Rle_dec W (K / largest)); [rewrite Rmax_right by lra|rewrite Rmax_left by lra]; split; nra. }
assert (same : forall W, uniform_attainable W -> ln (uniform_cdf (K / W)) = h (clip W)).
{ intros W aW; rewrite uniform_h by (apply in_I, aW); destruct aW as [W0 _]; f_equal; unfold uniform_cdf, clip.
  assert (cW : K / W * W = K) by (field; lra).
  destruct (Rle_dec W (K / largest)).
  - rewrite Rmax_right by lra; replace (K / (K / largest)) with largest by (field; lra).
    replace ((largest - least) / (largest - least)) with 1 by (field; lra); apply Rmin_left.
    apply (Rmult_le_reg_r (largest - least)); [lra|]; unfold Rdiv at 1; rewrite Rmult_assoc, Rinv_l, !Rmult_1_r by lra; nra.
  - rewrite Rmax_left by lra; apply Rmin_right.
    apply (Rmult_le_reg_r (largest - least)); [lra|]; unfold Rdiv at 1; rewrite Rmult_assoc, Rinv_l by lra; nra. }
intros x y a ax ay a01; set (z := a * x + (1 - a) * y).
assert (az : uniform_attainable z).
{ destruct ax as [x0 cx], ay as [y0 cy]; assert (z0 : 0 < z) by (unfold z; nra); split; [exact z0|].
  apply (Rmult_lt_compat_r x) in cx; [|lra]; replace (K / x * x) with K in cx by (field; lra).
  apply (Rmult_lt_compat_r y) in cy; [|lra]; replace (K / y * y) with K in cy by (field; lra).
  apply (Rmult_lt_reg_r z); [exact z0|]; replace (K / z * z) with K by (field; lra).
  destruct (Rle_dec x y); [assert (z <= y) by (unfold z; nra)|assert (z <= x) by (unfold z; nra)]; nra. }
rewrite !same by assumption.
assert (below : clip z <= a * clip x + (1 - a) * clip y).
{ unfold clip; assert (mx := Rmax_l x (K / largest)); assert (mx' := Rmax_r x (K / largest)).
  assert (my := Rmax_l y (K / largest)); assert (my' := Rmax_r y (K / largest)); apply Rmax_lub; unfold z; nra. }
apply Rle_trans with (1 := uniform_h_concave _ _ a (in_I x ax) (in_I y ay) a01).
apply uniform_h_decreasing; [apply in_I, az| |exact below].
destruct (Rle_dec (clip x) (clip y)); [apply (uniform_I_between (clip x) (clip y))|
  apply (uniform_I_between (clip y) (clip x))]; auto; nra.
Qed.

End Uniform.
