(** What the multinomial sum means: N independent workers.  Section 4 of docs/model.md.

    The levels c_0 >= c_1 >= ... >= c_{N-1} cut the times into N+1 slices: slice 0 lies above c_0, slice n+1 is
    (c_{n+1}, c_n], the last all times up to c_{N-1}.  An outcome says in which slice each worker is. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import runtime.slice_dp.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** ** How many outcomes have given counts *)

Section Counting.
Variable T : finType.
Local Open Scope nat_scope.

(** The number of workers in slice t. *)
Definition in_slice n (w : {ffun 'I_n -> T}) t := \sum_(i < n) (w i == t).

Lemma in_slice_total n (w : {ffun 'I_n -> T}) : \sum_t in_slice w t = n.
Proof.
rewrite exchange_big /= -[RHS]card_ord -sum1_card; apply: eq_bigr => i _.
by rewrite (bigD1 (w i)) //= eqxx big1 // => t /negbTE; rewrite eq_sym => ->.
Qed.

(** One worker more, in slice a. *)
Lemma in_slice_extend n (w : {ffun 'I_n -> T}) a t : in_slice (extend (w, a)) t = in_slice w t + (a == t).
Proof.
rewrite /in_slice big_ord_recr extend_last /=; congr (_ + _).
by apply: eq_bigr => i _; rewrite extend_widen.
Qed.

Definition has_counts n (k : T -> nat) (w : {ffun 'I_n -> T}) := [forall t, in_slice w t == k t].

Lemma has_counts_extend n k (w : {ffun 'I_n -> T}) a :
  has_counts k (extend (w, a)) = (0 < k a) && has_counts (fun t => k t - (a == t)) w.
Proof.
apply/forallP/andP => [cnt|[ka /forallP cnt] t].
  split; first by rewrite -(eqP (cnt a)) in_slice_extend eqxx addn1.
  by apply/forallP => t; rewrite -(eqP (cnt t)) in_slice_extend addnK.
rewrite in_slice_extend (eqP (cnt t)) subnK //; by case: eqP => [<-|].
Qed.

Lemma multinomial_count n (k : T -> nat) : \sum_t k t = n ->
  #|[pred w : {ffun 'I_n -> T} | has_counts k w]| * \prod_t (k t)`! = n`!.
Proof.
elim: n k => [|n IH] k sum.
  have k0 t : k t = 0 by apply/eqP; rewrite -leqn0 -sum (bigD1 t) //= leq_addr.
  rewrite big1 ?muln1 => [|t _]; last by rewrite k0.
  rewrite (eq_card (_ : _ =i predT)) ?card_ffun ?card_ord // => w.
  by rewrite !inE; apply/forallP => t; rewrite /in_slice big_ord0 k0.
rewrite -sum1_card (reindex _ (onW_bij _ (@extend_bij _ n))) /=.
transitivity ((\sum_a \sum_(w : {ffun 'I_n -> T} | (0 < k a) && has_counts (fun t => k t - (a == t)) w) 1) *
    \prod_t (k t)`!).
  congr (_ * _); rewrite (exchange_big_dep predT) //= pair_big_dep /=.
  by apply: eq_bigl => -[w a]; rewrite inE /= has_counts_extend.
rewrite big_distrl /= factS -sum big_distrl /=; apply: eq_bigr => a _.
case: (posnP (k a)) => [->|ka]; first by rewrite big_pred0 // mul0n.
have -> : \prod_t (k t)`! = k a * \prod_t (k t - (a == t))`!.
  rewrite (bigD1 a) //= [in RHS](bigD1 a) //= eqxx subn1 mulnA; congr (_ * _).
    by case: (k a) ka.
  by apply: eq_bigr => t /negbTE; rewrite eq_sym => ->; rewrite subn0.
rewrite mulnCA; congr (_ * _); rewrite -[RHS](IH (fun t => k t - (a == t))).
  by rewrite -sum1_card.
rewrite sumnB => [|t _]; last by case: eqP => [<-|].
rewrite sum (bigD1 a) //= eqxx big1 ?subn1 // => t /negbTE; by rewrite eq_sym => ->.
Qed.

End Counting.

Section SuccessProbability.
Variables (R : realFieldType) (N : nat) (above : R) (p : nat -> R).
Notation outcome := {ffun 'I_N -> 'I_N.+1}.

(** The law of one worker: [above] is the probability to be above c_0. *)
Definition slice_law (t : nat) : R := if t is n.+1 then p n else above.

(** At most n workers are above c_n, for n = 0..N-1: the round is finished by the deadline. *)
Definition success (w : outcome) := [forall n : 'I_N, (#|[set i | w i <= n]| <= n)%N].

Lemma above_level (w : outcome) (n : nat) : (n < N)%N ->
  #|[set i | (w i <= n)%N]| = (in_slice w ord0 + \sum_(j < N | j < n) in_slice w (lift ord0 j))%N.
Proof.
move=> nN; transitivity (\sum_(t < N.+1 | t <= n) in_slice w t)%N.
  rewrite /in_slice exchange_big /= -sum1_card big_mkcond; apply: eq_bigr => i _.
  rewrite inE; case: ifP => le.
    by rewrite (bigD1 (w i)) //= eqxx big1 // => t /andP[_ /negbTE]; rewrite eq_sym => ->.
  by rewrite big1 // => t tn; case: eqP => // wt; rewrite wt tn in le.
by rewrite big_mkcond big_ord_recl /= [in RHS]big_mkcond.
Qed.

Lemma success_inside (w : outcome) : success w -> in_slice w ord0 = 0%N.
Proof.
move=> /forallP ok; case: (posnP N) => [N0|N0].
  apply/eqP; rewrite -leqn0 -[X in (_ <= X)%N]N0 -[X in (_ <= X)%N](in_slice_total w).
  by rewrite (bigD1 ord0) //= leq_addr.
have := ok (Ordinal N0); rewrite above_level //= leqn0 addn_eq0.
by case/andP => /eqP.
Qed.

(** For independent workers with this law, the probability of success is the multinomial sum. *)
Theorem success_probability :
  \sum_(w : outcome | success w) \prod_i slice_law (w i) = multinomial_sum N p.
Proof.
have cN (w : outcome) t : (in_slice w t < N.+1)%N.
  by rewrite ltnS -[X in (_ <= X)%N](in_slice_total w) (bigD1 t) //= leq_addr.
pose counts (w : outcome) : {ffun 'I_N -> 'I_N.+1} := [ffun j => Ordinal (cN w (lift ord0 j))].
rewrite (partition_big counts (@admissible N)) /= => [|w ok]; last first.
  have w0 := success_inside ok; apply/andP; split.
    rewrite -[X in _ == X](in_slice_total w) [in X in _ == X]big_ord_recl w0 add0n.
    by apply/eqP; apply: eq_bigr => j _; rewrite ffunE.
  apply/forallP => n; have := forallP ok n; rewrite above_level // w0 add0n.
  by under [in X in _ -> X]eq_bigr do rewrite ffunE.
apply: eq_bigr => k /andP[/eqP sum /forallP le].
pose kk (t : 'I_N.+1) : nat := oapp (fun j => k j : nat) 0%N (unlift ord0 t).
have kkS j : kk (lift ord0 j) = k j by rewrite /kk liftK.
have kk0 : kk ord0 = 0%N by rewrite /kk unlift_none.
have same (w : outcome) : success w && (counts w == k) = has_counts kk w.
  apply/andP/forallP => [[ok /eqP ck] t|cnt].
    rewrite /kk; case: unliftP => [j ->|->] /=; first by rewrite -ck ffunE.
    by rewrite success_inside.
  have cj j : in_slice w (lift ord0 j) = k j by rewrite (eqP (cnt _)) kkS.
  split; last by apply/eqP/ffunP => j; apply: val_inj; rewrite ffunE /= cj.
  apply/forallP => n; rewrite above_level // (eqP (cnt _)) kk0 add0n.
  by under eq_bigr do rewrite cj.
rewrite (eq_bigl _ _ same) (eq_bigr (fun=> \prod_(j < N) p j ^+ k j)) => [|w /forallP cnt].
  rewrite big_const iter_addr addr0 -mulr_natl; congr (_ * _).
  have kN : (\sum_t kk t)%N = N.
    by rewrite big_ord_recl kk0 add0n -[RHS]sum; apply: eq_bigr => j _; rewrite kkS.
  rewrite -(multinomial_count kN) natrM.
  have -> : (\prod_t (kk t)`! = \prod_j (k j)`!)%N.
    by rewrite big_ord_recl kk0 mul1n; apply: eq_bigr => j _; rewrite kkS.
  by rewrite mulfK // pnatr_eq0 -lt0n prodn_gt0 // => j; exact: fact_gt0.
(* workers grouped by slice; none is in slice 0 *)
rewrite (partition_big w predT) //= big_ord_recl /= big1 ?mul1r => [|i /eqP w0]; last first.
  by have := eqP (cnt ord0); rewrite kk0 /in_slice (bigD1 i) //= w0 eqxx.
apply: eq_bigr => j _; rewrite (eq_bigr (fun=> p j)) => [|i /eqP ->] //=.
rewrite prodr_const; congr (_ ^+ _); rewrite -kkS -(eqP (cnt _)) /in_slice -sum1_card big_mkcond.
by apply: eq_bigr => i _.
Qed.

End SuccessProbability.
