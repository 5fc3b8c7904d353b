(** Countably many real numbers lie in an Archimedean field as the library knows it.

    The theorems of the other rooms hold over any ordered field of the Mathematical Components library, whose structures ask
    for a choice function: the reals of the standard library have none without an axiom. The numbers that are made of a
    sequence of reals by addition, negation, multiplication and inversion are countable, and have one. So what is proved over
    ordered fields is true of given reals. *)
From Coq Require Import Reals Lra ConstructiveEpsilon ClassicalDedekindReals Classical_Prop.
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.

Section Subfield.
Variable generator : nat -> R.
Local Open Scope R_scope.

(** Expressions in the generators: 0 is a sum of nothing, 1 a product of nothing. *)
Fixpoint value (t : GenTree.tree nat) : R :=
  match t with
  | GenTree.Leaf n => generator n
  | GenTree.Node 0 (a :: b :: _) => value a + value b
  | GenTree.Node 0 _ => 0
  | GenTree.Node 1 (a :: b :: _) => value a * value b
  | GenTree.Node 1 _ => 1
  | GenTree.Node 2 (a :: _) => - value a
  | GenTree.Node _ (a :: _) => if Req_EM_T (value a) 0 then 0 else / value a
  | GenTree.Node _ _ => 0
  end.

Record element := Element { number : R; expressible : exists t, value t = number }.

Lemma element_eq x y : number x = number y -> x = y.
Proof.
by case: x y => [x ex] [y ey] /= xy; case: _ / xy ey => ey; rewrite (proof_irrelevance _ ex ey).
Qed.

Definition same x y : bool := Req_EM_T (number x) (number y).
Lemma sameP : Equality.axiom same.
Proof.
move=> x y; rewrite /same; case: Req_EM_T => h /=; constructor; [exact: element_eq|by move=> e; apply: h; rewrite e].
Qed.
Definition element_eqMixin := EqMixin sameP.
Canonical element_eqType := EqType element element_eqMixin.

(** The first expression for a number. *)
Definition names (x : element) n : Prop := if unpickle n is Some t then value t = number x else False.
Lemma names_dec x n : {names x n} + {~ names x n}.
Proof. by rewrite /names; case: unpickle => [t|]; [exact: Req_EM_T|right]. Qed.
Lemma names_some x : exists n, names x n.
Proof. by have [t e] := expressible x; exists (pickle t); rewrite /names pickleK. Qed.
Definition code x : nat := proj1_sig (constructive_indefinite_ground_description_nat _ (names_dec x) (names_some x)).
Definition decode n : option element :=
  omap (fun t => Element (ex_intro (fun u => value u = value t) t erefl)) (unpickle n).
Lemma codeK : pcancel code decode.
Proof.
move=> x; rewrite /decode; have : names x (code x) by rewrite /code; case: constructive_indefinite_ground_description_nat.
rewrite /names; case: unpickle => // t e; congr Some; exact: element_eq.
Qed.
Definition element_choiceMixin := PcanChoiceMixin codeK.
Canonical element_choiceType := ChoiceType element element_choiceMixin.

Program Definition zero := @Element 0 _.
Next Obligation. by exists (GenTree.Node 0 [::]). Qed.
Program Definition one := @Element 1 _.
Next Obligation. by exists (GenTree.Node 1 [::]). Qed.
Program Definition add x y := @Element (number x + number y) _.
Next Obligation. by have [a <-] := expressible x; have [b <-] := expressible y; exists (GenTree.Node 0 [:: a; b]). Qed.
Program Definition mul x y := @Element (number x * number y) _.
Next Obligation. by have [a <-] := expressible x; have [b <-] := expressible y; exists (GenTree.Node 1 [:: a; b]). Qed.
Program Definition opp x := @Element (- number x) _.
Next Obligation. by have [a <-] := expressible x; exists (GenTree.Node 2 [:: a]). Qed.
Program Definition inv x := @Element (if Req_EM_T (number x) 0 then 0 else / number x) _.
Next Obligation. by have [a <-] := expressible x; exists (GenTree.Node 3 [:: a]). Qed.
Program Definition member n := @Element (generator n) _.
Next Obligation. by exists (GenTree.Leaf n). Qed.

Ltac by_number := repeat intro; apply: element_eq; cbn; lra.

Lemma addA : associative add. Proof. by_number. Qed.
Lemma addC : commutative add. Proof. by_number. Qed.
Lemma add0 : left_id zero add. Proof. by_number. Qed.
Lemma addN : left_inverse zero opp add. Proof. by_number. Qed.
Definition element_zmodMixin := ZmodMixin addA addC add0 addN.
Canonical element_zmodType := ZmodType element element_zmodMixin.

Lemma mulA : associative mul. Proof. intros x y z; apply: element_eq; cbn; ring. Qed.
Lemma mulC : commutative mul. Proof. intros x y; apply: element_eq; cbn; ring. Qed.
Lemma mul1 : left_id one mul. Proof. by_number. Qed.
Lemma mulD : left_distributive mul add. Proof. intros x y z; apply: element_eq; cbn; ring. Qed.
Lemma one_neq0 : one != zero. Proof. apply/eqP => /(congr1 number) /=; exact: R1_neq_R0. Qed.
Definition element_ringMixin := ComRingMixin mulA mulC mul1 mulD one_neq0.
Canonical element_ringType := Eval hnf in RingType element element_ringMixin.
Canonical element_comRingType := Eval hnf in ComRingType element mulC.

Lemma mulV x : x != 0%R -> mul (inv x) x = one.
Proof.
move=> x0; apply: element_eq => /=; case: Req_EM_T => [e|ne]; last exact: Rinv_l.
by case/eqP: x0; apply: element_eq.
Qed.
Lemma inv0 : inv zero = zero.
Proof. by apply: element_eq => /=; case: Req_EM_T. Qed.
Definition element_unitMixin := FieldUnitMixin mulV inv0.
Canonical element_unitRingType := Eval hnf in UnitRingType element element_unitMixin.
Canonical element_comUnitRingType := Eval hnf in [comUnitRingType of element].
Lemma field_axiom : GRing.Field.mixin_of element_unitRingType. Proof. exact. Qed.
Canonical element_idomainType := Eval hnf in IdomainType element (FieldIdomainMixin field_axiom).
Canonical element_fieldType := FieldType element field_axiom.

Definition leq x y : bool := Rle_dec (number x) (number y).
Definition less x y : bool := Rlt_dec (number x) (number y).
Lemma leqP x y : reflect (number x <= number y) (leq x y).
Proof. by rewrite /leq; case: Rle_dec => h; constructor. Qed.
Lemma lessP x y : reflect (number x < number y) (less x y).
Proof. by rewrite /less; case: Rlt_dec => h; constructor. Qed.
Definition norm x := if leq zero x then x else opp x.

Lemma leq_add x y : leq zero x -> leq zero y -> leq zero (add x y).
Proof. by move=> /leqP /= x0 /leqP /= y0; apply/leqP => /=; lra. Qed.
Lemma leq_mul x y : leq zero x -> leq zero y -> leq zero (mul x y).
Proof. by move=> /leqP /= x0 /leqP /= y0; apply/leqP => /=; exact: Rmult_le_pos. Qed.
Lemma leq_anti x : leq zero x -> leq x zero -> x = zero.
Proof. by move=> /leqP /= x0 /leqP /= y0; apply: element_eq => /=; lra. Qed.
Lemma sub_ge0 x y : leq zero (add y (opp x)) = leq x y.
Proof. by apply/leqP/leqP => /=; lra. Qed.
Lemma leq_total0 x : leq zero x || leq x zero.
Proof. by apply/orP; case: (Rle_dec 0 (number x)) => h; [left|right]; apply/leqP => /=; lra. Qed.
Lemma normN x : norm (opp x) = norm x.
Proof.
by rewrite /norm; case: leqP => /= h; case: leqP => /= h'; apply: element_eq => /=; lra.
Qed.
Lemma norm_ge0 x : leq zero x -> norm x = x.
Proof. by rewrite /norm => ->. Qed.
Lemma less_def x y : less x y = (y != x) && leq x y.
Proof.
apply/lessP/andP => [lt|[/eqP ne /leqP le]].
  by split; [apply/eqP => e; rewrite e in lt; lra|apply/leqP; lra].
have : number x <> number y by move=> e; case: ne; exact: element_eq.
lra.
Qed.
Lemma leq_total : total leq.
Proof. by move=> x y; apply/orP; case: (Rle_dec (number x) (number y)) => h; [left|right]; apply/leqP; lra. Qed.

Definition element_leMixin : realLeMixin element_idomainType :=
  RealLeMixin leq_add leq_mul leq_anti sub_ge0 leq_total0 normN norm_ge0 less_def.
Canonical element_porderType := POrderType ring_display element element_leMixin.
Canonical element_latticeType := LatticeType element element_leMixin.
Canonical element_distrLatticeType := DistrLatticeType element element_leMixin.
Canonical element_orderType := OrderType element leq_total.
Canonical element_numDomainType := NumDomainType element element_leMixin.
Canonical element_normedZmodType := NormedZmodType element element element_leMixin.
Canonical element_numFieldType := [numFieldType of element].
Canonical element_realDomainType := [realDomainType of element].
Canonical element_realFieldType := [realFieldType of element].

Lemma number_nat n : number n%:R%R = INR n.
Proof. by elim: n => [//|n IH]; rewrite mulrSr S_INR -IH. Qed.

Lemma above_some_nat (x : R) : exists n, x < INR n.
Proof.
case: (Rle_dec x 0) => h; first by exists 1%N => /=; lra.
have [n [lt n0]] := archimed_cor1 (/ x) (Rinv_0_lt_compat x ltac:(lra)); exists n.
have n1 : 0 < INR n by exact: lt_0_INR.
by apply: Rnot_le_lt => le; have := Rinv_le_contravar _ _ n1 le; lra.
Qed.

Lemma archimedean : Num.archimedean_axiom [numDomainType of element].
Proof.
move=> x; have [n lt] := above_some_nat (number `|x|%R); exists n.
by apply/lessP; rewrite number_nat.
Qed.
Canonical element_archiFieldType := ArchiFieldType element archimedean.

End Subfield.
