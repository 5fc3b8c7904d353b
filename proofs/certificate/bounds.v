(** Lower bounds that need no solver.  Sections 5 and 9 of docs/model.md.

    A dual point of the scenario problem, or a subgradient of any convex function that is homogeneous of
    degree 1, bounds the cost of every partition from below.  Neither statement asks where the dual point
    or the subgradient comes from: that is what makes them certificates. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import bigmax partition.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Bounds.
Variables (R : realFieldType) (N : nat).
Implicit Types (x y z g : nat -> R).

Definition inner g x : R := \sum_(n < N) g n * x n.

(** min_{i < N} g_i. *)
Definition least g : R := \big[Num.min/g 0%N]_(i < N) g i.

Lemma least_le g i : (i < N)%N -> least g <= g i.
Proof.
rewrite /least; case: N => // M iM.
exact: (bigmin_le (fun i : 'I_M.+1 => g i) ord0 (Ordinal iM)).
Qed.

Lemma inner_least g l x : simplex N l x -> l * least g <= inner g x.
Proof.
move=> [x0 <-]; rewrite mulr_suml; apply: ler_sum => i _.
by rewrite mulrC ler_wpmul2r ?x0 ?least_le.
Qed.

(** ** The scenario problem *)

Section Scenarios.
(** [t s n] is T_(N-n) in row s; a dual point has one multiplier for each row and level. *)
Variables (S : nat) (kappa : R) (t : 'I_S -> nat -> R) (lambda : 'I_S -> 'I_N -> R).

Definition scenario_cost x : R := kappa / S%:R * \sum_s \big[Num.max/0]_(n < N) (t s n * load x n).

(** g_i = (i+1) sum_s sum_{n >= i} lambda_{s,n} t_{s,n}. *)
Definition dual_gradient (i : nat) : R := i.+1%:R * \sum_s \sum_(n < N | (i <= n)%N) lambda s n * t s n.

Theorem scenario_dual_bound l x : simplex N l x ->
  (forall s n, 0 <= lambda s n) -> (forall s, \sum_n lambda s n <= kappa / S%:R) ->
  l * least dual_gradient <= scenario_cost x.
Proof.
move=> Xx lambda0 lambda1; apply: le_trans (inner_least dual_gradient Xx) _.
have -> : inner dual_gradient x = \sum_s \sum_n lambda s n * (t s n * load x n).
  transitivity (\sum_(i < N) \sum_s \sum_(n < N | (i <= n)%N) lambda s n * t s n * (i.+1%:R * x i)).
    apply: eq_bigr => i _; rewrite /dual_gradient mulrAC mulr_sumr; apply: eq_bigr => s _.
    by rewrite mulrC mulr_suml.
  rewrite exchange_big; apply: eq_bigr => s _ /=.
  rewrite (exchange_big_dep predT) //=; apply: eq_bigr => n _.
  rewrite -mulr_sumr -mulrA; congr (_ * (_ * _)).
  by rewrite /load (big_ord_widen_cond _ predT (fun i => i.+1%:R * x i) (ltn_ord n)).
rewrite /scenario_cost mulr_sumr; apply: ler_sum => s _.
apply: (@le_trans _ _ ((\sum_n lambda s n) * \big[Num.max/0]_(n < N) (t s n * load x n))).
  by rewrite mulr_suml; apply: ler_sum => n _; rewrite ler_wpmul2l ?(bigmax_ge (fun n : 'I_N => t s n * load x n)).
by rewrite ler_wpmul2r ?bigmax_ge0.
Qed.

End Scenarios.

(** ** Convex functions that are homogeneous of degree 1 *)

Definition orthant x := forall n, (n < N)%N -> 0 <= x n.

(** A function of the first N entries, on the nonnegative orthant. *)
Definition convex (f : (nat -> R) -> R) := forall x y a, orthant x -> orthant y -> 0 <= a <= 1 ->
  f (fun n => a * x n + (1 - a) * y n) <= a * f x + (1 - a) * f y.
Definition homogeneous (f : (nat -> R) -> R) := forall c x, 0 < c -> orthant x -> f (fun n => c * x n) = c * f x.
Definition subgradient (f : (nat -> R) -> R) y g :=
  forall z, orthant z -> f y + inner g (fun n => z n - y n) <= f z.

(** [g] gives the derivative of [f] at [y] towards every point of the orthant. *)
Definition gradient (f : (nat -> R) -> R) y g := forall z, orthant z -> forall e, 0 < e ->
  exists2 h, 0 < h <= 1 &
    `|f (fun n => h * z n + (1 - h) * y n) - f y - h * inner g (fun n => z n - y n)| <= e * h.

Lemma innerB g x y : inner g (fun n => x n - y n) = inner g x - inner g y.
Proof. by rewrite /inner -sumrB; apply: eq_bigr => i _; rewrite mulrBr. Qed.

Lemma innerZ g c x : inner g (fun n => c * x n) = c * inner g x.
Proof. by rewrite /inner mulr_sumr; apply: eq_bigr => i _; rewrite mulrCA. Qed.

Theorem gradient_is_subgradient f y g : convex f -> orthant y -> gradient f y g -> subgradient f y g.
Proof.
move=> cf y0 gf z z0; apply/ler_addgt0Pr => e e0.
have [h /andP[h0 h1]] := gf z z0 e e0.
rewrite ler_norml => /andP[lo _].
have := cf z y h z0 y0; rewrite (ltW h0) h1 => /(_ isT) up.
rewrite !ler_subr_addr in lo; have := le_trans lo up.
rewrite mulrBl mul1r [_ + f y]addrC [_ + (f y - _)]addrCA ler_add2l ler_subr_addr -addrA addrC ler_subl_addr.
by rewrite [e * h]mulrC -!mulrDr addrC ler_pmul2l.
Qed.

Lemma subgradient_below f y g x : homogeneous f -> orthant y -> subgradient f y g ->
  orthant x -> inner g x <= f x.
Proof.
move=> hf y0 sg x0; rewrite leNgt; apply/negP => lt.
(* far out on the ray through x the constant of the supporting plane at y does not help *)
pose gap := inner g x - f x; have gap0 : 0 < gap by rewrite subr_gt0.
pose k := inner g y - f y.
pose c := (`|k| + 1) / gap.
have c0 : 0 < c by rewrite divr_gt0 // ltr_paddl.
have cx : orthant (fun n => c * x n) by move=> n nN; rewrite mulr_ge0 ?(ltW c0) ?x0.
have := sg _ cx; rewrite innerB innerZ (hf _ _ c0 x0) => le.
have : c * gap <= k.
  rewrite -ler_subr_addl in le.
  by rewrite mulrBr ler_subl_addr /k -addrA [- f y + _]addrC -ler_subl_addl.
rewrite /c mulfVK ?gt_eqF // leNgt => /negP; apply.
by rewrite ltr_spaddr // ler_norm.
Qed.

(** Every partition of total l costs at least l min_i g_i, whatever the point y. *)
Theorem subgradient_bound f y g l x : homogeneous f -> orthant y -> subgradient f y g ->
  simplex N l x -> l * least g <= f x.
Proof.
move=> hf y0 sg [x0 xl]; apply: le_trans (inner_least g (conj x0 xl)) _.
exact: subgradient_below sg x0.
Qed.

(** The same from the gradient of a convex function, as the code has it. *)
Theorem gradient_bound f y g l x : convex f -> homogeneous f -> orthant y -> gradient f y g ->
  simplex N l x -> l * least g <= f x.
Proof. by move=> cf hf y0 gf; exact: subgradient_bound hf y0 (gradient_is_subgradient cf y0 gf). Qed.

(** Euler's identity: the bound at y compares g . y with f y, so it closes where g is constant on the
    support of y. *)
Theorem euler_identity f y g : homogeneous f -> orthant y -> subgradient f y g -> inner g y = f y.
Proof.
move=> hf y0 sg; apply/eqP; rewrite eq_le (subgradient_below hf y0 sg y0) /=.
have h0 : 0 < 2%:R^-1 :> R by rewrite invr_gt0 ltr0n.
have hy : orthant (fun n => 2%:R^-1 * y n) by move=> n nN; rewrite mulr_ge0 ?(ltW h0) ?y0.
have := sg _ hy; rewrite innerB innerZ (hf _ _ h0 y0).
have half v : 2%:R^-1 * v = v - 2%:R^-1 * v :> R.
  by rewrite [v in v - _](splitr v) mulrC addrK.
rewrite -opprB -half -ler_subr_addl [X in _ <= X]( _ : _ = - (2%:R^-1 * f y)).
  by rewrite ler_opp2 ler_pmul2l.
by rewrite {2}half opprB addrC.
Qed.

End Bounds.
