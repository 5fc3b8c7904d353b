(** Prekopa's theorem for the completion probability, and what follows for the loads.  Section 8 of docs/model.md.

    Over the reals, where there are logarithms: ln Pr is concave in the numbers b_n = ln F(c_n), so in the loads where ln F(K/W)
    is concave in each. [geometric_mean_probability] is the inequality at midpoints, over Archimedean fields; the reals at hand
    lie in one. Any weights follow, as ln Pr is monotone. *)
From Coq Require Import Reals Lra.
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import runtime.slice_dp runtime.gradient runtime.enclosure runtime.monotone runtime.supermodular
  runtime.geometric_mean relaxed.concavity relaxed.concave_laws relaxed.real_subfield.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope R_scope.

(** ** The recursion over the reals *)

(** [poisson_dp] of runtime/slice_dp.v, word for word. *)
Fixpoint real_dp (p : nat -> R) (n m : nat) : R :=
  if n is n'.+1 then
    if (m <= n)%N then sum_f_R0 (fun k => real_dp p n' (m - k) * (p n' ^ k / INR k`!)) m else 0
  else if (m == 0)%N then 1 else 0.

(** The completion probability from the F(c_n). *)
Definition real_probability (N : nat) (F : nat -> R) : R := INR N`! * real_dp (fun n => F n - F n.+1) N N.

(** From their logarithms, and its logarithm; nothing is behind the last slice. *)
Definition from_logs (N : nat) (b : nat -> R) n : R := if (n < N)%N then exp (b n) else 0.
Definition log_probability (N : nat) (b : nat -> R) : R := ln (real_probability N (from_logs N b)).

Section Transfer.
Variable generator : nat -> R.
Local Notation K := (element_archiFieldType generator).
Implicit Types (p : nat -> K).

Lemma number_pow (x : K) k : number (x ^+ k)%R = number x ^ k.
Proof. by elim: k => [//|k IH]; rewrite exprS /= -IH. Qed.

Lemma number_div (x y : K) : number y <> 0 -> number (x / y)%R = number x / number y.
Proof. by move=> y0; rewrite /= ; case: Req_EM_T. Qed.

Lemma number_sum m (f : nat -> K) : number (\sum_(k < m.+1) f k)%R = sum_f_R0 (fun k => number (f k)) m.
Proof. by elim: m => [|m IH]; [rewrite big_ord1|rewrite big_ord_recr [RHS]/= -IH]. Qed.

Lemma number_dp p n m : number (poisson_dp p n m) = real_dp (fun i => number (p i)) n m.
Proof.
elim: n m => [|n IH] m /=; first by case: eqP.
case: ifP => // _; rewrite (number_sum m (fun k => poisson_dp p n (m - k) * (p n ^+ k / k`!%:R))%R).
apply: PartSum.sum_eq => k _; rewrite -IH -number_pow -(number_nat generator) -number_div //.
by rewrite number_nat; apply: not_0_INR; apply/eqP; rewrite -lt0n fact_gt0.
Qed.

Lemma number_probability N (F : nat -> K) : number (probability N F) = real_probability N (fun n => number (F n)).
Proof.
rewrite /probability -poisson_dp_correct /real_probability -(number_nat generator).
by rewrite -[RHS]/(number (N`!%:R)%R * real_dp (fun i => number (slices F i)) N N) -number_dp.
Qed.

Lemma leK (x y : K) : number x <= number y <-> (x <= y)%R.
Proof. by split => [le|/leqP//]; apply/leqP. Qed.
Lemma ltK (x y : K) : number x < number y <-> (x < y)%R.
Proof. by split => [lt|/lessP//]; apply/lessP. Qed.
End Transfer.

(** ** Logarithms of levels that do not rise *)

Section Logs.
Variable N : nat.
Implicit Types (b c : nat -> R).

Definition falls b := forall n, (n.+1 < N)%N -> b n.+1 <= b n.

Lemma levels_from_logs generator (F : nat -> element generator) b : falls b ->
  (forall n, number (F n) = from_logs N b n) -> levels N F.
Proof.
move=> fb Fb; split=> [n nN|n nN|].
- rewrite /slices subr_ge0; apply/leK; rewrite !Fb /from_logs nN; case: ifP => n1; last exact/Rlt_le/exp_pos.
  by case: (fb n n1) => [lt|->]; [exact/Rlt_le/exp_increasing|lra].
- by apply/ltK; rewrite Fb /from_logs nN; exact: exp_pos.
- by apply: element_eq; rewrite Fb /from_logs ltnn.
Qed.

(** The levels of three families in one field. *)
Definition three (F G H : nat -> R) k : R :=
  match (k %% 3)%N with 0%N => F (k %/ 3)%N | 1%N => G (k %/ 3)%N | _ => H (k %/ 3)%N end.
Definition first F G H n : element (three F G H) := member _ (n * 3)%N.
Definition second F G H n : element (three F G H) := member _ (n * 3 + 1)%N.
Definition third F G H n : element (three F G H) := member _ (n * 3 + 2)%N.
Lemma firstE F G H n : number (first F G H n) = F n.
Proof. by rewrite /= /three modnMl mulnK. Qed.
Lemma secondE F G H n : number (second F G H n) = G n.
Proof. by rewrite /= /three modnMDl divnMDl // addn0. Qed.
Lemma thirdE F G H n : number (third F G H n) = H n.
Proof. by rewrite /= /three modnMDl divnMDl // addn0. Qed.

Lemma real_probability_ext F G : (forall n, F n = G n) -> real_probability N F = real_probability N G.
Proof.
move=> FG; congr (_ * _); suff ext n m : real_dp (fun i => F i - F i.+1) n m = real_dp (fun i => G i - G i.+1) n m by [].
by elim: n m => //= n IH m; case: ifP => // _; apply: PartSum.sum_eq => k _; rewrite IH !FG.
Qed.

Lemma transfer generator (F : nat -> element generator) b : (forall n, number (F n) = from_logs N b n) ->
  number (probability N F) = real_probability N (from_logs N b).
Proof. by move=> Fb; rewrite number_probability; apply: real_probability_ext. Qed.

Lemma real_probability_gt0 b : falls b -> 0 < real_probability N (from_logs N b).
Proof.
move=> fb; pose F := first (from_logs N b) (from_logs N b) (from_logs N b).
have Fb n : number (F n) = from_logs N b n by exact: firstE.
by rewrite -(transfer Fb); apply/(ltK (0%R : element _)); apply: probability_gt0; exact: levels_from_logs Fb.
Qed.

(** ln Pr does not fall in any ln F(c_n). *)
Theorem log_probability_monotone b c : falls b -> falls c -> (forall n, (n < N)%N -> b n <= c n) ->
  log_probability N b <= log_probability N c.
Proof.
move=> fb fc bc; pose F := first (from_logs N b) (from_logs N c) (from_logs N c).
pose G := second (from_logs N b) (from_logs N c) (from_logs N c).
have Fb n : number (F n) = from_logs N b n by exact: firstE.
have Gc n : number (G n) = from_logs N c n by exact: secondE.
have : real_probability N (from_logs N b) <= real_probability N (from_logs N c).
  rewrite -(transfer Fb) -(transfer Gc); apply/leK; apply: probability_le; [exact: levels_from_logs Fb|exact: levels_from_logs Gc|].
  move=> n nN; apply/leK; rewrite Fb Gc /from_logs nN.
  by case: (bc n nN) => [lt|->]; [exact/Rlt_le/exp_increasing|lra].
by case=> [lt|e]; [apply: Rlt_le; apply: ln_increasing => //; exact: real_probability_gt0|rewrite /log_probability e; lra].
Qed.

Lemma log_probability_midpoint b c : falls b -> falls c ->
  log_probability N b + log_probability N c <= 2 * log_probability N (fun n => (b n + c n) / 2).
Proof.
move=> fb fc; pose d n := (b n + c n) / 2; have fd : falls d by move=> n nN; rewrite /d; have := (fb n nN, fc n nN); case; lra.
pose F := first (from_logs N b) (from_logs N c) (from_logs N d).
pose G := second (from_logs N b) (from_logs N c) (from_logs N d).
pose H := third (from_logs N b) (from_logs N c) (from_logs N d).
have Fb n : number (F n) = from_logs N b n by exact: firstE.
have Gc n : number (G n) = from_logs N c n by exact: secondE.
have Hd n : number (H n) = from_logs N d n by exact: thirdE.
have [Pb Pc Pd] := And3 (real_probability_gt0 fb) (real_probability_gt0 fc) (real_probability_gt0 fd).
have : real_probability N (from_logs N b) * real_probability N (from_logs N c) <=
    real_probability N (from_logs N d) * real_probability N (from_logs N d).
  rewrite -(transfer Fb) -(transfer Gc) -(transfer Hd).
  rewrite -[number _ * number _]/(number (probability N F * probability N G)%R).
  rewrite -[number (probability N H) * _]/(number (probability N H * probability N H)%R).
  apply/leK; rewrite -expr2; have := geometric_mean_probability (levels_from_logs fb Fb) (levels_from_logs fc Gc) (levels_from_logs fd Hd); apply.
  move=> n nN; apply/leK; rewrite expr2 -[number (F n * G n)%R]/(number (F n) * number (G n)).
  rewrite -[number (H n * H n)%R]/(number (H n) * number (H n)) Fb Gc Hd /from_logs nN -!exp_plus.
  by right; congr exp; rewrite /d; lra.
rewrite /log_probability -/d => le.
have -> : 2 * ln (real_probability N (from_logs N d)) =
    ln (real_probability N (from_logs N d) * real_probability N (from_logs N d)) by rewrite ln_mult //; lra.
rewrite -ln_mult //; case: le => [lt|->]; last lra.
by apply: Rlt_le; apply: ln_increasing => //; exact: Rmult_lt_0_compat.
Qed.

(** ** From midpoints to any weights *)

(** What is at least the mean of its neighbours, and not without bound from below, is not negative between two zeros. *)
Lemma midpoints_nonneg (h : R -> R) (C : R) : (forall a, 0 <= a <= 1 -> - C <= h a) -> 0 <= h 0 -> 0 <= h 1 ->
  (forall a a', 0 <= a <= 1 -> 0 <= a' <= 1 -> h a + h a' <= 2 * h ((a + a') / 2)) ->
  forall a, 0 <= a <= 1 -> 0 <= h a.
Proof.
move=> low h0 h1 mid a a01; apply: Rnot_lt_le => neg.
have down k : forall a, 0 <= a <= 1 -> - C <= 2 ^ k * h a.
  elim: k => [|k IH] x x01 /=; first by rewrite Rmult_1_l; exact: low.
  case: (Rle_dec x (1 / 2)) => hx.
    have := mid 0 (2 * x) ltac:(lra) ltac:(lra); have -> : (0 + 2 * x) / 2 = x by field.
    have := IH (2 * x) ltac:(lra); have := pow_lt 2 k ltac:(lra); nra.
  have := mid 1 (2 * x - 1) ltac:(lra) ltac:(lra); have -> : (1 + (2 * x - 1)) / 2 = x by field.
  have := IH (2 * x - 1) ltac:(lra); have := pow_lt 2 k ltac:(lra); nra.
have [k lt] := above_some_nat (C / - h a).
have grow j : INR j <= 2 ^ j.
  elim: j => [|j IH]; first by rewrite /=; lra.
  rewrite S_INR /=; have := pow_R1_Rle 2 j ltac:(lra); lra.
have := down k a a01; have := grow k => grown.
have : C < INR k * - h a.
  apply: (Rmult_lt_reg_r (/ - h a)); first by apply: Rinv_0_lt_compat; lra.
  by rewrite Rmult_assoc Rinv_r; lra.
nra.
Qed.

Definition mix a b c n : R := a * b n + (1 - a) * c n.

Lemma falls_mix a b c : 0 <= a <= 1 -> falls b -> falls c -> falls (mix a b c).
Proof. by move=> a01 fb fc n nN; rewrite /mix; have := (fb n nN, fc n nN); case; nra. Qed.

(** Prekopa's theorem for the completion probability: ln Pr is concave in the numbers ln F(c_n). *)
Theorem log_probability_concave_in_logs b c a : falls b -> falls c -> 0 <= a <= 1 ->
  a * log_probability N b + (1 - a) * log_probability N c <= log_probability N (mix a b c).
Proof.
move=> fb fc a01; pose P := log_probability N.
have same d e : (forall n, d n = e n) -> P d = P e.
  by move=> de; congr ln; apply: real_probability_ext => n; rewrite /from_logs de.
pose least n := Rmin (b n) (c n).
have fl : falls least.
  move=> n nN; rewrite /least; apply: Rmin_glb; [apply: Rle_trans (Rmin_l _ _) _|apply: Rle_trans (Rmin_r _ _) _]; auto.
pose h x := P (mix x b c) - (x * P b + (1 - x) * P c).
suff : 0 <= h a by rewrite /h /P; lra.
apply: (@midpoints_nonneg h (Rabs (P least) + Rabs (P b) + Rabs (P c))) => // [x x01|||x y x01 y01].
- have : P least <= P (mix x b c).
    apply: log_probability_monotone => //; first exact: falls_mix.
    move=> n _; rewrite /least /mix; have := (Rmin_l (b n) (c n), Rmin_r (b n) (c n)); case; nra.
  have [l1 l2] := Rabs_def2 (P least) (Rabs (P least) + 1) ltac:(lra).
  have lb z : - Rabs z <= z <= Rabs z by rewrite /Rabs; case: Rcase_abs; lra.
  have := (lb (P least), lb (P b), lb (P c)); rewrite /h; case=> -[??] ? le; nra.
- rewrite /h (same _ c); first lra; by move=> n; rewrite /mix; lra.
- rewrite /h (same _ b); first lra; by move=> n; rewrite /mix; lra.
- have := log_probability_midpoint (falls_mix x01 fb fc) (falls_mix y01 fb fc); rewrite -/P.
  have -> : P (fun n => (mix x b c n + mix y b c n) / 2) = P (mix ((x + y) / 2) b c).
    by apply: same => n; rewrite /mix; field.
  rewrite /h; lra.
Qed.

(** ** The loads *)

(** Where beta(W) = ln F(K/W) is concave, ln Pr is concave in the loads, hence in x, and a local optimum is global. *)
Theorem log_probability_concave (I : R -> Prop) beta (W W' : nat -> R) a : concave_on I beta ->
  (forall x y, I x -> I y -> x <= y -> beta y <= beta x) ->
  (forall n, (n < N)%N -> I (W n) /\ I (W' n)) -> (forall n, (n < N)%N -> I (mix a W W' n)) ->
  (forall n, (n.+1 < N)%N -> W n <= W n.+1 /\ W' n <= W' n.+1) -> 0 <= a <= 1 ->
  a * log_probability N (fun n => beta (W n)) + (1 - a) * log_probability N (fun n => beta (W' n)) <=
  log_probability N (fun n => beta (mix a W W' n)).
Proof.
move=> conc decr inI inM up a01.
have fW : falls (fun n => beta (W n)).
  by move=> n nN; have [??] := up n nN; apply: decr => //; [case: (inI n (ltnW nN))|case: (inI _ nN)].
have fW' : falls (fun n => beta (W' n)).
  by move=> n nN; have [??] := up n nN; apply: decr => //; [case: (inI n (ltnW nN))|case: (inI _ nN)].
have fM : falls (fun n => beta (mix a W W' n)).
  move=> n nN; have [??] := up n nN; apply: decr; [exact: inM (ltnW nN)|exact: inM|rewrite /mix; nra].
apply: Rle_trans (log_probability_concave_in_logs fW fW' a01) _.
apply: log_probability_monotone => //; first exact: falls_mix.
by move=> n nN; have [??] := inI n nN; rewrite /mix; apply: conc.
Qed.

End Logs.

(** ** The laws *)

Section Law.
(** A law on times above t0, and K, the deadline in units of work. *)
Variables (cdf : R -> R) (t0 K : R).
Hypotheses (K_pos : 0 < K) (cdf_pos : forall c, t0 < c -> 0 < cdf c)
  (cdf_up : forall c c', t0 < c -> c <= c' -> cdf c <= cdf c').

Definition in_time W := 0 < W /\ t0 < K / W.

(** ln of the completion probability at the loads W_n. *)
Definition log_completion N (W : nat -> R) : R := ln (real_probability N (fun n => if (n < N)%N then cdf (K / W n) else 0)).

Lemma in_time_mix x y a : in_time x -> in_time y -> 0 <= a <= 1 -> in_time (a * x + (1 - a) * y).
Proof.
have iff z : 0 < z -> (t0 < K / z <-> t0 * z < K).
  move=> z0; split=> lt.
    by have := Rmult_lt_compat_r z _ _ z0 lt; rewrite /Rdiv Rmult_assoc Rinv_l; lra.
  by apply: (Rmult_lt_reg_r z) => //; rewrite /Rdiv Rmult_assoc Rinv_l; lra.
move=> [x0 tx] [y0 ty] [a0 a1]; have kx := proj1 (iff x x0) tx; have ky := proj1 (iff y y0) ty; have z0 : 0 < a * x + (1 - a) * y.
  by case: a0 => [a0|<-]; nra.
split=> //; apply: (proj2 (iff _ z0)); case: a0 => [a0|<-]; nra.
Qed.

(** Where ln F(K/W) is concave, so is ln Pr in the loads. *)
Theorem log_completion_concave N W W' a : concave_on in_time (fun W => ln (cdf (K / W))) ->
  (forall n, (n < N)%N -> in_time (W n) /\ in_time (W' n)) ->
  (forall n, (n.+1 < N)%N -> W n <= W n.+1 /\ W' n <= W' n.+1) -> 0 <= a <= 1 ->
  a * log_completion N W + (1 - a) * log_completion N W' <= log_completion N (mix a W W').
Proof.
move=> conc inI up a01; have inM n : (n < N)%N -> in_time (mix a W W' n).
  by move=> nN; have [??] := inI n nN; exact: in_time_mix.
have logs V : (forall n, (n < N)%N -> in_time (V n)) ->
    log_completion N V = log_probability N (fun n => ln (cdf (K / V n))).
  move=> inV; congr ln; apply: real_probability_ext => n; rewrite /from_logs; case: ifP => // nN.
  by rewrite exp_ln //; apply: cdf_pos; case: (inV n nN).
rewrite !logs //; try by move=> n nN; case: (inI n nN).
apply: (@log_probability_concave N in_time (fun W => ln (cdf (K / W)))) => // x y [x0 tx] [y0 ty] xy.
have : cdf (K / y) <= cdf (K / x).
  by apply: cdf_up => //; apply: Rmult_le_compat_l; [lra|exact: Rinv_le_contravar].
by case=> [lt|->]; [apply: Rlt_le; apply: ln_increasing => //; exact: cdf_pos|lra].
Qed.

End Law.

(** Shifted exponential times with mu t0 >= 1 - ln 2, *)
Theorem shifted_exponential_completion_concave mu t0 K N W W' a : 0 < mu -> 0 <= t0 -> 0 < K -> 1 - ln 2 <= mu * t0 ->
  (forall n, (n < N)%N -> in_time t0 K (W n) /\ in_time t0 K (W' n)) ->
  (forall n, (n.+1 < N)%N -> W n <= W n.+1 /\ W' n <= W' n.+1) -> 0 <= a <= 1 ->
  a * log_completion (F mu t0) K N W + (1 - a) * log_completion (F mu t0) K N W' <=
  log_completion (F mu t0) K N (mix a W W').
Proof.
move=> mu0 t00 K0 thr; apply: log_completion_concave => // [c c0|c c' c0 cc|]; last exact: log_cdf_concave.
  by have : exp (- (mu * (c - t0))) < exp 0; [apply: exp_increasing; nra|rewrite /F exp_0; lra].
have : exp (- (mu * (c' - t0))) <= exp (- (mu * (c - t0))); last by rewrite /F; lra.
by case: cc => [lt|->]; [apply: Rlt_le; apply: exp_increasing; nra|lra].
Qed.

(** Pareto times of shape at least 1, *)
Theorem pareto_completion_concave shape scale K N W W' a : 1 <= shape -> 0 < scale -> 0 < K ->
  (forall n, (n < N)%N -> in_time scale K (W n) /\ in_time scale K (W' n)) ->
  (forall n, (n.+1 < N)%N -> W n <= W n.+1 /\ W' n <= W' n.+1) -> 0 <= a <= 1 ->
  a * log_completion (pareto_cdf shape scale) K N W + (1 - a) * log_completion (pareto_cdf shape scale) K N W' <=
  log_completion (pareto_cdf shape scale) K N (mix a W W').
Proof.
move=> sh0 sc0 K0; have pos c : scale < c -> 0 < scale / c by move=> c0; apply: Rdiv_lt_0_compat; lra.
apply: log_completion_concave => // [c c0|c c' c0 cc|]; last exact: pareto_log_cdf_concave.
  have lt1 : scale / c < 1 by apply: (Rmult_lt_reg_r c); [lra|rewrite /Rdiv Rmult_assoc Rinv_l; lra].
  have : Rpower (scale / c) shape < 1; last by rewrite /pareto_cdf; lra.
  rewrite /Rpower -exp_0; apply: exp_increasing; have := ln_increasing _ _ (pos c c0) lt1; rewrite ln_1; nra.
have : Rpower (scale / c') shape <= Rpower (scale / c) shape; last by rewrite /pareto_cdf; lra.
apply: Rle_Rpower_l; first lra; split; first by apply: pos; lra.
by apply: Rmult_le_compat_l; [lra|apply: Rinv_le_contravar; lra].
Qed.

(** and uniform times with a maximum of at most twice the minimum. *)
Theorem uniform_completion_concave least largest K N W W' a : 0 < least -> least < largest -> largest <= 2 * least -> 0 < K ->
  (forall n, (n < N)%N -> in_time least K (W n) /\ in_time least K (W' n)) ->
  (forall n, (n.+1 < N)%N -> W n <= W n.+1 /\ W' n <= W' n.+1) -> 0 <= a <= 1 ->
  a * log_completion (uniform_cdf least largest) K N W + (1 - a) * log_completion (uniform_cdf least largest) K N W' <=
  log_completion (uniform_cdf least largest) K N (mix a W W').
Proof.
move=> l0 ll narrow K0; have w0 : 0 < / (largest - least) by apply: Rinv_0_lt_compat; lra.
apply: log_completion_concave => // [c c0|c c' c0 cc|]; last exact: uniform_log_cdf_concave.
  by apply: Rmin_glb_lt; [lra|apply: Rmult_lt_0_compat; lra].
apply: Rle_min_compat_l; apply: Rmult_le_compat_r; lra.
Qed.
