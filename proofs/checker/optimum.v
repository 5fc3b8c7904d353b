(** What an accepted trace certificate says, in the words of partition.v.  Sections 2, 9 and 10 of docs/model.md.

    The objective is the runtime of section 2 summed over the rounds, in units of kappa: S / kappa times the mean. *)
From Coq Require Import ZArith List Lia.
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import checker.tree checker.trace checker.matrix checker.integers.
From bcgc Require Import bigmax partition.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Trace.
Variables (R : realFieldType) (N : nat).
Implicit Types (rows : seq (seq Z)) (x : nat -> nat).
Notation number := (number R).

(** The cycle times of round s, and the cost of a partition over all rounds. *)
Definition cycle_times rows (s : nat) (i : 'I_N) : R := number (entry i (List.nth s rows [::])).
Definition trace_cost rows (x : nat -> R) : R :=
  \sum_(s < size rows) runtime N (fun n => order_statistic (cycle_times rows s) (N - n)) x.

Definition integers x : seq Z := [seq Z.of_nat (x (val n)) | n <- enum 'I_N].

Lemma size_integers x : size (integers x) = N.
Proof. by rewrite size_map size_enum_ord. Qed.

Lemma entry_integers x n : (n < N)%N -> entry n (integers x) = Z.of_nat (x n).
Proof.
move=> nN; have := members Z0 (size_integers x); rewrite {1}/integers => /eq_in_map e.
by have := e (Ordinal nN); rewrite mem_enum => /(_ isT).
Qed.

(** ** The slowest worker first *)

Lemma insert_perm (t : Z) row : perm_eq (map number (insert t row)) (number t :: map number row).
Proof.
elim: row => //= u row IH; case: Z.leb => //=.
by rewrite perm_sym (perm_catCA [:: number t] [:: number u]) /= perm_cons perm_sym.
Qed.

Lemma descending_perm row : perm_eq (map number (descending row)) (map number row).
Proof. by elim: row => //= t row IH; apply: perm_trans (insert_perm t _) _; rewrite perm_cons. Qed.

Lemma insert_sorted (t : Z) row : sorted (fun a b => b <= a) (map number row) ->
  sorted (fun a b => b <= a) (map number (insert t row)).
Proof.
elim: row => //= u row IH; case: Z.leb_spec => [le|/Z.lt_le_incl ge] /=.
  by move=> ->; rewrite number_le.
move=> path; have {}IH := IH (path_sorted path).
case: row path IH => [|w row] /=; first by rewrite number_le.
by case: Z.leb_spec => _ /= /andP[wu path] => [/andP[wt ->]|]; rewrite ?wu ?wt ?number_le //= => /andP[].
Qed.

Lemma descending_sorted row : sorted (fun a b => b <= a) (map number (descending row)).
Proof. by elim: row => //= t row IH; exact: insert_sorted. Qed.

Lemma order_statistic_descending row n : size row = N -> (n < N)%N ->
  order_statistic (fun i : 'I_N => number (entry i row)) (N - n) = number (entry n (descending row)).
Proof.
move=> rowN nN; rewrite /order_statistic.
have <- : map number row = [seq number (entry (val i) row) | i <- enum 'I_N].
  by rewrite {1}(entries rowN) -map_comp.
have -> : sort <=%O (map number row) = rev (map number (descending row)).
  apply: (sorted_eq le_trans le_anti).
  - exact: sort_le_sorted.
  - by rewrite rev_sorted descending_sorted.
  - by rewrite perm_sort perm_sym perm_rev descending_perm.
have size_d : size (descending row) = N by rewrite -[size _]/(length _) descending_length.
rewrite nth_rev ?size_map ?size_d; last by rewrite prednK ?subn_gt0 // leq_subr.
rewrite prednK ?subn_gt0 // subKn ?(ltnW nN) // (nth_map Z0) ?size_d //; congr number.
by elim: (descending row) n {nN size_d} => [|v r IH] [|n] //=; exact: IH.
Qed.

(** ** The cost *)

Lemma number_loads_from k l (xs : seq Z) n : (n < size xs)%N ->
  number (entry n (loads_from k l xs)) = number l + \sum_(i < n.+1) (number k + i%:R) * number (entry i xs).
Proof.
elim: xs k l n => // v xs IH k l [|n] nxs.
  by rewrite big_ord1 /entry /= numberD numberM addr0.
rewrite [entry _ _]/(entry n (loads_from (Z.add k 1) (Z.add l (Z.mul k v)) xs)) IH //.
rewrite numberD numberM [in RHS]big_ord_recl addr0 -[LHS]addrA.
congr (_ + _); congr (_ + _); apply: eq_bigr => i _; congr (_ * _).
by rewrite numberD -addrA; congr (_ + _); rewrite lift0 number_one mulrS.
Qed.

Lemma number_loads x n : (n < N)%N -> number (entry n (loads (integers x))) = load (fun i => (x i)%:R) n.
Proof.
move=> nN; rewrite number_loads_from ?size_integers // number0 add0r; apply: eq_bigr => i _.
rewrite entry_integers ?(leq_trans (ltn_ord i)) // number_nat; congr (_ * _).
by rewrite number_one mulrS.
Qed.

Lemma number_finish (times W : seq Z) : size times = size W ->
  number (finish times W) = \big[Num.max/0]_(n < size times) (number (entry n times) * number (entry n W)).
Proof.
elim: times W => [|t times IH] [|w W] //=; first by rewrite big_ord0 number0.
by move=> [e]; rewrite big_ord_recl number_max numberM IH.
Qed.

Lemma number_sum_finish (sorted : seq (seq Z)) W :
  number (sum_finish sorted W) = \sum_(s < size sorted) number (finish (List.nth s sorted [::]) W).
Proof.
elim: sorted => [|times sorted IH] /=; first by rewrite big_ord0 number0.
by rewrite big_ord_recl numberD IH.
Qed.

Lemma number_cost rows x : List.Forall (fun row => size row = N) rows ->
  number (cost rows (integers x)) = trace_cost rows (fun i => (x i)%:R).
Proof.
move=> /List.Forall_forall rowsN; rewrite /cost number_sum_finish -[List.map _ _]/(map _ _) size_map.
apply: eq_bigr => s _; rewrite -[List.nth _ _ _]/(List.nth s (List.map descending rows) (descending [::])) map_nth.
have rowN : size (List.nth s rows [::]) = N by apply/rowsN/nth_In/ssrnat.ltP.
have dN : size (descending (List.nth s rows [::])) = N by rewrite -[size _]/(length _) descending_length.
have WN : size (loads (integers x)) = N by rewrite -[size _]/(length _) loads_length -[length _]/(size _) size_integers.
rewrite number_finish ?dN ?WN //; apply: eq_bigr => n _.
by rewrite number_loads // -order_statistic_descending.
Qed.

(** ** The claim *)

Lemma integers_partition x L : Z.le 0 L -> partition_of N (Z.to_nat L) x -> checker.tree.partition N L (integers x).
Proof.
move=> L0 xL; split; first exact: size_integers; split.
  by apply/List.Forall_forall => v /in_map_iff[n [<- _]]; lia.
rewrite /integers -(Z2Nat.id _ L0) -xL -big_enum /=; elim: (enum 'I_N) => [|n s IH] /=; first by rewrite big_nil.
by rewrite big_cons Nat2Z.inj_add IH.
Qed.

Lemma partition_integers L best : checker.tree.partition N L best ->
  partition_of N (Z.to_nat L) (fun n => Z.to_nat (entry n best)) /\
  integers (fun n => Z.to_nat (entry n best)) = best /\ Z.le 0 L.
Proof.
move=> [bN [/List.Forall_forall b0 bL]].
have id : integers (fun n => Z.to_nat (entry n best)) = best.
  rewrite [RHS](entries bN); apply: eq_map => n; rewrite Z2Nat.id //; apply: b0.
  by apply: nth_In; apply/ssrnat.ltP; rewrite bN; exact: ltn_ord.
split; last split=> //.
  rewrite /partition_of -big_enum -bL -[in RHS]id /integers /=.
  elim: (enum 'I_N) => [|n s IH] /=; first by rewrite big_nil.
  rewrite big_cons IH Z2Nat.inj_add ?Nat2Z.id //; first lia.
  by elim: s {IH} => //= m s IH; lia.
by rewrite -bL; elim: best b0 {bN bL id} => //= v best IH b0; have := b0 v; have := IH (fun u h => b0 u (or_intror h)); lia.
Qed.

Theorem accept_trace_optimum L rows best target points forms t v :
  accept_trace N L rows best target points forms t = Some v ->
  let b n := Z.to_nat (entry n best) in
  [/\ partition_of N (Z.to_nat L) b,
      number v = trace_cost rows (fun n => (b n)%:R) &
      forall x, partition_of N (Z.to_nat L) x -> number target <= trace_cost rows (fun n => (x n)%:R)].
Proof.
move=> /accept_trace_sound[rowsN [pb [vE low]]] b; have [bL [id L0]] := partition_integers pb.
split=> // [|x xL]; first by rewrite -number_cost // id vE.
rewrite -number_cost //; apply: number_le; apply: low; exact: integers_partition.
Qed.

End Trace.
