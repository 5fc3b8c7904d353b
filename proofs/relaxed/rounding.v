(** What rounding can cost.  Section 11 of docs/model.md.

    x' is any other point of the simplex, in practice a rounding of x to integers; the bound only looks at
    the largest ratio of their loads. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import bigmax partition relaxed.closed_forms.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Rounding.
Variables (R : realFieldType) (N : nat).
Implicit Types (d : nat -> R).

(** rho = max_n W'_n / W_n; a level with W_n = 0 has W'_n = 0 below and counts 0. *)
Definition load_ratio (x x' : nat -> R) : R := \big[Num.max/0]_(n < N) (load x' n / load x n).

Variables (l : R) (x x' : nat -> R).
Hypotheses (l0 : 0 < l) (Xx : simplex N l x) (Xx' : simplex N l x').
Hypothesis support : forall n, (n < N)%N -> load x n = 0 -> x' n = 0.

Notation rho := (load_ratio x x').

Lemma load_rounded n : (n < N)%N -> load x' n <= rho * load x n.
Proof.
have [x0 _] := Xx.
have W0 m : (m < N)%N -> 0 <= load x m.
  by move=> mN; apply: load_ge0 => i im; rewrite x0 // (leq_ltn_trans im).
move=> nN; have [zero|W] := eqVneq (load x n) 0.
  rewrite zero mulr0 /load big1 // => i _; have iN := leq_trans (ltn_ord i) nN.
  rewrite support ?mulr0 //; apply/eqP; rewrite eq_le W0 // andbT -zero.
  apply: load_mono => [j jn|]; first exact: x0 (leq_ltn_trans jn nN).
  by rewrite -ltnS.
rewrite -ler_pdivr_mulr ?lt_neqAle 1?eq_sym ?W ?W0 //.
exact: (bigmax_ge (fun n : 'I_N => load x' n / load x n) (isT : predT (Ordinal nN))).
Qed.

Theorem load_ratio_ge1 : (0 < N)%N -> 1 <= rho.
Proof.
move=> N0; rewrite -(ler_pmul2r l0) mul1r -{2}(total_eq N0 Xx) -(total_eq N0 Xx') -total_scale.
by apply: total_le => // n nN; exact: load_rounded.
Qed.

(** Pointwise: no realisation of the times makes the rounding more than rho times slower. *)
Theorem rounding_pointwise d : times N d -> runtime N d x' <= rho * runtime N d x.
Proof.
move=> [d0 _]; rewrite -runtime_homogeneous ?bigmax_ge0 //.
by apply: runtime_mono => // n nN; rewrite load_scale load_rounded.
Qed.

Section Scenarios.
Variables (Omega : finType) (p : Omega -> R) (d : Omega -> nat -> R).
Hypotheses (p0 : forall w, 0 <= p w) (td : forall w, times N (d w)).

Definition mean_runtime y : R := \sum_w p w * runtime N (d w) y.
Definition completion_probability y t : R := \sum_w p w * (runtime N (d w) y <= t)%R%:R.

(** Problem (E): the loss is at most rho - 1, relative to the cost of x. *)
Theorem rounding_expected_runtime : mean_runtime x' - mean_runtime x <= (rho - 1) * mean_runtime x.
Proof.
rewrite mulrBl mul1r ler_add2r /mean_runtime mulr_sumr; apply: ler_sum => w _.
by rewrite mulrCA ler_wpmul2l // rounding_pointwise.
Qed.

(** Problem (P): the rounding finishes by t at least as often as x finishes by t / rho. *)
Theorem rounding_completion_probability t : (0 < N)%N ->
  completion_probability x (t / rho) <= completion_probability x' t.
Proof.
move=> N0; have rho0 : 0 < rho by rewrite (lt_le_trans ltr01) ?load_ratio_ge1.
apply: ler_sum => w _; rewrite ler_wpmul2l // ler_nat.
case: (boolP (runtime N (d w) x <= t / rho)) => // le.
rewrite (le_trans (rounding_pointwise (td w))) //.
by rewrite mulrC -ler_pdivl_mulr.
Qed.

End Scenarios.
End Rounding.
