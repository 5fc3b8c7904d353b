(** How many rounds of a trace one partition can meet by a deadline.  Section 7 of docs/certificates.md, section 9 of
    docs/model.md.

    A round is met iff no load exceeds the limit of its level, so rounds are met together iff no load exceeds the smallest
    of their limits.  Filling the levels from below gives the largest sum of blocks for them; where it is below L, no partition
    meets them all.  A tree of questions, whether a round is met, with enough missed rounds or an infeasible set of met ones
    at every leaf, bounds the share of rounds that any partition meets. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import bigmax partition runtime.deadline.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** ** The largest sum *)

(** Blocks of one kind, and the largest one that is at most a number: all reals as they are, integers with rounding down. *)
Record rounding (R : realFieldType) (block : R -> Prop) (down : R -> R) : Prop := Rounding {
  block0 : block 0;
  blockD : forall a b, block a -> block b -> block (a + b);
  blockB : forall a b, block a -> block b -> block (a - b);
  down_block : forall q, block (down q);
  down_le : forall q, down q <= q;
  down_greatest : forall a q, block a -> a <= q -> a <= down q
}.

Section LargestSum.
Variables (R : realFieldType) (block : R -> Prop) (down : R -> R).
Hypothesis rounds : rounding block down.
Implicit Types (c x : nat -> R).

(** Load and sum of the blocks below level n when each is as large as the limits [c] allow, from level 0 on. *)
Fixpoint greedy c n : R * R :=
  if n is m.+1 then
    let x := down ((c m - (greedy c m).1) / m.+1%:R) in ((greedy c m).1 + m.+1%:R * x, (greedy c m).2 + x)
  else (0, 0).
Definition greedy_block c n : R := down ((c n - (greedy c n).1) / n.+1%:R).

Lemma greedy_sum c n : \sum_(i < n) greedy_block c i = (greedy c n).2.
Proof. by elim: n => [|n IH]; rewrite ?big_ord0 // big_ord_recr IH. Qed.

Lemma greedy_load c n : load (greedy_block c) n = (greedy c n.+1).1.
Proof.
rewrite /load; elim: n.+1 => [|m IH]; first by rewrite big_ord0.
by rewrite big_ord_recr /= IH.
Qed.

(** Whatever the limits and the signs of the blocks, no sum is larger: what a block placed low takes from the levels above, it
    makes up for by what it places. *)
Theorem greedy_largest N c x : (forall n, (n < N)%N -> block (x n)) -> (forall n, (n < N)%N -> load x n <= c n) ->
  \sum_(n < N) x n <= (greedy c N).2.
Proof.
move=> bx le; pose S n := \sum_(i < n) x i; pose W n := \sum_(i < n) i.+1%:R * x i.
suff inv n : (n <= N)%N ->
    [/\ block ((greedy c n).2 - S n), S n <= (greedy c n).2 & (greedy c n).1 <= W n + n%:R * ((greedy c n).2 - S n)].
  by have [] := inv N (leqnn N).
elim: n => [|n IH] nN; first by rewrite /S /W !big_ord0 /= subrr mulr0 addr0; split=> //; exact: block0 rounds.
have [bD Sn Wn] := IH (ltnW nN); rewrite [S n.+1]big_ord_recr [W n.+1]big_ord_recr /= -/(S n) -/(W n).
set G := (greedy c n).1 in Wn *; set D := (greedy c n).2 - S n in bD Wn; set g := down _.
have D0 : 0 <= D by rewrite subr_ge0.
have GW : G <= W n + n.+1%:R * D.
  by apply: le_trans Wn _; rewrite ler_add2l ler_wpmul2r // ler_nat.
have gap : (greedy c n).2 + g - (S n + x n) = D + (g - x n) by rewrite opprD addrACA.
have xg : x n - D <= g.
  apply: (down_greatest rounds); first by apply: (blockB rounds) => //; exact: bx.
  rewrite ler_pdivl_mulr ?ltr0n // mulrC mulrBr.
  have := le n nN; rewrite /load big_ord_recr /= -/(W n) => Wx.
  by have := ler_sub Wx GW; rewrite opprD addrACA subrr add0r.
rewrite gap; split.
- by apply: (blockD rounds) => //; apply: (blockB rounds); [exact: down_block rounds _|exact: bx].
- by rewrite -subr_ge0 gap; move: xg; rewrite -subr_ge0 opprB addrCA.
- by rewrite -addrA -mulrDr [x n + _]addrCA [x n + _]addrC subrK mulrDr addrA ler_add2r.
Qed.

(** Where the limits are not negative and do not fall, these blocks are not negative and keep them: the largest sum is
    attained. *)
Theorem greedy_is_maximum N c : (forall n, (n < N)%N -> 0 <= c n) -> (forall m n, (m <= n < N)%N -> c m <= c n) ->
  is_maximum (fun x => (forall n, (n < N)%N -> block (x n) /\ 0 <= x n) /\ forall n, (n < N)%N -> load x n <= c n)
    (fun x => \sum_(n < N) x n) (greedy c N).2.
Proof.
move=> c0 up; split=> [|x [bx le]]; last by apply: greedy_largest => // n nN; case: (bx n nN).
have keep n : (greedy c n).1 <= c n -> (greedy c n.+1).1 <= c n.
  by move=> le; rewrite /= -ler_subr_addl mulrC -ler_pdivl_mulr ?ltr0n // (down_le rounds).
have below n : (n < N)%N -> (greedy c n).1 <= c n.
  elim: n => [|n IH] nN; first exact: c0.
  by apply: le_trans (keep _ (IH (ltnW nN))) _; rewrite up // leqnSn.
exists (greedy_block c); last exact: greedy_sum.
split=> n nN; last by rewrite greedy_load keep ?below.
split; first exact: down_block rounds _.
by apply: (down_greatest rounds (block0 rounds)); rewrite divr_ge0 ?ler0n // subr_ge0 below.
Qed.

End LargestSum.

(** Real blocks. *)
Lemma real_rounding (R : realFieldType) : rounding (fun _ : R => True) id.
Proof. by split. Qed.

(** Integer blocks, with any function that rounds down, *)
Lemma integer_rounding (R : realFieldType) (floor : R -> int) :
  (forall q, (floor q)%:~R <= q < (floor q + 1)%:~R) -> rounding (fun q => exists z : int, q = z%:~R) (fun q => (floor q)%:~R).
Proof.
move=> fl; split=> [|a b [y ->] [z ->]|a b [y ->] [z ->]|q|q|a q [z ->] zq].
- by exists 0.
- by exists (y + z); rewrite rmorphD.
- by exists (y - z); rewrite rmorphB.
- by exists (floor q).
- by case/andP: (fl q).
- have /andP[_ lt] := fl q; rewrite ler_int -ltz_addr1.
  by have := le_lt_trans zq lt; rewrite ltr_int.
Qed.

(** as there is one over the rationals. *)
Definition rational_floor (q : rat) : int := (numq q %/ denq q)%Z.
Lemma rational_floor_le q : (rational_floor q)%:~R <= q < (rational_floor q + 1)%:~R.
Proof.
have d0 : 0 < (denq q)%:~R :> rat by rewrite ltr0z denq_gt0.
rewrite -[q in _ <= q]divq_num_den -[q in q < _]divq_num_den ler_pdivl_mulr // ltr_pdivr_mulr // -!intrM ler_int ltr_int.
by rewrite lez_floor ?denq_neq0 // ltz_ceil ?denq_gt0.
Qed.

(** ** The tree *)

Section Tree.
Variables (R : realFieldType) (N S : nat).
(** [time s n] is T_(N-n) in round s; [kappa] the unit of work. *)
Variables (time : 'I_S -> nat -> R) (kappa deadline bound coordinates : R).
Hypotheses (time_pos : forall s n, (n < N)%N -> 0 < time s n) (kappa_pos : 0 < kappa) (deadline_ge0 : 0 <= deadline).

Definition met x s := runtime N (fun n => kappa * time s n) x <= deadline.

(** The share of the rounds that the partition meets: the objective. *)
Definition share x : R := #|[set s | met x s]|%:R / S%:R.

(** The smallest limit of level n over the rounds s, r_1, r_2, ... *)
Definition limit s (r : seq 'I_S) n : R :=
  \big[Num.min/deadline / (kappa * time s n)]_(u <- r) (deadline / (kappa * time u n)).

Lemma met_together x s r : met x s -> all (met x) r -> forall n, (n < N)%N -> load x n <= limit s r n.
Proof.
have one u : met x u -> forall n, (n < N)%N -> load x n <= deadline / (kappa * time u n).
  have pos n : (n < N)%N -> 0 < kappa * time u n by move=> nN; rewrite mulr_gt0 ?time_pos.
  move=> mu n nN; apply: (proj1 (finished_iff_limits x deadline_ge0 (fun m mN => ltW (pos m mN))) mu) => //.
  by rewrite gt_eqF ?pos.
move=> ms; rewrite /limit; elim: r => [_|u r IH /= /andP[mu mr]] n nN; first by rewrite big_nil one.
by rewrite big_cons le_minr one ?IH.
Qed.

(** A question about a round with a tree for either answer, or one of the two leaves. *)
Inductive tree := Missed | Infeasible | Round (s : 'I_S) (if_met if_missed : tree).

Variable down : R -> R.

(** What the judge checks, given the rounds that are met and missed on the path. *)
Fixpoint accepts (t : tree) (hit miss : seq 'I_S) : bool :=
  match t with
  | Missed => (S - size miss)%:R / S%:R <= bound
  | Infeasible => if hit is s :: r then (greedy down (limit s r) N).2 < coordinates else false
  | Round s yes no => [&& s \notin hit ++ miss, accepts yes (s :: hit) miss & accepts no hit (s :: miss)]
  end.

(** No partition into blocks of the kind meets a larger share than the bound of an accepted tree. *)
Theorem rounds_tree_sound (block : R -> Prop) t x : rounding block down -> accepts t [::] [::] ->
  simplex N coordinates x -> (forall n, (n < N)%N -> block (x n)) -> share x <= bound.
Proof.
move=> rounds acc [_ sum] bx.
suff sound hit miss : accepts t hit miss -> all (met x) hit -> uniq miss -> all (predC (met x)) miss -> share x <= bound.
  exact: (sound [::] [::]).
elim: t hit miss {acc} => [|| s yes IHyes no IHno] hit miss /=.
- move=> le _ un no; apply: le_trans le; rewrite ler_wpmul2r ?invr_ge0 ?ler0n // ler_nat.
  have sub : [set s | met x s] \subset ~: [set s in miss].
    by apply/subsetP => s; rewrite !inE => ms; apply/negP => /(allP no); rewrite /= ms.
  apply: leq_trans (subset_leq_card sub) _.
  by rewrite cardsCs setCK card_ord cardsE (card_uniqP un).
- case: hit => // s r lt /andP[ms mr] _ _; have := greedy_largest rounds bx (met_together ms mr).
  by rewrite sum leNgt lt.
- case/and3P => new Ayes Ano hh un mm; case: (boolP (met x s)) => ms.
    by apply: (IHyes _ _ Ayes) => //=; rewrite ms.
  apply: (IHno _ _ Ano) => //=; last by rewrite ms.
  by rewrite un andbT; apply: contra new; rewrite mem_cat => ->; rewrite orbT.
Qed.

End Tree.

(** Over the reals, *)
Theorem real_rounds_tree (R : realFieldType) N S (time : 'I_S -> nat -> R) kappa deadline bound l t x :
  (forall s n, (n < N)%N -> 0 < time s n) -> 0 < kappa -> 0 <= deadline ->
  accepts N time kappa deadline bound l id t [::] [::] -> simplex N l x -> share N time kappa deadline x <= bound.
Proof.
by move=> t0 k0 d0 acc Xx; exact: (rounds_tree_sound t0 k0 d0 (real_rounding R) acc Xx (fun _ _ => I)).
Qed.

(** and over the integers, with rational data and limits rounded down. *)
Theorem integer_rounds_tree N S (time : 'I_S -> nat -> rat) kappa deadline bound L t x :
  (forall s n, (n < N)%N -> 0 < time s n) -> 0 < kappa -> 0 <= deadline ->
  accepts N time kappa deadline bound L%:R (fun q => (rational_floor q)%:~R) t [::] [::] ->
  partition_of N L x -> share N time kappa deadline (real x) <= bound.
Proof.
move=> t0 k0 d0 acc Xx.
apply: (rounds_tree_sound t0 k0 d0 (integer_rounding rational_floor_le) acc).
  by split=> [n _|]; [exact: ler0n|rewrite -Xx natr_sum].
by move=> n _; exists (x n); rewrite pmulrn.
Qed.
