(** Which rounds of a trace one choice of loads finishes by a deadline.  Section 9 of docs/model.md.

    A round is finished iff no load exceeds the limit of its level.  So a set of rounds has one limit a level, the smallest
    of its members, and these do not fall with the level.  [c n] is the limit of W_n. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import bigmax partition.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** ** Real blocks *)

Section Real.
Variables (R : realFieldType) (N : nat).
Implicit Types (x c d : nat -> R).

(** No load exceeds n+1 times the total: limits may be capped there. *)
Theorem load_at_most l x n : simplex N l x -> (n < N)%N -> load x n <= n.+1%:R * l.
Proof.
move=> [x0 <-] nN; rewrite /load mulr_sumr.
rewrite (big_ord_widen N (fun i => i.+1%:R * x i) nN) big_mkcond; apply: ler_sum => i _.
case: ifP => [le|_]; last by rewrite mulr_ge0 ?ler0n ?x0.
by rewrite ler_wpmul2r ?x0 // ler_nat.
Qed.

(** A round with times d is finished by t iff no load exceeds t / d_n, where d_n is not zero. *)
Theorem finished_iff_limits t d x : 0 <= t -> (forall n, (n < N)%N -> 0 <= d n) ->
  runtime N d x <= t <-> forall n, (n < N)%N -> d n != 0 -> load x n <= t / d n.
Proof.
move=> t0 d0; have key n : (n < N)%N -> (d n * load x n <= t) = (d n == 0) || (load x n <= t / d n).
  move=> nN; have [->|ne] := eqVneq (d n) 0; first by rewrite mul0r.
  by rewrite ler_pdivl_mulr 1?mulrC // lt_neqAle eq_sym ne d0.
split=> [/(bigmax_leP _ _ t0) le n nN ne|le].
  by have := le (Ordinal nN) isT; rewrite key //= (negbTE ne).
by apply/(bigmax_leP _ _ t0) => n _; rewrite key //; case: eqP => //= /eqP; exact: le.
Qed.

(** The blocks whose loads are the limits. *)
Definition block_at c n : R := (c n - (if n is m.+1 then c m else 0)) / n.+1%:R.

Lemma load_block_at c n : load (block_at c) n = c n.
Proof.
have u (k : nat) : k.+1%:R != 0 :> R by rewrite pnatr_eq0.
elim: n => [|n IH]; first by rewrite /load big_ord1 /block_at subr0 mulrC divfK.
by rewrite loadS IH /block_at mulrC divfK // addrC subrK.
Qed.

(** Real blocks keep all limits iff the total at the limits themselves suffices: the total rises with every load. *)
Theorem real_blocks_iff l c : (0 < N)%N -> 0 <= l -> (forall n, (n < N)%N -> 0 <= c n) ->
  (forall m n, (m <= n < N)%N -> c m <= c n) ->
  (exists2 x, simplex N l x & forall n, (n < N)%N -> load x n <= c n) <->
  l <= \sum_(n < N.-1) c n / (n.+1 * n.+2)%:R + c N.-1 / N%:R.
Proof.
move=> N0 l0 c0 up; have last : (N.-1 < N)%N by rewrite ltn_predL.
split=> [[x [x0 <-] le]|].
  rewrite total_from_loads // ler_add ?ler_pmul2r ?invr_gt0 ?ltr0n ?le //; apply: ler_sum => n _.
  by rewrite ler_pmul2r ?invr_gt0 ?ltr0n ?muln_gt0 // le // (ltn_trans (ltn_ord n)).
have y0 n : (n < N)%N -> 0 <= block_at c n.
  move=> nN; rewrite divr_ge0 ?ler0n // subr_ge0; case: n nN => [|n] nN; first exact: c0.
  by rewrite up // leqnSn.
have -> : \sum_(n < N.-1) c n / (n.+1 * n.+2)%:R + c N.-1 / N%:R = \sum_(n < N) block_at c n.
  by rewrite total_from_loads // load_block_at; congr (_ + _); apply: eq_bigr => n _; rewrite load_block_at.
set T := \sum_(n < N) _ => lT; have T0 : 0 <= T by exact: le_trans lT.
have [Tz|Tn] := eqVneq T 0.
  have lz : l = 0 by apply/eqP; rewrite eq_le l0 -Tz lT.
  exists (fun=> 0); first by split=> //; rewrite lz big1.
  by move=> n nN; rewrite /load big1 ?c0 // => i _; rewrite mulr0.
have ratio0 : 0 <= l / T by rewrite divr_ge0.
exists (fun n => l / T * block_at c n).
  split=> [n nN|]; first by rewrite mulr_ge0 ?y0.
  by rewrite -mulr_sumr -/T divfK.
move=> n nN; rewrite load_scale load_block_at ler_pimull ?c0 //.
by rewrite ler_pdivr_mulr ?mul1r // lt_neqAle eq_sym Tn.
Qed.

End Real.

(** ** Integer blocks *)

Section Integers.
Variables (c : nat -> nat) (L : nat).
Local Open Scope nat_scope.

(** Filling the levels from below: the load and the number of coordinates placed before level n. *)
Fixpoint fill n : nat * nat :=
  if n is m.+1 then
    let: (load, placed) := fill m in
    let x := minn ((c m - load) %/ m.+1) (L - placed) in (load + m.+1 * x, placed + x)
  else (0, 0).

Definition filled n := (fill n.+1).2 - (fill n).2.

(** The cumulative load of integer blocks. *)
Definition whole_load (x : nat -> nat) n := \sum_(i < n.+1) i.+1 * x i.

Lemma whole_loadE (R : realFieldType) (x : nat -> nat) n : (whole_load x n)%:R = load (real x) n :> R.
Proof. by rewrite /whole_load natr_sum; apply: eq_bigr => i _; rewrite natrM. Qed.

Lemma fillS n : fill n.+1 = let x := minn ((c n - (fill n).1) %/ n.+1) (L - (fill n).2) in
  ((fill n).1 + n.+1 * x, (fill n).2 + x).
Proof. by rewrite /=; case: (fill n). Qed.

Lemma filledE n : filled n = minn ((c n - (fill n).1) %/ n.+1) (L - (fill n).2).
Proof. by rewrite /filled fillS /= addKn. Qed.

Lemma placedE n : \sum_(i < n) filled i = (fill n).2.
Proof. by elim: n => [|n IH]; rewrite ?big_ord0 // big_ord_recr IH filledE fillS. Qed.

Lemma fill_loadE n : \sum_(i < n) i.+1 * filled i = (fill n).1.
Proof. by elim: n => [|n IH]; rewrite ?big_ord0 // big_ord_recr IH filledE fillS. Qed.

Lemma placed_le n : (fill n).2 <= L.
Proof.
elim: n => // n IH; rewrite fillS /=; apply: leq_trans (_ : (fill n).2 + (L - (fill n).2) <= _).
  by rewrite leq_add2l geq_minr.
by rewrite subnKC.
Qed.

Variable N : nat.
Hypothesis up : forall m n, m <= n < N -> c m <= c n.

Lemma fill_load_le n : n < N -> (fill n.+1).1 <= c n.
Proof.
have step m : (fill m).1 <= c m -> (fill m.+1).1 <= c m.
  move=> le; rewrite fillS /=; apply: leq_trans (_ : (fill m).1 + (c m - (fill m).1) <= _); last by rewrite subnKC.
  rewrite leq_add2l mulnC; apply: leq_trans (leq_trunc_div _ m.+1); rewrite leq_mul2r geq_minl orbT.
  by [].
elim: n => [|n IH] nN; first exact: step.
by apply: step; apply: leq_trans (IH (ltnW nN)) _; apply: up; rewrite leqnSn.
Qed.

(** Filling from below is best: each coordinate placed low costs least, so what it takes from the levels above is made up
    for by what it places. *)
Theorem integer_blocks_iff :
  (exists2 x, partition_of N L x & forall n, n < N -> whole_load x n <= c n) <->
  partition_of N L filled /\ forall n, n < N -> whole_load filled n <= c n.
Proof.
split=> [[x xL le]|[fL le]]; last by exists filled.
have inside n : n < N -> whole_load filled n <= c n.
  by move=> nN; rewrite /whole_load fill_loadE fill_load_le.
split=> //; rewrite /partition_of placedE; apply/eqP; rewrite eqn_leq placed_le /=.
pose S n := \sum_(i < n) x i; pose W n := \sum_(i < n) i.+1 * x i.
have SL n : n <= N -> S n <= L.
  move=> nN; rewrite -xL /S (big_ord_widen N x nN) [X in _ <= X](bigID (fun i : 'I_N => i < n)) /=.
  exact: leq_addr.
suff [<- //|[le_S _]] : (fill N).2 = L \/ S N <= (fill N).2 /\ (fill N).1 <= W N + N * ((fill N).2 - S N).
  by rewrite -[X in X <= _]xL.
suff inv n : n <= N -> (fill n).2 = L \/ S n <= (fill n).2 /\ (fill n).1 <= W n + n * ((fill n).2 - S n) by exact: inv.
elim: n => [|n IH] nN; first by right; rewrite /S /W !big_ord0.
case: (IH (ltnW nN)) => [full|[Sn Wn]].
  by left; rewrite fillS /= full subnn minn0 addn0.
have Wx : W n + n.+1 * x n <= c n by have := le n nN; rewrite /whole_load big_ord_recr.
have S1 : S n.+1 = S n + x n by rewrite /S big_ord_recr.
have W1 : W n.+1 = W n + n.+1 * x n by rewrite /W big_ord_recr.
rewrite fillS /=; case: (leqP (L - (fill n).2) ((c n - (fill n).1) %/ n.+1)) => [|_].
  by move=> _; left; rewrite subnKC ?placed_le.
right; set g := _ %/ _; set D := (fill n).2 - S n in Wn *.
have xg : x n <= g + D.
  rewrite addnC /g -divnMDl // leq_divRL // -(leq_add2l (W n)) [x n * _]mulnC.
  apply: leq_trans Wx _; rewrite addnA.
  apply: (@leq_trans ((fill n).1 + (c n - (fill n).1))); first by rewrite -leq_subLR.
  rewrite leq_add2r; apply: leq_trans Wn _; by rewrite leq_add2l mulnC leq_mul2l leqnSn orbT.
have total : (fill n).2 + g = S n + (g + D) by rewrite addnCA subnKC // addnC.
have more : (fill n).2 + g - S n.+1 = g + D - x n by rewrite S1 total subnDl.
split; first by rewrite S1 total leq_add2l.
rewrite more W1 -addnA -mulnDr subnKC // mulnDr addnCA.
by rewrite addnC leq_add2l; apply: leq_trans Wn _; rewrite leq_add2l leq_mul2r leqnSn orbT.
Qed.

End Integers.
