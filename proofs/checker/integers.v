(** The integers of the checker as numbers of an ordered field, and its lists as families over workers. *)
From Coq Require Import ZArith Lia.
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import checker.tree checker.matrix.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.

Lemma to_nat_add a b : (Z.to_nat (Z.add a b) + (Z.to_nat (Z.opp a) + Z.to_nat (Z.opp b)) =
  Z.to_nat a + Z.to_nat b + Z.to_nat (Z.opp (Z.add a b)))%nat.
Proof. by rewrite -!plusE; lia. Qed.

Lemma to_nat_mul a b :
  (Z.to_nat (Z.mul a b) + (Z.to_nat a * Z.to_nat (Z.opp b) + Z.to_nat (Z.opp a) * Z.to_nat b) =
  Z.to_nat a * Z.to_nat b + Z.to_nat (Z.opp a) * Z.to_nat (Z.opp b) + Z.to_nat (Z.opp (Z.mul a b)))%nat.
Proof.
rewrite -!plusE -!multE; apply: Nat2Z.inj; rewrite !(Nat2Z.inj_add, Nat2Z.inj_mul) !ZifyInst.of_nat_to_nat_eq.
case: (Z.le_gt_cases 0 a) (Z.le_gt_cases 0 b) => a0 [b0|b0]; nia.
Qed.

Local Open Scope ring_scope.

Section Numbers.
Variable R : realFieldType.

Definition number (z : Z) : R := (Z.to_nat z)%:R - (Z.to_nat (Z.opp z))%:R.

Lemma number0 : number Z0 = 0.
Proof. by rewrite /number subrr. Qed.

Lemma numberD a b : number (Z.add a b) = number a + number b.
Proof.
rewrite /number addrACA -opprD; apply/eqP.
by rewrite subr_eq addrAC eq_sym subr_eq -!natrD to_nat_add.
Qed.

Lemma numberM a b : number (Z.mul a b) = number a * number b.
Proof.
rewrite /number mulrBl !mulrBr opprB addrACA -opprD; apply/eqP.
by rewrite subr_eq [X in _ == X]addrAC eq_sym subr_eq -!natrM -!natrD to_nat_mul.
Qed.

Lemma number_ge0 z : Z.le 0 z -> number z = (Z.to_nat z)%:R.
Proof. by move=> z0; rewrite /number (_ : Z.to_nat (Z.opp z) = 0%N) ?subr0 //; lia. Qed.

Lemma number_nat n : number (Z.of_nat n) = n%:R.
Proof. by rewrite number_ge0 ?Nat2Z.id //; lia. Qed.

Lemma number_one : number 1 = 1.
Proof. exact: (number_nat 1). Qed.

Lemma numberN z : number (Z.opp z) = - number z.
Proof. by rewrite /number Z.opp_involutive opprB. Qed.

Lemma number_le a b : Z.le a b -> number a <= number b.
Proof.
move=> ab; have -> : b = Z.add a (Z.sub b a) by lia.
by rewrite numberD ler_addl number_ge0 ?ler0n //; lia.
Qed.

Lemma number_eq0 z : number z = 0 -> z = Z0.
Proof.
have pos y : Z.lt 0 y -> number y <> 0.
  by move=> y0; rewrite number_ge0; [move/eqP; rewrite pnatr_eq0 => /eqP|]; lia.
move=> zz; case: (Z.lt_total z 0) => [z0|[//|/pos//]].
by case: (pos (Z.opp z)); [lia|rewrite numberN zz oppr0].
Qed.

Lemma number_max a b : number (Z.max a b) = Num.max (number a) (number b).
Proof.
case: (Z.le_ge_cases a b) => ab; first by rewrite Z.max_r // max_r // number_le.
by rewrite Z.max_l // max_l // number_le.
Qed.

Lemma number_dot (T : Type) (f g : T -> Z) (s : seq T) :
  number (dot (map f s) (map g s)) = \sum_(k <- s) number (f k) * number (g k).
Proof.
elim: s => [|k s IH]; first by rewrite big_nil number0.
by rewrite big_cons -IH -numberM -numberD.
Qed.

Lemma number_total (T : Type) (f : T -> Z) (s : seq T) : number (total (map f s)) = \sum_(k <- s) number (f k).
Proof.
elim: s => [|k s IH]; first by rewrite big_nil number0.
by rewrite big_cons -IH -numberD.
Qed.

End Numbers.

(** A list of length N is the family of its members. *)
Lemma members (T : Type) (d : T) N (r : seq T) : size r = N -> r = [seq List.nth (val j) r d | j <- enum 'I_N].
Proof.
move=> <-; rewrite (map_comp (fun j => List.nth j r d) val) val_enum_ord.
elim: r => //= v r IH; congr cons; rewrite {1}IH (iotaDl 1 0) -map_comp.
exact: eq_map.
Qed.

Lemma entries N (r : seq Z) : size r = N -> r = [seq entry (val j) r | j <- enum 'I_N].
Proof. exact: members. Qed.

Lemma mem_In (T : eqType) (x : T) (s : seq T) : x \in s -> List.In x s.
Proof. by elim: s => //= y s IH; rewrite in_cons => /orP[/eqP ->|/IH]; [left|right]. Qed.

Lemma dot_entries (R : realFieldType) N a x : size a = N -> size x = N ->
  number R (dot a x) = \sum_(j < N) number R (entry j a) * number R (entry j x).
Proof. by move=> aN xN; rewrite {1}(entries aN) {1}(entries xN) number_dot big_enum. Qed.

Lemma total_entries (R : realFieldType) N a : size a = N -> number R (total a) = \sum_(j < N) number R (entry j a).
Proof. by move=> aN; rewrite {1}(entries aN) number_total big_enum. Qed.
