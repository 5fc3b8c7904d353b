(** Enclosures of the completion probability.  Section 4 of docs/model.md.

    The recursion only adds and multiplies nonnegative numbers, so bounds on what goes in bound what comes out. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import runtime.slice_dp.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** Bounds on the slice probabilities bound the probability. *)
Theorem multinomial_sum_monotone (R : realFieldType) N (p q : nat -> R) :
  (forall n, (n < N)%N -> 0 <= p n <= q n) -> multinomial_sum N p <= multinomial_sum N q.
Proof.
move=> pq; apply: ler_sum => k _; rewrite ler_wpmul2l ?divr_ge0 ?ler0n //.
by apply: ler_prod => n _; have /andP[p0 le] := pq n (ltn_ord n); rewrite exprn_ge0 // ler_expn2r ?nnegrE // (le_trans p0).
Qed.
