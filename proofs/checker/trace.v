(** Certificates on traces, from the measured rows to the claim.  Sections 2, 9 and 10 of docs/model.md.

    A row holds the cycle times of the N workers in one round, in any order.  The objective is the sum over rows of
    max_n T_(N-n) W_n.  For every row a cut takes the level that finishes last at some point: the point is a hint, any
    choice of levels gives a lower bound.  So nothing is believed but the rows. *)
From Coq Require Import ZArith List Lia Bool.
From bcgc Require Import checker.tree.
Import ListNotations.
Local Open Scope Z_scope.

(** The slowest worker first. *)
Fixpoint insert (t : Z) (row : list Z) : list Z :=
  match row with [] => [t] | u :: row' => if u <=? t then t :: row else u :: insert t row' end.
Fixpoint descending (row : list Z) : list Z := match row with [] => [] | t :: row' => insert t (descending row') end.

(** W_n = load + sum_{i <= n} (k + i) x_i; the cumulative loads for k = 1 and load = 0. *)
Fixpoint loads_from (k load : Z) (x : list Z) : list Z :=
  match x with [] => [] | v :: x' => let w := load + k * v in w :: loads_from (k + 1) w x' end.
Definition loads (x : list Z) : list Z := loads_from 1 0 x.

(** max_n t_n W_n, and its sum over the rounds. *)
Fixpoint finish (times W : list Z) : Z :=
  match times, W with t :: times', w :: W' => Z.max (t * w) (finish times' W') | _, _ => 0 end.
Fixpoint sum_finish (sorted : list (list Z)) (W : list Z) : Z :=
  match sorted with [] => 0 | times :: sorted' => finish times W + sum_finish sorted' W end.
Definition cost (rows : list (list Z)) (x : list Z) : Z := sum_finish (map descending rows) (loads x).

(** ** Cuts *)

(** The first level that attains max_n t_n W_n, counted from [i] on; [best] is attained by level [found]. *)
Fixpoint last_level (best : Z) (found i : nat) (times W : list Z) : nat :=
  match times, W with
  | t :: times', w :: W' =>
    if best <? t * w then last_level (t * w) i (S i) times' W' else last_level best found (S i) times' W'
  | _, _ => found
  end.

(** The time of level n alone. *)
Fixpoint keep (n : nat) (times : list Z) {struct times} : list Z :=
  match times with
  | [] => []
  | t :: times' => match n with O => t :: map (fun _ => 0) times' | S n' => 0 :: keep n' times' end
  end.

(** Costs of the loads: sum over the rounds of the time of the level that finishes last. *)
Fixpoint load_costs (N : nat) (sorted : list (list Z)) (W : list Z) : list Z :=
  match sorted with
  | [] => repeat 0 N
  | times :: sorted' => axpy 1 (keep (last_level 0 0 0 times W) times) (load_costs N sorted' W)
  end.

(** From costs of the loads to costs of the blocks: g_i = (k + i) sum_{n >= i} h_n. *)
Fixpoint tail_sums (h : list Z) : list Z := match h with [] => [] | t :: h' => t + total h' :: tail_sums h' end.
Fixpoint scale_up (k : Z) (g : list Z) : list Z := match g with [] => [] | v :: g' => k * v :: scale_up (k + 1) g' end.

Definition cut_at (N : nat) (sorted : list (list Z)) (y : list Z) : list Z :=
  scale_up 1 (tail_sums (load_costs N sorted (loads y))).

(** ** The checker *)

Definition has_length (N : nat) (a : list Z) : bool := Nat.eqb (length a) N.
Definition is_partition (N : nat) (L : Z) (x : list Z) : bool :=
  has_length N x && forallb (fun v => 0 <=? v) x && (total x =? L).

(** The cost of [best], if the tree proves that no partition costs less than the target. *)
Definition accept_trace (N : nat) (L : Z) (rows : list (list Z)) (best : list Z) (target : Z)
    (points forms : list (list Z)) (t : tree) : option Z :=
  let sorted := map descending rows in
  if is_partition N L best && forallb (has_length N) rows && accept N L target (map (cut_at N sorted) points) forms t
  then Some (sum_finish sorted (loads best))
  else None.

(** ** Soundness *)

Lemma insert_length t row : length (insert t row) = S (length row).
Proof. induction row as [|u row IH]; simpl; [reflexivity|]; destruct (u <=? t); simpl; congruence. Qed.

Lemma descending_length row : length (descending row) = length row.
Proof. induction row as [|t row IH]; simpl; [reflexivity|]; rewrite insert_length; congruence. Qed.

Lemma keep_length n times : length (keep n times) = length times.
Proof.
revert n; induction times as [|t times IH]; intros [|n]; simpl; try reflexivity; f_equal; [apply map_length|apply IH].
Qed.

Lemma loads_length k load x : length (loads_from k load x) = length x.
Proof. revert k load; induction x as [|v x IH]; intros k load; simpl; [reflexivity|f_equal; apply IH]. Qed.

Lemma load_costs_length N sorted W : length (load_costs N sorted W) = N.
Proof. induction sorted; simpl; [apply repeat_length|]; rewrite axpy_length; assumption. Qed.

Lemma finish_nonneg times W : 0 <= finish times W.
Proof. revert W; induction times as [|t times IH]; intros [|w W]; simpl; try lia; specialize (IH W); lia. Qed.

Lemma dot_zeros (a x : list Z) : dot (map (fun _ => 0) a) x = 0.
Proof. revert x; induction a as [|u a IH]; intros [|v x]; simpl; try reflexivity; rewrite IH; lia. Qed.

(** One level never finishes after the last. *)
Lemma keep_le n times W : dot (keep n times) W <= finish times W.
Proof.
revert n W; induction times as [|t times IH]; intros n W; [simpl; destruct W; simpl; lia|].
destruct W as [|w W]; [destruct n; simpl; lia|]; destruct n as [|n]; simpl.
- rewrite dot_zeros; assert (H := finish_nonneg times W); lia.
- specialize (IH n W); lia.
Qed.

Lemma load_costs_le N sorted W V : length V = N -> Forall (fun times => length times = N) sorted ->
  dot (load_costs N sorted W) V <= sum_finish sorted V.
Proof.
intros lV; induction 1 as [|times sorted lt _ IH]; simpl; [rewrite dot_zero; lia|].
rewrite dot_axpy by (rewrite ?keep_length, ?load_costs_length; congruence).
assert (H := keep_le (last_level 0 0 0 times W) times V); lia.
Qed.

(** sum_n h_n W_n as a sum over the blocks. *)
Lemma dot_loads h k load x : length h = length x ->
  dot h (loads_from k load x) = load * total h + dot (scale_up k (tail_sums h)) x.
Proof.
revert k load x; induction h as [|t h IH]; intros k load [|v x]; simpl; intros e; try discriminate; [lia|].
rewrite IH by lia; nia.
Qed.

Lemma cut_le N sorted y x : length x = N -> Forall (fun times => length times = N) sorted ->
  dot (cut_at N sorted y) x <= sum_finish sorted (loads x).
Proof.
intros lx ls; assert (D := dot_loads (load_costs N sorted (loads y)) 1 0 x).
rewrite load_costs_length in D; unfold cut_at; assert (lW := loads_length 1 0 x).
assert (H := load_costs_le N sorted (loads y) (loads x) ltac:(unfold loads; congruence) ls).
unfold loads in *; lia.
Qed.

(** What is accepted: [best] is a partition of that cost, and none costs less than the target. *)
Theorem accept_trace_sound N L rows best target points forms t v :
  accept_trace N L rows best target points forms t = Some v ->
  Forall (fun row => length row = N) rows /\ partition N L best /\ v = cost rows best /\
  forall x, partition N L x -> target <= cost rows x.
Proof.
unfold accept_trace, is_partition, has_length.
destruct (Nat.eqb _ _ && _ && _ && _ && _) eqn:B; [|discriminate]; intros E; injection E as E.
repeat (apply andb_prop in B; destruct B as [B ?]).
assert (lr : Forall (fun row => length row = N) rows).
{ apply Forall_forall; intros row I; apply Nat.eqb_eq.
  eapply (proj1 (forallb_forall (fun a => Nat.eqb (length a) N) rows)); eassumption. }
split; [exact lr|]; split; [|split].
- split; [now apply Nat.eqb_eq|split; [|now apply Z.eqb_eq]].
  apply Forall_forall; intros u I; apply Z.leb_le.
  eapply (proj1 (forallb_forall (fun u => 0 <=? u) best)); eassumption.
- symmetry; exact E.
- intros x px; destruct (accept_sound _ _ _ _ _ _ ltac:(eassumption) x px) as [g [Ig le]].
  apply in_map_iff in Ig; destruct Ig as [y [<- _]]; apply Z.le_trans with (1 := le); apply cut_le; [apply px|].
  clear -lr; induction lr; simpl; constructor; [rewrite descending_length; assumption|assumption].
Qed.
