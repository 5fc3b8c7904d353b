(** A checker of proofs about all integer partitions.  Sections 5, 9 and 10 of docs/model.md.

    A cut is a linear lower bound of the objective: a tangent, or the cost of one choice of levels in a trace.  The
    tree branches on the values of integer forms.  A leaf gives nonnegative weights of cuts and a multiplier for each
    branch that leads to it; weak duality on the simplex then bounds the objective.  Wrong weights and multipliers can
    only make the checker refuse, so they need no trust.  All numbers are integers: rationals over one denominator. *)
From Coq Require Import ZArith List Lia Bool.
Import ListNotations.
Local Open Scope Z_scope.

Fixpoint dot (a x : list Z) : Z :=
  match a, x with u :: a', v :: x' => u * v + dot a' x' | _, _ => 0 end.

(** s a + b, of the length of b. *)
Fixpoint axpy (s : Z) (a b : list Z) : list Z :=
  match a, b with u :: a', v :: b' => s * u + v :: axpy s a' b' | _, _ => b end.

Fixpoint total (x : list Z) : Z := match x with [] => 0 | v :: x' => v + total x' end.
Fixpoint least (m : Z) (a : list Z) : Z := match a with [] => m | v :: a' => least (Z.min m v) a' end.
Definition minimum (a : list Z) : Z := match a with [] => 0 | v :: a' => least v a' end.

(** Integer partitions: N nonnegative entries that sum to L. *)
Definition partition (N : nat) (L : Z) (x : list Z) := length x = N /\ Forall (fun v => 0 <= v) x /\ total x = L.

Inductive sense := Le | Ge | Eq.
Record constraint := Constraint { row : list Z; kind : sense; value : Z }.
Definition holds (x : list Z) (c : constraint) : Prop :=
  match kind c with Le => dot (row c) x <= value c | Ge => value c <= dot (row c) x | Eq => dot (row c) x = value c end.
Definition right_sign (c : constraint) (nu : Z) : bool :=
  match kind c with Le => nu <=? 0 | Ge => 0 <=? nu | Eq => true end.

(** The children of a node on a form r: r x <= low, r x = low + 1, low + 2, ..., and r x >= the next value.
    Multipliers of a leaf belong to the branches from the leaf up. *)
Inductive tree :=
| Leaf (weights : list (nat * Z)) (multipliers : list Z)
| Node (form : nat) (low : Z) (below : tree) (between : list tree) (above : tree).

Section Check.
Variables (N : nat) (L target : Z) (cuts forms : list (list Z)).

(** The sum of the weights, and the weighted sum of the cuts. *)
Fixpoint combine (weights : list (nat * Z)) : option (Z * list Z) :=
  match weights with
  | [] => Some (0, repeat 0 N)
  | (j, w) :: weights' =>
    match nth_error cuts j, combine weights' with
    | Some g, Some (s, c) => if (0 <=? w) && Nat.eqb (length g) N then Some (w + s, axpy w g c) else None
    | _, _ => None
    end
  end.

(** The constant sum nu v, and the residual costs c - sum nu r. *)
Fixpoint relax (path : list constraint) (nus : list Z) (c : list Z) : option (Z * list Z) :=
  match path, nus with
  | [], [] => Some (0, c)
  | k :: path', nu :: nus' =>
    if right_sign k nu && Nat.eqb (length (row k)) N then
      match relax path' nus' c with Some (b, r) => Some (nu * value k + b, axpy (- nu) (row k) r) | None => None end
    else None
  | _, _ => None
  end.

(** Cuts and partitions are integers, so a bound above target - 1 is one of at least target. *)
Definition check_leaf path weights nus : bool :=
  match combine weights with
  | Some (s, c) =>
    match relax path nus c with
    | Some (b, r) => (0 <? s) && (s * (target - 1) <? L * minimum r + b)
    | None => false
    end
  | None => false
  end.

Fixpoint check (path : list constraint) (t : tree) {struct t} : bool :=
  match t with
  | Leaf weights nus => check_leaf path weights nus
  | Node f low below between above =>
    match nth_error forms f with
    | None => false
    | Some r =>
      check (Constraint r Le low :: path) below &&
      (fix each (v : Z) (ts : list tree) : bool :=
         match ts with
         | [] => check (Constraint r Ge v :: path) above
         | t' :: ts' => check (Constraint r Eq v :: path) t' && each (v + 1) ts'
         end) (low + 1) between
    end
  end.

(** ** Soundness *)

Lemma dot_axpy s a b x : length a = length x -> length b = length x -> dot (axpy s a b) x = s * dot a x + dot b x.
Proof.
revert b x; induction a as [|u a IH]; intros [|v b] [|w x]; simpl; intros; try lia.
rewrite IH by lia; nia.
Qed.

Lemma axpy_length s a b : length (axpy s a b) = length b.
Proof. revert b; induction a as [|u a IH]; intros [|v b]; simpl; try reflexivity; now rewrite IH. Qed.

Lemma dot_zero n x : dot (repeat 0 n) x = 0.
Proof. revert x; induction n as [|n IH]; intros [|w x]; simpl; try reflexivity; rewrite IH; lia. Qed.

Lemma least_le m a : least m a <= m /\ Forall (fun v => least m a <= v) a.
Proof.
revert m; induction a as [|v a IH]; intros m; simpl; [split; [lia|constructor]|].
destruct (IH (Z.min m v)) as [H1 H2]; split; [lia|]; constructor; [lia|exact H2].
Qed.

Lemma minimum_le a : Forall (fun v => minimum a <= v) a.
Proof. destruct a as [|v a]; simpl; [constructor|]; destruct (least_le v a); constructor; auto. Qed.

Lemma dot_ge m a x : length a = length x -> Forall (fun v => m <= v) a -> Forall (fun v => 0 <= v) x ->
  m * total x <= dot a x.
Proof.
revert x; induction a as [|u a IH]; intros [|v x]; simpl; intros e ha hx; try lia; try discriminate.
inversion ha; inversion hx; subst; specialize (IH x ltac:(lia) ltac:(assumption) ltac:(assumption)); nia.
Qed.

Lemma combine_sound weights s c x : length x = N -> combine weights = Some (s, c) ->
  length c = N /\ 0 <= s /\
  ((forall j g, nth_error cuts j = Some g -> dot g x < target) -> dot c x <= s * (target - 1)).
Proof.
intros lx; revert s c; induction weights as [|[j w] weights IH]; simpl; intros s c.
- intros E; inversion E; subst; rewrite repeat_length, dot_zero; repeat split; lia.
- destruct (nth_error cuts j) as [g|] eqn:Ej; [|discriminate].
  destruct (combine weights) as [[s' c']|]; [|discriminate].
  destruct ((0 <=? w) && Nat.eqb (length g) N) eqn:B; [|discriminate].
  apply andb_prop in B; destruct B as [B1 B2]; apply Z.leb_le in B1; apply Nat.eqb_eq in B2.
  intros E; inversion E; subst; destruct (IH s' c' eq_refl) as [H1 [H2 H3]].
  split; [rewrite axpy_length; exact H1|]; split; [lia|]; intros all.
  rewrite dot_axpy by congruence; specialize (H3 all); specialize (all j g Ej); nia.
Qed.

Lemma relax_sound path nus c b r x : length x = N -> length c = N -> Forall (holds x) path ->
  relax path nus c = Some (b, r) -> length r = N /\ dot r x + b <= dot c x.
Proof.
intros lx lc hs; revert nus b r; induction hs as [|k path hk hs IH]; intros [|nu nus] b r; simpl; try discriminate.
- intros E; inversion E; subst; split; auto; lia.
- destruct (right_sign k nu && Nat.eqb (length (row k)) N) eqn:B; [|discriminate].
  apply andb_prop in B; destruct B as [B1 B2]; apply Nat.eqb_eq in B2.
  destruct (relax path nus c) as [[b' r']|] eqn:E'; [|discriminate].
  intros E; inversion E; subst; destruct (IH nus b' r' E') as [H1 H2].
  split; [rewrite axpy_length; exact H1|]; rewrite dot_axpy by congruence.
  unfold right_sign in B1; unfold holds in hk; destruct (kind k).
  + apply Z.leb_le in B1; nia.
  + apply Z.leb_le in B1; nia.
  + rewrite hk; lia.
Qed.

Lemma check_leaf_sound path weights nus x : partition N L x -> Forall (holds x) path ->
  check_leaf path weights nus = true -> exists g, In g cuts /\ target <= dot g x.
Proof.
intros [lx [x0 xl]] hs; unfold check_leaf.
destruct (combine weights) as [[s c]|] eqn:Ec; [|discriminate].
destruct (relax path nus c) as [[b r]|] eqn:Er; [|discriminate].
intros B; apply andb_prop in B; destruct B as [B1 B2]; apply Z.ltb_lt in B1, B2.
destruct (combine_sound weights s c x lx Ec) as [lc [s0 H]].
destruct (relax_sound path nus c b r x lx lc hs Er) as [lr Hr].
assert (M := dot_ge (minimum r) r x ltac:(congruence) (minimum_le r) x0); rewrite xl in M.
destruct (Exists_dec (fun g => target <= dot g x) cuts (fun g => Z_le_dec _ _)) as [e|n].
- apply Exists_exists in e; exact e.
- exfalso; assert (dot c x <= s * (target - 1)); [|lia].
  apply H; intros j g Ej; apply nth_error_In in Ej; destruct (Z_lt_le_dec (dot g x) target); auto.
  exfalso; apply n, Exists_exists; eauto.
Qed.

Fixpoint nodes (t : tree) : nat :=
  match t with
  | Leaf _ _ => 1
  | Node _ _ b m a => S (nodes b + nodes a + fold_right (fun t n => nodes t + n)%nat 0%nat m)
  end.

Lemma nodes_between t ts : In t ts -> (nodes t <= fold_right (fun t n => nodes t + n)%nat 0%nat ts)%nat.
Proof. induction ts as [|t' ts IH]; simpl; [tauto|]; intros [->|I]; [lia|]; specialize (IH I); lia. Qed.

Lemma check_sound t path x : partition N L x -> Forall (holds x) path -> check path t = true ->
  exists g, In g cuts /\ target <= dot g x.
Proof.
intros px; remember (nodes t) as n eqn:En; assert (Hn : (nodes t <= n)%nat) by lia; clear En.
revert t path Hn; induction n as [|n IH]; intros [weights nus|f low below between above] path Hn hs; simpl in *; try lia.
- apply check_leaf_sound; auto.
- destruct (nth_error forms f) as [r|]; [|discriminate].
  intros B; apply andb_prop in B; destruct B as [B1 B2].
  destruct (Z_le_gt_dec (dot r x) low) as [le|gt].
  + apply (IH below (Constraint r Le low :: path)); auto; lia.
  + assert (ge : low + 1 <= dot r x) by lia; clear B1 gt.
    assert (Hb : forall t', In t' between -> (nodes t' <= n)%nat).
    { intros t' I; assert (le := nodes_between _ _ I); lia. }
    assert (Ha : (nodes above <= n)%nat) by lia; clear Hn.
    revert ge B2; generalize (low + 1) as v; induction between as [|t' ts IHts]; intros v ge B2.
    * apply (IH above (Constraint r Ge v :: path)); auto.
    * apply andb_prop in B2; destruct B2 as [B1 B2]; destruct (Z.eq_dec (dot r x) v) as [e|ne].
      -- apply (IH t' (Constraint r Eq v :: path)); auto; apply Hb; simpl; auto.
      -- apply (IHts (fun t'' I => Hb t'' (or_intror I)) (v + 1)); auto; lia.
Qed.

End Check.

(** A tree that is accepted from the empty path. *)
Definition accept N L target cuts forms t := check N L target cuts forms [] t.

(** Then every integer partition meets the target on some cut. *)
Theorem accept_sound N L target cuts forms t : accept N L target cuts forms t = true ->
  forall x, partition N L x -> exists g, In g cuts /\ target <= dot g x.
Proof. intros a x px; exact (check_sound N L target cuts forms t [] x px (Forall_nil _) a). Qed.
