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

(** ** Directed rounding *)

Section Directed.
Variables (R : realFieldType) (N : nat) (p : nat -> R) (w v : nat -> nat -> R).
Hypothesis p0 : forall n, (n < N)%N -> 0 <= p n.

Lemma weight_ge0 n k : (n < N)%N -> 0 <= weight (p n) k.
Proof. by move=> nN; rewrite divr_ge0 ?exprn_ge0 ?ler0n ?p0. Qed.

Lemma poisson_dp_ge0 n m : (n <= N)%N -> 0 <= poisson_dp p n m.
Proof.
elim: n m => [|n IH] m nN /=; first exact: ler0n.
by case: ifP => // _; apply: sumr_ge0 => k _; rewrite mulr_ge0 ?IH ?weight_ge0 // ltnW.
Qed.

(** Weights from below and every operation rounded down: the states are bounds from below. *)
Theorem lower_dp : (forall n k, (n < N)%N -> 0 <= w n k <= weight (p n) k) ->
  (forall n m, 0 <= v n m) -> (forall m, v 0%N m <= (m == 0%N)%:R) ->
  (forall n m, (n < N)%N -> (m <= n.+1)%N -> v n.+1 m <= \sum_(k < m.+1) v n (m - k)%N * w n k) ->
  (forall n m, (n.+1 < m)%N -> v n.+1 m <= 0) ->
  forall n m, (n <= N)%N -> v n m <= poisson_dp p n m.
Proof.
move=> wk v0 start step above; elim=> [|n IH] m nN; first exact: start.
rewrite /=; case: leqP => mn; last exact: above.
apply: le_trans (step n m nN mn) _; apply: ler_sum => k _; have /andP[w0 le] := wk n k nN.
by apply: ler_pmul => //; rewrite IH // ltnW.
Qed.

(** Weights from above and every operation rounded up. *)
Theorem upper_dp : (forall n k, (n < N)%N -> weight (p n) k <= w n k) ->
  (forall m, (m == 0%N)%:R <= v 0%N m) ->
  (forall n m, (n < N)%N -> (m <= n.+1)%N -> \sum_(k < m.+1) v n (m - k)%N * w n k <= v n.+1 m) ->
  (forall n m, (n.+1 < m)%N -> 0 <= v n.+1 m) ->
  forall n m, (n <= N)%N -> poisson_dp p n m <= v n m.
Proof.
move=> wk start step above; elim=> [|n IH] m nN; first exact: start.
rewrite /=; case: leqP => mn; last exact: above.
apply: le_trans (step n m nN mn); apply: ler_sum => k _.
by apply: ler_pmul; rewrite ?poisson_dp_ge0 ?weight_ge0 ?IH ?wk // ltnW.
Qed.

End Directed.

(** ** Rounding *)

Section Rounding.
Variables (R : realFieldType) (u : R).
Hypothesis u01 : 0 <= u <= 1.

(** [v] is [x] up to K relative errors of at most u, as K roundings without underflow leave it. *)
Definition within (K : nat) (x v : R) := (1 - u) ^+ K * x <= v <= (1 + u) ^+ K * x.

Lemma within_exact x : within 0 x x.
Proof. by rewrite /within !expr0 mul1r lexx. Qed.

Lemma within_ge0 K x v : 0 <= x -> within K x v -> 0 <= v.
Proof.
have /andP[_ u1] := u01; move=> x0 /andP[le _]; apply: le_trans le.
by rewrite mulr_ge0 ?exprn_ge0 // subr_ge0.
Qed.

Lemma within_more K K' x v : (K <= K')%N -> 0 <= x -> within K x v -> within K' x v.
Proof.
have /andP[u0 u1] := u01; move=> KK x0 /andP[lo hi]; apply/andP; split.
  apply: le_trans lo; rewrite ler_wpmul2r // ler_wiexpn2l ?subr_ge0 //.
  by rewrite ler_subl_addr ler_addl.
by apply: le_trans hi _; rewrite ler_wpmul2r // ler_weexpn2l // ler_addl.
Qed.

Lemma within_add K x v y w : within K x v -> within K y w -> within K (x + y) (v + w).
Proof. by move=> /andP[a b] /andP[c d]; rewrite /within !mulrDr !ler_add. Qed.

Lemma within_mul K K' x v y w : 0 <= x -> 0 <= y -> within K x v -> within K' y w -> within (K + K') (x * y) (v * w).
Proof.
have /andP[u0 u1] := u01; move=> x0 y0 xv yw; have v0 := within_ge0 x0 xv; have w0 := within_ge0 y0 yw.
move: xv yw => /andP[a b] /andP[c d]; rewrite /within !exprD ![_ * _ * (x * y)]mulrACA.
by rewrite !ler_pmul // mulr_ge0 // exprn_ge0 // subr_ge0.
Qed.

(** One operation more. *)
Lemma within_round K x v w : 0 <= x -> within K x v -> within 1 v w -> within K.+1 x w.
Proof.
have /andP[u0 u1] := u01; move=> x0 /andP[a b] /andP[c d]; rewrite !expr1 in c d; apply/andP; split.
  by apply: le_trans c; rewrite exprS -mulrA ler_wpmul2l // subr_ge0.
by apply: le_trans d _; rewrite exprS -mulrA ler_wpmul2l // addr_ge0 ?ler01.
Qed.

(** A sum of nonnegative numbers from left to right, each addition rounded. *)
Inductive rounded_sum : seq R -> R -> Prop :=
| EmptySum : rounded_sum [::] 0
| AddLast s v t w : rounded_sum s v -> within 1 (v + t) w -> rounded_sum (rcons s t) w.

Lemma rounded_sum_within K n (x t : nat -> R) w : (forall k, (k < n)%N -> 0 <= x k) ->
  (forall k, (k < n)%N -> within K (x k) (t k)) -> rounded_sum (mkseq t n) w ->
  within (K + n) (\sum_(k < n) x k) w.
Proof.
elim: n w => [|n IH] w x0 xt sum.
  move: sum; rewrite big_ord0 /mkseq /=; move E: [::] => s sum; case: sum E => [_|s' v t' w' _ _ /(congr1 size)].
    by rewrite /within !mulr0 lexx.
  by rewrite size_rcons.
have sn0 : 0 <= \sum_(k < n) x k by apply: sumr_ge0 => k _; rewrite x0 // ltnW // ltnS.
rewrite big_ord_recr addnS /=; move: sum; rewrite /mkseq -addn1 iotaD map_cat /= add0n cats1.
move E: (rcons _ _) => s sum; case: sum E => [|s' v t' w' sum' le] => [/(congr1 size)|/eqP].
  by rewrite size_rcons.
rewrite eqseq_rcons => /andP[/eqP E1 /eqP E2]; subst; apply: within_round le; first by rewrite addr_ge0 ?x0.
apply: within_add; first by apply: IH => // k kn; rewrite ?x0 ?xt // ltnW.
by apply: (@within_more K) => //; rewrite ?leq_addr ?x0 ?xt.
Qed.

(** The recursion in rounded arithmetic: weights that carry kappa errors, products and sums rounded.  After n slices
    every state is the exact one up to n (kappa + N + 2) relative errors: nothing cancels. *)
Theorem rounded_dp N (p : nat -> R) (kappa : nat) (weights v : nat -> nat -> R) :
  (forall n, (n < N)%N -> 0 <= p n) ->
  (forall n k, (n < N)%N -> (k <= N)%N -> within kappa (weight (p n) k) (weights n k)) ->
  (forall m, v 0%N m = (m == 0%N)%:R) ->
  (forall n m, (n < N)%N -> (m <= n.+1)%N -> exists2 t : nat -> R,
    forall k, (k <= m)%N -> within 1 (v n (m - k)%N * weights n k) (t k) & rounded_sum (mkseq t m.+1) (v n.+1 m)) ->
  (forall n m, (n.+1 < m)%N -> v n.+1 m = 0) ->
  forall n m, (n <= N)%N -> (m <= N)%N -> within (n * (kappa + N + 2)) (poisson_dp p n m) (v n m).
Proof.
move=> p0 wk v0 step above; elim=> [|n IH] m nN mN; first by rewrite v0; exact: within_exact.
have dp0 i j := @poisson_dp_ge0 _ N p p0 i j.
case: (leqP m n.+1) => mn; last by rewrite above //= leqNgt mn /within !mulr0 lexx.
have [t tk sum] := step n m nN mn.
apply: (@within_more (n * (kappa + N + 2) + kappa + 1 + m.+1)).
- by rewrite mulSn [(kappa + _ + _ + _)%N]addnC -!addnA !leq_add2l add1n addn2 !ltnS.
- exact: dp0.
rewrite [poisson_dp _ _ _]/= mn.
have w0 k := @weight_ge0 _ N p p0 n k nN.
apply: (rounded_sum_within (x := fun k => poisson_dp p n (m - k) * weight (p n) k)) sum => k km.
  by rewrite mulr_ge0 ?dp0 ?(ltnW nN).
have kN : (k <= N)%N by rewrite (leq_trans _ mN) // -ltnS.
rewrite addn1; apply: within_round (tk k km); first by rewrite mulr_ge0 ?dp0 ?(ltnW nN).
apply: within_mul (IH _ (ltnW nN) _) (wk n k nN kN) => //; first by rewrite dp0 ?(ltnW nN).
by rewrite (leq_trans (leq_subr _ _)).
Qed.

End Rounding.
