(** Bounds on the completion probability that need no LP solver.  Section 8 of docs/model.md.

    A point z holds the variables of a linear relaxation (loads, their log cdf values, log Pr).  Weak duality
    gives a bound for any multipliers of the right sign, so wrong multipliers make a bound weak, never false;
    a tree of such bounds with tightened and split boxes proves a bound on every point.  Any ordered field,
    so in particular the rationals. *)
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section WeakDuality.
Variables (R : realFieldType) (n : nat).
Implicit Types (z c : 'I_n -> R).

Inductive sense := AtMost | AtLeast | Equal.
Record row := Row { coefficient : 'I_n -> R; row_sense : sense; rhs : R }.
Record box := Box { lower : 'I_n -> R; upper : 'I_n -> R }.

Definition dot c z : R := \sum_j c j * z j.

Definition holds z (r : row) : Prop :=
  match row_sense r with
  | AtMost => dot (coefficient r) z <= rhs r
  | AtLeast => rhs r <= dot (coefficient r) z
  | Equal => dot (coefficient r) z = rhs r
  end.

Definition inside z (b : box) : Prop := forall j, lower b j <= z j <= upper b j.

(** The sign that a multiplier of a row must have in a bound from above. *)
Definition right_sign (r : row) (y : R) : Prop :=
  match row_sense r with AtMost => 0 <= y | AtLeast => y <= 0 | Equal => True end.

(** sum_i y_i rhs_i + sum_j max(r_j l_j, r_j u_j) with the reduced costs r = c - y A. *)
Definition reduced m c (rows : 'I_m -> row) (y : 'I_m -> R) (j : 'I_n) : R :=
  c j - \sum_i y i * coefficient (rows i) j.
Definition dual_bound m c (rows : 'I_m -> row) (y : 'I_m -> R) (b : box) : R :=
  \sum_i y i * rhs (rows i) +
  \sum_j Num.max (reduced c rows y j * lower b j) (reduced c rows y j * upper b j).

Theorem weak_duality m c (rows : 'I_m -> row) (y : 'I_m -> R) (b : box) z :
  (forall i, right_sign (rows i) (y i)) -> (forall i, holds z (rows i)) -> inside z b ->
  dot c z <= dual_bound c rows y b.
Proof.
move=> sign rowz boxz.
have -> : dot c z = \sum_i y i * dot (coefficient (rows i)) z + \sum_j reduced c rows y j * z j.
  have -> : \sum_i y i * dot (coefficient (rows i)) z = \sum_j (\sum_i y i * coefficient (rows i) j) * z j.
    under eq_bigr do rewrite /dot mulr_sumr.
    rewrite exchange_big; apply: eq_bigr => j _ /=; rewrite mulr_suml.
    by apply: eq_bigr => i _; rewrite mulrA.
  by rewrite -big_split; apply: eq_bigr => j _ /=; rewrite -mulrDl addrC subrK.
apply: ler_add; [apply: ler_sum => i _|apply: ler_sum => j _].
  move: (sign i) (rowz i); rewrite /right_sign /holds.
  case: (row_sense _) => [y0 le|y0 le|_ ->] //; first exact: ler_wpmul2l.
  exact: ler_wnmul2l.
have /andP[lz zu] := boxz j; rewrite le_maxr; apply/orP.
have [r0|/ltW r0] := lerP 0 (reduced c rows y j); [right; exact: ler_wpmul2l|left; exact: ler_wnmul2l].
Qed.

(** ** The search *)

(** The set of the points that count, one for each partition, and the objective c . z. *)
Variables (points : ('I_n -> R) -> Prop) (c : 'I_n -> R) (target : R).

(** A row that may be used for a box: it need only hold at points that could still beat the target. *)
Definition usable (b : box) (r : row) := forall z, points z -> inside z b -> target < dot c z -> holds z r.

Definition unit_vector (j : 'I_n) : 'I_n -> R := fun i => (i == j)%:R.
Definition with_upper (b : box) j v := Box (lower b) (fun i => if i == j then v else upper b i).
Definition with_lower (b : box) j v := Box (fun i => if i == j then v else lower b i) (upper b).

Inductive proof_tree : box -> Prop :=
| Closed b m (rows : 'I_m -> row) y :
    (forall i, usable b (rows i)) -> (forall i, right_sign (rows i) (y i)) ->
    dual_bound c rows y b <= target -> proof_tree b
| TightenUpper b j m (rows : 'I_m -> row) y v :
    (forall i, usable b (rows i)) -> (forall i, right_sign (rows i) (y i)) ->
    dual_bound (unit_vector j) rows y b <= v -> proof_tree (with_upper b j v) -> proof_tree b
| TightenLower b j m (rows : 'I_m -> row) y v :
    (forall i, usable b (rows i)) -> (forall i, right_sign (rows i) (y i)) ->
    dual_bound (fun i => - unit_vector j i) rows y b <= - v -> proof_tree (with_lower b j v) -> proof_tree b
| Split b j v : proof_tree (with_upper b j v) -> proof_tree (with_lower b j v) -> proof_tree b.

Lemma dot_unit j z : dot (unit_vector j) z = z j.
Proof.
rewrite /dot (bigD1 j) //= /unit_vector eqxx mul1r big1 ?addr0 // => i /negbTE ->.
by rewrite mul0r.
Qed.

Lemma inside_upper b j v z : inside z b -> z j <= v -> inside z (with_upper b j v).
Proof. by move=> zb zv i; have /andP[lz zu] := zb i; rewrite lz /=; case: eqP => [->|]. Qed.

Lemma inside_lower b j v z : inside z b -> v <= z j -> inside z (with_lower b j v).
Proof. by move=> zb zv i; have /andP[lz zu] := zb i; rewrite zu andbT /=; case: eqP => [->|]. Qed.

(** A tree over a box proves that no point in it beats the target. *)
Theorem proof_tree_sound b z : proof_tree b -> points z -> inside z b -> dot c z <= target.
Proof.
move=> tree pz; elim: tree => {b} [b m rows y use sign le|b j m rows y v use sign le _ IH|
    b j m rows y v use sign le _ IH|b j v _ IHu _ IHl] zb; rewrite leNgt; apply/negP => beats.
- have rowz i := use i z pz zb beats.
  by have := le_trans (weak_duality c sign rowz zb) le; rewrite leNgt beats.
- have rowz i := use i z pz zb beats.
  have := le_trans (weak_duality _ sign rowz zb) le; rewrite dot_unit => zv.
  by have := IH (inside_upper zb zv); rewrite leNgt beats.
- have rowz i := use i z pz zb beats.
  have := le_trans (weak_duality _ sign rowz zb) le.
  rewrite (_ : dot _ z = - z j) ?ler_opp2 => [zv|]; last first.
    by rewrite -[in RHS](dot_unit j z) /dot -sumrN; apply: eq_bigr => i _; rewrite mulNr.
  by have := IH (inside_lower zb zv); rewrite leNgt beats.
- case: (lerP (z j) v) => [zv|/ltW vz].
    by have := IHu (inside_upper zb zv); rewrite leNgt beats.
  by have := IHl (inside_lower zb vz); rewrite leNgt beats.
Qed.

End WeakDuality.
