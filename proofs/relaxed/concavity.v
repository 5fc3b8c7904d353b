(** When log Pr is concave: the shifted exponential.  Section 8 of docs/model.md.

    With K = t / kappa the deadline in units of work, level n is met with probability F(c), c = K / W_n.
    Concavity of beta(W) = ln F(K/W) is what the proof of global optimality needs of the law; the other half,
    concavity of log Pr in the numbers beta(W_n), is Prekopa's theorem: [prekopa]. *)
From Coq Require Import Reals Lra Psatz.
Local Open Scope R_scope.

(** u >= 2 (1 - e^{-(u - tau)}) for all u >= tau iff tau >= 1 - ln 2. *)
Theorem threshold tau : 0 <= tau ->
  (forall u, tau <= u -> 2 * (1 - exp (- (u - tau))) <= u) <-> 1 - ln 2 <= tau.
Proof.
intros tau0; split.
- intros all; assert (ln2 := ln_lt_2).
  specialize (all (tau + ln 2) ltac:(lra)).
  replace (- (tau + ln 2 - tau)) with (- ln 2) in all by ring.
  rewrite exp_Ropp, exp_ln in all by lra; lra.
- intros thr u _.
  assert (tangent := exp_ineq1_le (ln 2 - (u - tau))).
  replace (ln 2 - (u - tau)) with (ln 2 + - (u - tau)) in tangent by ring.
  rewrite exp_plus, exp_ln in tangent by lra; lra.
Qed.

(** A function with a nonpositive second derivative on an interval is concave there. *)
Definition concave_on (I : R -> Prop) (f : R -> R) := forall x y a, I x -> I y -> 0 <= a <= 1 ->
  a * f x + (1 - a) * f y <= f (a * x + (1 - a) * y).

Lemma concave_from_second_derivative (I : R -> Prop) f f1 f2 :
  (forall x y z, I x -> I y -> x <= z <= y -> I z) ->
  (forall x, I x -> derivable_pt_lim f x (f1 x)) ->
  (forall x, I x -> derivable_pt_lim f1 x (f2 x)) ->
  (forall x, I x -> f2 x <= 0) -> concave_on I f.
Proof.
intros conv d1 d2 neg.
assert (decr : forall x y, I x -> I y -> x <= y -> f1 y <= f1 x).
{ intros x y Ix Iy [lt|<-]; [|lra].
  destruct (MVT_cor2 f1 f2 x y lt) as [c [eq [xc cy]]].
  { intros c [xc cy]; apply d2, (conv x y); auto; lra. }
  assert (f2 c <= 0) by (apply neg, (conv x y); auto; lra). nra. }
(* the chord from x < y stays below, with m between *)
assert (below : forall x y a, I x -> I y -> x < y -> 0 < a < 1 ->
  a * f x + (1 - a) * f y <= f (a * x + (1 - a) * y)).
{ intros x y a Ix Iy lt [a0 a1]; set (m := a * x + (1 - a) * y).
  assert (xm : x < m) by (unfold m; nra). assert (my : m < y) by (unfold m; nra).
  destruct (MVT_cor2 f f1 x m xm) as [c [eqc [xc cm]]].
  { intros c [? ?]; apply d1, (conv x y); auto; lra. }
  destruct (MVT_cor2 f f1 m y my) as [e [eqe [me ey]]].
  { intros e [? ?]; apply d1, (conv x y); auto; lra. }
  assert (le : f1 e <= f1 c) by (apply decr; [apply (conv x y)|apply (conv x y)|]; auto; lra).
  replace (m - x) with ((1 - a) * (y - x)) in eqc by (unfold m; ring).
  replace (y - m) with (a * (y - x)) in eqe by (unfold m; ring).
  assert (0 <= a * (1 - a) * (y - x) * (f1 c - f1 e)).
  { apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; [|lra]. nra. }
  replace (f x) with (f m - f1 c * ((1 - a) * (y - x))) by lra.
  replace (f y) with (f m + f1 e * (a * (y - x))) by lra. nra. }
intros x y a Ix Iy [a0 a1].
destruct a0 as [a0|<-]; [|replace (0 * x + (1 - 0) * y) with y by ring; lra].
destruct a1 as [a1| ->]; [|replace (1 * x + (1 - 1) * y) with x by ring; lra].
destruct (Rtotal_order x y) as [lt|[->|gt]].
- apply below; auto.
- replace (a * y + (1 - a) * y) with y by ring; lra.
- specialize (below y x (1 - a) Iy Ix gt ltac:(lra)).
  replace (1 - (1 - a)) with a in below by ring.
  rewrite (Rplus_comm (a * x)), (Rplus_comm (a * f x)); exact below.
Qed.

Section ShiftedExponential.
Variables mu t0 K : R.
Hypotheses (mu_pos : 0 < mu) (t0_nonneg : 0 <= t0) (K_pos : 0 < K).

(** The cdf of the law on t >= t0, of which only values above t0 are used. *)
Definition F (c : R) : R := 1 - exp (- (mu * (c - t0))).
Definition beta (W : R) : R := ln (F (K / W)).

(** The loads that can be met at all: F(K/W) > 0. *)
Definition attainable (W : R) := 0 < W /\ t0 < K / W.

Definition e (W : R) : R := exp (- (mu * (K / W - t0))).
Definition beta' (W : R) : R := - (e W / (1 - e W)) * (mu * K / (W * W)).
Definition beta'' (W : R) : R :=
  - (mu * K * e W / (W ^ 3 * (1 - e W) ^ 2)) * (mu * (K / W) - 2 * (1 - e W)).

Lemma F_range W : attainable W -> 0 < e W < 1.
Proof.
intros [W0 c0]; split; [apply exp_pos|].
rewrite <- exp_0; apply exp_increasing; nra.
Qed.

Lemma derive_e W : 0 < W -> derivable_pt_lim e W (e W * (mu * K / (W * W))).
Proof.
intros W0; unfold e.
replace (mu * K / (W * W)) with (- (mu * ((0 * W - 1 * K) / Rsqr W - 0))) by (unfold Rsqr; field; lra).
apply (derivable_pt_lim_comp (fun W => - (mu * (K / W - t0))) exp); [|apply derivable_pt_lim_exp].
apply (derivable_pt_lim_opp (fun W => mu * (K / W - t0))).
apply (derivable_pt_lim_scal (fun W => K / W - t0)).
apply (derivable_pt_lim_minus (fun W => K / W) (fun _ => t0)); [|apply derivable_pt_lim_const].
apply (derivable_pt_lim_div (fun _ => K) (fun W => W)); [apply derivable_pt_lim_const|apply derivable_pt_lim_id|lra].
Qed.

Theorem log_cdf_derivative W : attainable W -> derivable_pt_lim beta W (beta' W).
Proof.
intros aW; assert (eW := F_range W aW); destruct aW as [W0 _].
unfold beta'.
replace (- (e W / (1 - e W)) * (mu * K / (W * W)))
  with (/ (1 - e W) * (0 - e W * (mu * K / (W * W)))) by (field; lra).
apply (derivable_pt_lim_comp (fun W => 1 - e W) ln); [|apply derivable_pt_lim_ln; lra].
apply (derivable_pt_lim_minus (fun _ => 1) e); [apply derivable_pt_lim_const|apply derive_e, W0].
Qed.

Theorem log_cdf_second_derivative W : attainable W -> derivable_pt_lim beta' W (beta'' W).
Proof.
intros aW; assert (eW := F_range W aW); destruct aW as [W0 _].
set (d := e W * (mu * K / (W * W))).
replace (beta'' W) with
  (- ((d * (1 - e W) - (0 - d) * e W) / Rsqr (1 - e W)) * (mu * K / (W * W)) +
   - (e W / (1 - e W)) * ((0 * (W * W) - (1 * W + W * 1) * (mu * K)) / Rsqr (W * W)))
  by (unfold beta'', d, Rsqr; field; lra).
assert (de : derivable_pt_lim e W d) by (apply derive_e, W0).
apply (derivable_pt_lim_mult (fun W => - (e W / (1 - e W))) (fun W => mu * K / (W * W))).
- apply (derivable_pt_lim_opp (fun W => e W / (1 - e W))).
  apply (derivable_pt_lim_div e (fun W => 1 - e W)); [exact de| |lra].
  apply (derivable_pt_lim_minus (fun _ => 1) e); [apply derivable_pt_lim_const|exact de].
- apply (derivable_pt_lim_div (fun _ => mu * K) (fun W => W * W)); [apply derivable_pt_lim_const| |nra].
  apply (derivable_pt_lim_mult (fun W => W) (fun W => W)); apply derivable_pt_lim_id.
Qed.

(** The second derivative at W is nonpositive iff mu c >= 2 (1 - e^{-mu (c - t0)}), c = K / W. *)
Theorem second_derivative_sign W : attainable W ->
  beta'' W <= 0 <-> 2 * (1 - exp (- (mu * (K / W) - mu * t0))) <= mu * (K / W).
Proof.
intros aW; assert (eW := F_range W aW); destruct aW as [W0 _].
replace (- (mu * (K / W) - mu * t0)) with (- (mu * (K / W - t0))) by ring; fold (e W).
assert (pos : 0 < mu * K * e W / (W ^ 3 * (1 - e W) ^ 2)).
{ apply Rdiv_lt_0_compat; repeat apply Rmult_lt_0_compat; try lra; apply pow_lt; lra. }
unfold beta''; split; intros; nra.
Qed.

(** It is so for every attainable load iff mu t0 >= 1 - ln 2. *)
Theorem second_derivative_sign_everywhere :
  (forall W, attainable W -> beta'' W <= 0) <-> 1 - ln 2 <= mu * t0.
Proof.
assert (tau0 : 0 <= mu * t0) by nra.
rewrite <- (threshold (mu * t0) tau0); split; intros all.
- intros u [lt|<-].
  + set (W := mu * K / u).
    assert (u0 : 0 < u) by lra.
    assert (c : K / W = u / mu) by (unfold W; field; lra).
    assert (aW : attainable W).
    { split; [apply Rdiv_lt_0_compat; nra|rewrite c].
      apply (Rmult_lt_reg_l mu); [lra|]; replace (mu * (u / mu)) with u by (field; lra); lra. }
    assert (sign := proj1 (second_derivative_sign W aW) (all W aW)).
    rewrite c in sign; replace (mu * (u / mu)) with u in sign by (field; lra); exact sign.
  + replace (- (mu * t0 - mu * t0)) with 0 by ring; rewrite exp_0; lra.
- intros W aW; apply second_derivative_sign; [exact aW|apply all].
  destruct aW as [_ c]; nra.
Qed.

Theorem log_cdf_concave : 1 - ln 2 <= mu * t0 -> concave_on attainable beta.
Proof.
intros thr; apply concave_from_second_derivative with (f1 := beta') (f2 := beta'').
- intros x y z [x0 cx] [y0 cy] [xz zy]; split; [lra|].
  apply Rlt_le_trans with (1 := cy); unfold Rdiv; apply Rmult_le_compat_l; [lra|].
  apply Rinv_le_contravar; lra.
- exact log_cdf_derivative.
- exact log_cdf_second_derivative.
- apply second_derivative_sign_everywhere, thr.
Qed.

End ShiftedExponential.
