(** Decodability verdicts: the functions that are extracted.  Section 13 of docs/model.md.

    The matrix is A / D with integers A and D > 0.  Of the kernel type: all rows lie in the kernel of a parity check H
    with H 1 = 0 and s independent rows, and any N - s rows of A are independent.  Of the class type: s + 1 disjoint
    classes of workers, the rows of each adding up to the all-ones row.

    Independence is decided modulo m by elimination with pivots that are units; m need not be prime, and a bad m can
    only make the checker refuse.  All sets of k rows are visited as a tree: first those with the first row, which
    eliminates a column from the others, then those without. *)
From Coq Require Import ZArith List Lia Bool Znumtheory.
From bcgc Require Import checker.tree checker.trace.
Import ListNotations.
Local Open Scope Z_scope.

Definition entry (j : nat) (r : list Z) : Z := nth j r 0.

(** The first entry that is a unit modulo m, counted from [j] on. *)
Fixpoint unit_entry (m : Z) (j : nat) (r : list Z) : option nat :=
  match r with [] => None | v :: r' => if Z.gcd (v mod m) m =? 1 then Some j else unit_entry m (S j) r' end.

(** r_q w - w_q r modulo m. *)
Definition eliminate (m : Z) (q : nat) (r w : list Z) : list Z :=
  map (fun v => v mod m) (axpy (- entry q w) r (map (Z.mul (entry q r)) w)).

(** Whether any k of the rows are independent modulo m; n is the number of rows. *)
Fixpoint all_independent (m : Z) (n k : nat) (rows : list (list Z)) : bool :=
  match k, n, rows with
  | O, _, _ => true
  | S k', S n', r :: ws =>
    if Nat.ltb n k then true
    else
      match unit_entry m 0 r with
      | None => false
      | Some q => all_independent m n' k' (map (eliminate m q r) ws) && all_independent m n' k ws
      end
  | _, _, rows => Nat.eqb (length rows) 0
  end.

Definition square (N : nat) (A : list (list Z)) : bool := Nat.eqb (length A) N && forallb (has_length N) A.

Definition accept_kernel (N s : nat) (D : Z) (A : list (list Z)) (m : Z) (H : list (list Z)) : bool :=
  (0 <? D) && (1 <? m) && Nat.leb s N && square N A && Nat.eqb (length H) s && forallb (has_length N) H &&
  forallb (fun h => total h =? 0) H && forallb (fun h => forallb (fun a => dot a h =? 0) A) H &&
  all_independent m s s H && all_independent m N (N - s) A.

Fixpoint distinct (a : list nat) : bool :=
  match a with [] => true | i :: a' => negb (existsb (Nat.eqb i) a') && distinct a' end.

Fixpoint sum_rows (N : nat) (A : list (list Z)) (members : list nat) : list Z :=
  match members with [] => repeat 0 N | i :: members' => axpy 1 (nth i A []) (sum_rows N A members') end.

Definition accept_classes (N s : nat) (D : Z) (A : list (list Z)) (classes : list (list nat)) : bool :=
  (0 <? D) && Nat.leb s N && square N A && Nat.eqb (length classes) (S s) && distinct (concat classes) &&
  forallb (fun i => Nat.ltb i N) (concat classes) &&
  forallb (fun members => forallb (fun v => v =? D) (sum_rows N A members)) classes.

(** ** Independence *)

(** The combination of the rows with coefficients a, at column j. *)
Definition combination (a : list Z) (rows : list (list Z)) (j : nat) : Z := dot a (map (entry j) rows).

Definition independent_modulo (m : Z) (rows : list (list Z)) : Prop := forall a, length a = length rows ->
  (forall j, (m | combination a rows j)) -> Forall (fun v => (m | v)) a.
Definition independent (rows : list (list Z)) : Prop := forall a, length a = length rows ->
  (forall j, combination a rows j = 0) -> Forall (fun v => v = 0) a.

(** Sublists: the sets of workers. *)
Inductive sub : list (list Z) -> list (list Z) -> Prop :=
| SubNil : sub [] []
| SubTake r s t : sub s t -> sub (r :: s) (r :: t)
| SubSkip r s t : sub s t -> sub s (r :: t).

Lemma sub_map f s t : sub s t -> sub (map f s) (map f t).
Proof. induction 1; simpl; constructor; assumption. Qed.

Lemma sub_length s t : sub s t -> (length s <= length t)%nat.
Proof. induction 1; simpl; lia. Qed.

Lemma sub_forall (P : list Z -> Prop) s t : sub s t -> Forall P t -> Forall P s.
Proof. induction 1; intros all; [constructor|inversion all; constructor; auto|inversion all; auto]. Qed.

Lemma unit_entry_sound m j r q : m <> 0 -> unit_entry m j r = Some q -> (j <= q)%nat /\ rel_prime (entry (q - j) r) m.
Proof.
intros m0; revert j; induction r as [|v r IH]; simpl; intros j; [discriminate|].
destruct (Z.gcd (v mod m) m =? 1) eqn:G; intros E.
- injection E as <-; rewrite Nat.sub_diag; split; [lia|]; apply Zgcd_1_rel_prime.
  rewrite Z.gcd_comm, <- Z.gcd_mod by exact m0; apply Z.eqb_eq, G.
- destruct (IH _ E) as [le prime]; split; [lia|].
  replace (q - j)%nat with (S (q - S j)) by lia; exact prime.
Qed.

Lemma entry_axpy s a b j : length a = length b -> entry j (axpy s a b) = s * entry j a + entry j b.
Proof.
unfold entry; revert b j; induction a as [|u a IH]; intros [|v b] [|j]; simpl; intros; try lia; apply IH; lia.
Qed.

Lemma entry_map f r j : f 0 = 0 -> entry j (map f r) = f (entry j r).
Proof. intros f0; unfold entry; rewrite <- f0 at 1; apply map_nth. Qed.

Lemma entry_eliminate m q r w j : length r = length w ->
  entry j (eliminate m q r w) = (entry q r * entry j w - entry q w * entry j r) mod m.
Proof.
intros l; unfold eliminate; rewrite entry_map by apply Zmod_0_l.
rewrite entry_axpy by (rewrite map_length; exact l); rewrite entry_map by lia; f_equal; lia.
Qed.

Lemma combination_eliminate m q r ws a j : m <> 0 -> Forall (fun w => length w = length r) ws ->
  (m | combination a (map (eliminate m q r) ws) j -
       (entry q r * combination a ws j - entry j r * combination a ws q)).
Proof.
intros m0 lw; unfold combination; revert a; induction lw as [|w ws l _ IH]; intros [|u a]; simpl;
  try (exists 0; lia).
rewrite entry_eliminate by congruence; destruct (IH a) as [z Hz].
set (v := entry q r * entry j w - entry q w * entry j r).
exists (z - u * (v / m)); assert (E := Z.div_mod v m m0); nia.
Qed.

Lemma all_independent_sound m N n k rows s : 1 < m -> Forall (fun r => length r = N) rows -> length rows = n ->
  all_independent m n k rows = true -> sub s rows -> length s = k -> independent_modulo m s.
Proof.
intros m1; revert n k s; assert (m0 : m <> 0) by lia.
remember (length rows) as l eqn:El; revert rows El.
induction l as [|l IH]; intros rows El n k s lr <- ok S ls.
- assert (s = []) as -> by (destruct s; [reflexivity|apply sub_length in S; simpl in *; lia]).
  intros [|u a]; simpl; intros; [constructor|lia].
- destruct k as [|k].
  { destruct s; [|discriminate]; intros [|u a]; simpl; intros; [constructor|lia]. }
  destruct rows as [|r ws]; [discriminate|]; injection El as El.
  assert (le := sub_length _ _ S); simpl length in le.
  change (all_independent m (Datatypes.S l) (Datatypes.S k) (r :: ws)) with
    (if Nat.ltb (Datatypes.S l) (Datatypes.S k) then true
     else match unit_entry m 0 r with
          | None => false
          | Some q => all_independent m l k (map (eliminate m q r) ws) && all_independent m l (Datatypes.S k) ws
          end) in ok.
  destruct (Nat.ltb_spec (Datatypes.S l) (Datatypes.S k)) as [lt|_]; [lia|].
  destruct (unit_entry m 0 r) as [q|] eqn:U; [|discriminate].
  destruct (unit_entry_sound _ _ _ _ m0 U) as [_ prime]; rewrite Nat.sub_0_r in prime.
  apply andb_prop in ok; destruct ok as [take skip].
  inversion lr as [|? ? lr0 lws]; subst.
  inversion S as [|? s' ? S'|? ? ? S']; subst; [|apply (IH ws eq_refl (length ws) (Datatypes.S k)); auto].
  injection ls as ls.
  assert (ind : independent_modulo m (map (eliminate m q r) s')).
  { apply (IH (map (eliminate m q r) ws)) with (n := length ws) (k := k).
    - symmetry; apply map_length.
    - clear -lws; induction lws as [|w ws lw _ IH]; simpl; constructor; auto.
      unfold eliminate; rewrite map_length, axpy_length, map_length; congruence.
    - reflexivity.
    - exact take.
    - apply sub_map, S'.
    - rewrite map_length; exact ls. }
  intros [|u a] la zero; [discriminate|]; injection la as la.
  assert (lw : Forall (fun w => length w = length r) s') by (apply (sub_forall _ _ _ S'); exact lws).
  assert (za : Forall (fun v => (m | v)) a).
  { apply ind; [rewrite map_length; exact la|]; intros j.
    destruct (combination_eliminate m q r s' a j m0 lw) as [z Hz].
    destruct (zero j) as [zj Hj]; destruct (zero q) as [zq Hq]; unfold combination in *; simpl in *.
    exists (z + entry q r * zj - entry j r * zq); nia. }
  constructor; [|exact za]; destruct (zero q) as [zq Hq]; unfold combination in Hq; simpl in Hq.
  assert (rest : (m | dot a (map (entry q) s'))).
  { clear -za; revert s'; induction za as [|v a [z Hz] _ IH]; intros [|w s']; simpl; try (exists 0; lia).
    destruct (IH s') as [y Hy]; exists (z * entry q w + y); rewrite Hy, Hz; ring. }
  apply Gauss with (b := entry q r); [|apply rel_prime_sym, prime].
  destruct rest as [y Hy]; exists (zq - y); nia.
Qed.

(** Rows that are independent modulo m > 1 are independent: divide by m until something is left. *)
Lemma independent_from_modulo m rows : 1 < m -> independent_modulo m rows -> independent rows.
Proof.
intros m1 ind a.
assert (zero_or : forall b : list Z, Forall (fun v => v = 0) b \/ 0 < fold_right (fun v n => Z.abs v + n) 0 b).
{ induction b as [|v b [IH|IH]]; simpl; [left; constructor| |right; lia].
  assert (n0 : 0 <= fold_right (fun v n => Z.abs v + n) 0 b) by (clear; induction b; simpl; lia).
  destruct (Z.eq_dec v 0); [left; constructor; assumption|right; lia]. }
remember (Z.to_nat (fold_right (fun v n => Z.abs v + n) 0 a)) as n eqn:En.
revert a En; induction n as [n IH] using lt_wf_ind; intros a En la zero.
destruct (zero_or a) as [z|pos]; [exact z|].
assert (div : Forall (fun v => (m | v)) a) by (apply ind; [exact la|intros j; rewrite zero; exists 0; lia]).
set (b := map (fun v => v / m) a).
assert (scale : forall c, Forall (fun v => (m | v)) a -> dot a c = m * dot (map (fun v => v / m) a) c).
{ clear -m1; intros c d; revert c; induction d as [|v a [z ->] _ IH]; intros [|w c]; simpl; try lia.
  rewrite IH, Z.div_mul by lia; ring. }
assert (smaller : fold_right (fun v n => Z.abs v + n) 0 a = m * fold_right (fun v n => Z.abs v + n) 0 b).
{ unfold b; clear -m1 div; induction div as [|v a [z ->] _ IH]; simpl; [lia|].
  rewrite IH, Z.div_mul, Z.abs_mul by lia; rewrite (Z.abs_eq m) by lia; ring. }
assert (zb : Forall (fun v => v = 0) b).
{ apply (IH (Z.to_nat (fold_right (fun v n => Z.abs v + n) 0 b))); [nia|reflexivity| |].
  - unfold b; rewrite map_length; exact la.
  - intros j; specialize (zero j); unfold combination in *; rewrite scale in zero by exact div; fold b in zero; nia. }
assert (s0 : fold_right (fun v n => Z.abs v + n) 0 b = 0).
{ clear -zb; induction zb as [|v b -> _ IH]; simpl; lia. }
lia.
Qed.
