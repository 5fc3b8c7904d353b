(** The mean runtime without integration.  Sections 4 and 5 of docs/model.md.

    The mean [Ex] is any functional on outcomes that is monotone, additive and positively homogeneous: an integral, a
    sum over scenarios, a quadrature with positive weights.  That is all that section 5 needs of it. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import bigmax partition certificate.bounds.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Mean.
Variables (R : realFieldType) (N : nat) (Omega : Type) (Ex : (Omega -> R) -> R) (d : Omega -> nat -> R).
Hypotheses (Ex_mono : forall f g, (forall w, f w <= g w) -> Ex f <= Ex g).
Hypotheses (Ex_add : forall f g, Ex (fun w => f w + g w) = Ex f + Ex g).
Hypotheses (Ex_scale : forall c f, 0 <= c -> Ex (fun w => c * f w) = c * Ex f).
Hypothesis td : forall w, times N (d w).

(** E[tau(x, T)]. *)
Definition mean x := Ex (fun w => runtime N (d w) x).

Lemma mean_ext f g : (forall w, f w = g w) -> Ex f = Ex g.
Proof. by move=> e; apply/eqP; rewrite eq_le !Ex_mono // => w; rewrite e. Qed.

Theorem mean_convex : convex N mean.
Proof.
move=> x y a _ _ /andP[a0 a1]; rewrite /mean -Ex_scale // -(Ex_scale _ (c := 1 - a)) ?subr_ge0 // -Ex_add.
apply: Ex_mono => w; apply: runtime_convex; last by rewrite a0.
by case: (td w).
Qed.

Theorem mean_homogeneous : homogeneous N mean.
Proof.
move=> c x /ltW c0 _; rewrite /mean -Ex_scale //; apply: mean_ext => w; exact: runtime_homogeneous.
Qed.

(** The lower bound of section 5 without a derivative: choose for each outcome any level (the one that finishes last at y);
    h_n = Ex [kappa T_(N-n); level n chosen]. *)
Definition chosen (sel : Omega -> 'I_N) (n : 'I_N) : R := Ex (fun w => d w n * (sel w == n)%:R).

Lemma Ex_sum (I : Type) (r : seq I) (f : I -> Omega -> R) : Ex (fun w => \sum_(i <- r) f i w) = \sum_(i <- r) Ex (f i).
Proof.
elim: r => [|i r IH].
  rewrite big_nil -[RHS](mul0r (Ex (fun=> 0))) -Ex_scale //; apply: mean_ext => w; by rewrite big_nil mul0r.
rewrite big_cons -IH -Ex_add; apply: mean_ext => w; by rewrite big_cons.
Qed.

Theorem selection_bound (sel : Omega -> 'I_N) l x : simplex N l x ->
  l * least N (fun i => i.+1%:R * \sum_(n < N | (i <= n)%N) chosen sel n) <= mean x.
Proof.
move=> Xx; have [x0 _] := Xx; apply: le_trans (inner_least _ Xx) _.
have W0 n : (n < N)%N -> 0 <= load x n by move=> nN; apply: load_ge0 => i ni; rewrite x0 // (leq_ltn_trans ni).
have -> : inner N (fun i => i.+1%:R * \sum_(n < N | (i <= n)%N) chosen sel n) x = \sum_(n < N) load x n * chosen sel n.
  transitivity (\sum_(i < N) \sum_(n < N | (i <= n)%N) i.+1%:R * x i * chosen sel n).
    by apply: eq_bigr => i _; rewrite mulrAC mulr_sumr.
  rewrite (exchange_big_dep predT) //=; apply: eq_bigr => n _; rewrite -mulr_suml; congr (_ * _).
  by rewrite /load (big_ord_widen_cond _ predT (fun i => i.+1%:R * x i) (ltn_ord n)).
rewrite (eq_bigr (fun n : 'I_N => Ex (fun w => load x n * (d w n * (sel w == n)%:R)))) => [|n _]; last first.
  by rewrite Ex_scale ?W0.
rewrite -Ex_sum; apply: Ex_mono => w; rewrite (bigD1 (sel w)) //= eqxx mulr1 big1 ?addr0 => [|n /negbTE].
  by rewrite mulrC (bigmax_ge (fun n : 'I_N => d w n * load x n)).
by rewrite eq_sym => ->; rewrite !mulr0.
Qed.

End Mean.
