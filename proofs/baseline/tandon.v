(** Gradient coding for partial stragglers as [WCLZX23] compares with it.  Section 12 of docs/model.md; Tandon et al.

    It has the runtime of a relaxed partition of two blocks, so no choice of s beats the relaxed optimum. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import bigmax partition.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Tandon.
Variables (R : realFieldType) (N s : nat) (l alpha : R).
Hypotheses (s0 : (0 < s)%N) (sN : (s < N)%N) (l0 : 0 <= l) (alpha1 : 1 <= alpha).

Definition share : R := l / (s%:R + alpha).

(** x_0 = l (s+1) / (s+alpha) and x_s = l (alpha-1) / (s+alpha). *)
Definition two_blocks (n : nat) : R :=
  s.+1%:R * share * (n == 0%N)%:R + (alpha - 1) * share * (n == s)%:R.

Let down0 : 0 < s%:R + alpha.
Proof. by rewrite ltr_paddl ?ler0n // (lt_le_trans ltr01). Qed.

Let share0 : 0 <= share.
Proof. by rewrite divr_ge0 // ltW. Qed.

Lemma sum_at (m : nat) (f : nat -> R) n : \sum_(i < n) f i * (i == m :> nat)%:R = if (m < n)%N then f m else 0.
Proof.
case: ltnP => [mn|nm].
  rewrite (bigD1 (Ordinal mn)) //= eqxx mulr1 big1 ?addr0 // => i; rewrite -val_eqE /= => /negbTE ->.
  by rewrite mulr0.
by rewrite big1 // => i _; rewrite ltn_eqF ?mulr0 // (leq_trans (ltn_ord i)).
Qed.

Lemma two_blocks_load n : load two_blocks n = share * (if (s <= n)%N then s.+1%:R * alpha else s.+1%:R).
Proof.
rewrite /load (eq_bigr (fun i : 'I_n.+1 => i.+1%:R * (s.+1%:R * share) * (i == 0%N :> nat)%:R +
    i.+1%:R * ((alpha - 1) * share) * (i == s :> nat)%:R)) => [|i _]; last by rewrite mulrDr !mulrA.
rewrite big_split /= (sum_at 0 (fun i => i.+1%:R * (s.+1%:R * share))).
rewrite (sum_at s (fun i => i.+1%:R * ((alpha - 1) * share))) /= mul1r ltnS.
case: ifP => _; last by rewrite addr0 mulrC.
by rewrite mulrA -mulrDl -[X in X + _]mulr1 -mulrDr addrC subrK mulrC.
Qed.

Theorem two_blocks_partition : simplex N l two_blocks.
Proof.
split=> [n _|].
  have a0 : 0 <= alpha - 1 by rewrite subr_ge0.
  by apply: addr_ge0; apply: mulr_ge0; rewrite ?ler0n //; apply: mulr_ge0; rewrite ?ler0n.
rewrite big_split /= (sum_at 0 (fun=> s.+1%:R * share)) (sum_at s (fun=> (alpha - 1) * share)).
rewrite sN (leq_ltn_trans _ sN) // -mulrDl -[s.+1]addn1 natrD -addrA [1 + _]addrC subrK /share mulrC divfK //.
by rewrite gt_eqF.
Qed.

Theorem two_blocks_runtime d : times N d ->
  runtime N d two_blocks = s.+1%:R * l / (s%:R + alpha) * Num.max (alpha * d s) (d 0%N).
Proof.
move=> [d0 dN]; have N0 : (0 < N)%N by exact: leq_ltn_trans sN.
have -> : s.+1%:R * l / (s%:R + alpha) = share * s.+1%:R by rewrite -mulrA mulrC.
have c0 : 0 <= share * s.+1%:R by rewrite mulr_ge0 ?ler0n.
rewrite maxr_pmulr //; apply/eqP; rewrite eq_le; apply/andP; split.
  apply: bigmax_le => [|n _]; first by rewrite le_maxr; apply/orP; right; rewrite mulr_ge0 ?d0.
  rewrite two_blocks_load le_maxr mulrC; case: leqP => sn; apply/orP; [left|right].
    rewrite [share * _]mulrA -[X in X <= _]mulrA ler_wpmul2l // ler_wpmul2l ?(le_trans ler01) //.
    by apply: dN; rewrite sn ltn_ord.
  by rewrite ler_wpmul2l // dN // ltn_ord.
rewrite le_maxl; apply/andP; split.
  apply: le_trans (bigmax_ge _ (isT : predT (Ordinal sN))) => /=.
  by rewrite two_blocks_load leqnn [d s * _]mulrC [share * (_ * alpha)]mulrA [X in X <= _]mulrA.
apply: le_trans (bigmax_ge _ (isT : predT (Ordinal N0))) => /=.
by rewrite two_blocks_load leqNgt s0 mulrC.
Qed.

End Tandon.
