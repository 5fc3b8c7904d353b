(** From coordinates to blocks.  Section 2 of docs/model.md; [WCLZX23], sections II to IV.

    Indices.  Workers, coordinates and order statistics count from 1 in the text; here coordinates are
    [l < L], levels are [n < N], and a family [x : nat -> R] stands for its first N members. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import bigmax.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** [v] is the smallest (largest) value of [f] on the set [P], and is attained. *)
Definition is_minimum (R : realDomainType) (A : Type) (P : A -> Prop) (f : A -> R) (v : R) :=
  (exists2 a, P a & f a = v) /\ forall a, P a -> v <= f a.
Definition is_maximum (R : realDomainType) (A : Type) (P : A -> Prop) (f : A -> R) (v : R) :=
  (exists2 a, P a & f a = v) /\ forall a, P a -> f a <= v.

Section Definitions.
Variable R : realFieldType.
Implicit Types (x d : nat -> R) (N L : nat).

(** The cumulative load W_n = sum_{i <= n} (i+1) x_i. *)
Definition load x n : R := \sum_(i < n.+1) i.+1%:R * x i.

(** The simplex of relaxed partitions: x >= 0, sum x = l. *)
Definition simplex N (l : R) x :=
  (forall n, (n < N)%N -> 0 <= x n) /\ \sum_(n < N) x n = l.

(** A family of times: [d n] is kappa T_(N-n), the (n+1)-slowest worker's; so it is nonnegative and
    nonincreasing in n. *)
Definition times N d :=
  (forall n, (n < N)%N -> 0 <= d n) /\ (forall m n, (m <= n < N)%N -> d n <= d m).

(** The overall runtime of a block partition, max_n kappa T_(N-n) W_n. *)
Definition runtime N d x : R := \big[Num.max/0]_(n < N) (d n * load x n).

(** The overall runtime of coding parameters s_l, max_l kappa T_(N-s_l) sum_{i <= l} (s_i + 1). *)
Definition scheme_runtime N L d (s : 'I_L -> 'I_N) : R :=
  \big[Num.max/0]_(l < L) (d (s l) * \sum_(i < L | (i <= l)%N) (s i).+1%:R).

(** T_(n), the n-th smallest of the N cycle times, n = 1..N. *)
Definition order_statistic N (T : 'I_N -> R) (n : nat) : R :=
  nth 0 (sort <=%O [seq T i | i <- enum 'I_N]) n.-1.

End Definitions.

(** The block partition of a scheme, x_n = #{l : s_l = n}. *)
Definition blocks N L (s : 'I_L -> 'I_N) (n : nat) : nat := #|[pred l | s l == n :> nat]|.

Definition ascending N L (s : 'I_L -> 'I_N) := forall i j : 'I_L, (i <= j)%N -> (s i <= s j)%N.

(** Integer partitions: x_n natural, sum x = L. *)
Definition partition_of N L (x : nat -> nat) := (\sum_(n < N) x n)%N = L.

Notation real x := (fun n => (x n)%:R).

Section Partition.
Variables (R : realFieldType) (N : nat).
Implicit Types (x y d : nat -> R).

Lemma load_scale x c n : load (fun i => c * x i) n = c * load x n.
Proof. by rewrite /load mulr_sumr; apply: eq_bigr => i _; rewrite mulrCA. Qed.

Lemma load_add x y n : load (fun i => x i + y i) n = load x n + load y n.
Proof. by rewrite /load -big_split; apply: eq_bigr => i _; rewrite mulrDr. Qed.

Lemma loadS x n : load x n.+1 = load x n + n.+2%:R * x n.+1.
Proof. by rewrite /load big_ord_recr. Qed.

Lemma load_ge0 x n : (forall i, (i <= n)%N -> 0 <= x i) -> 0 <= load x n.
Proof. by move=> x0; apply: sumr_ge0 => i _; rewrite mulr_ge0 ?ler0n ?x0 // -ltnS. Qed.

Lemma load_mono x m n : (forall i, (i <= n)%N -> 0 <= x i) -> (m <= n)%N -> load x m <= load x n.
Proof.
move=> x0 mn; rewrite /load -!(big_mkord predT (fun i => i.+1%:R * x i)).
rewrite (@big_cat_nat _ _ _ m.+1 0 n.+1) ?ltnS //= ler_addl big_nat.
by apply: sumr_ge0 => i /andP[_ ni]; rewrite mulr_ge0 ?ler0n ?x0.
Qed.

(** ** Coordinates and their blocks *)

Lemma load_blocks L (s : 'I_L -> 'I_N) n :
  load (real (blocks s)) n = \sum_(l < L | (s l <= n)%N) (s l).+1%:R :> R.
Proof.
rewrite /load.
transitivity (\sum_(i < n.+1) \sum_(l < L | s l == i :> nat) (s l).+1%:R : R).
  apply: eq_bigr => i _; rewrite /blocks -sum1_card natr_sum mulr_sumr.
  by apply: eq_bigr => l; rewrite inE => /eqP ->; rewrite mulr1.
rewrite (exchange_big_dep (fun l => (s l <= n)%N)) /=; last first.
  by move=> i l _ /eqP ->; rewrite -ltnS.
apply: eq_bigr => l sl; rewrite (big_pred1 (inord (s l))) // => i.
by rewrite /= -val_eqE /= inordK // eq_sym.
Qed.

Lemma blocks_partition L (s : 'I_L -> 'I_N) : partition_of N L (blocks s).
Proof.
rewrite /partition_of -[RHS](card_ord L) -sum1_card.
rewrite (partition_big s predT) //=; apply: eq_bigr => n _.
by rewrite /blocks -sum1_card; apply: eq_bigl => l; rewrite inE.
Qed.

Theorem scheme_at_least_its_partition L d (s : 'I_L -> 'I_N) :
  times N d -> runtime N d (real (blocks s)) <= scheme_runtime d s.
Proof.
move=> [d0 dN]; apply: bigmax_le (bigmax_ge0 _ _) _ => n _.
rewrite load_blocks.
case: (pickP [pred l : 'I_L | (s l <= n)%N]) => [l0 /= sl0|none]; last first.
  by rewrite big1 ?mulr0 ?bigmax_ge0 // => l /=; move: (none l) => /= ->.
(* the last coordinate computed among those of level at most n *)
pose l := [arg max_(l > l0 | (s l <= n)%N) (l : nat)]%N.
have [sl last] : (s l <= n)%N /\ forall i : 'I_L, (s i <= n)%N -> (i <= l)%N.
  by rewrite /l; case: arg_maxnP.
apply: le_trans (bigmax_ge _ (isT : predT l)) => /=.
apply: ler_pmul; [exact: d0|by apply: sumr_ge0 => i _; rewrite ler0n| |by apply: sum_subset => // i; exact: ler0n].
by apply: dN; rewrite sl ltn_ord.
Qed.

Theorem ascending_scheme_equals_its_partition L d (s : 'I_L -> 'I_N) :
  times N d -> ascending s -> scheme_runtime d s = runtime N d (real (blocks s)).
Proof.
move=> td asc; apply/eqP; rewrite eq_le scheme_at_least_its_partition // andbT.
have [d0 _] := td.
apply: bigmax_le (bigmax_ge0 _ _) _ => l _.
apply: le_trans (bigmax_ge _ (isT : predT (s l))) => /=.
rewrite ler_wpmul2l ?d0 // load_blocks.
by apply: sum_subset => [i /asc|i] //; exact: ler0n.
Qed.

(** In any order only the largest load up to a coordinate of level n or below counts at level n: the effective load. *)
Definition effective_load L (s : 'I_L -> 'I_N) (n : nat) : R :=
  \big[Num.max/0]_(l < L | (s l <= n)%N) \sum_(i < L | (i <= l)%N) (s i).+1%:R.

Lemma effective_load_ge L (s : 'I_L -> 'I_N) n l : (s l <= n)%N ->
  \sum_(i < L | (i <= l)%N) (s i).+1%:R <= effective_load s n.
Proof. exact: (@bigmax_ge _ _ (fun l => (s l <= n)%N) (fun l : 'I_L => \sum_(i < L | (i <= l)%N) (s i).+1%:R)). Qed.

Theorem effective_loads_give_runtime L d (s : 'I_L -> 'I_N) : times N d ->
  scheme_runtime d s = \big[Num.max/0]_(n < N) (d n * effective_load s n).
Proof.
move=> [d0 dN]; apply/eqP; rewrite eq_le; apply/andP; split.
  apply: bigmax_le (bigmax_ge0 _ _) _ => l _; apply: le_trans (bigmax_ge _ (isT : predT (s l))) => /=.
  by rewrite ler_wpmul2l ?d0 //; exact: effective_load_ge.
apply: bigmax_le (bigmax_ge0 _ _) _ => n _; rewrite -bigmax_scale ?d0 //; apply: bigmax_le (bigmax_ge0 _ _) _ => l sl.
apply: le_trans (bigmax_ge _ (isT : predT l)) => /=.
by rewrite ler_wpmul2r ?sumr_ge0 // dN // sl ltn_ord.
Qed.

(** They do not fall. *)
Theorem effective_loads_rise L (s : 'I_L -> 'I_N) m n : (m <= n)%N -> effective_load s m <= effective_load s n.
Proof.
move=> mn; apply: bigmax_le (bigmax_ge0 _ _) _ => l sl.
by apply: effective_load_ge; exact: leq_trans mn.
Qed.

(** Every partition is that of an ascending scheme, so nothing is lost either way. *)
Theorem partition_has_ascending_scheme L (x : nat -> nat) : partition_of N L x ->
  exists2 s : 'I_L -> 'I_N, ascending s & forall n, (n < N)%N -> blocks s n = x n.
Proof.
move=> xL; pose q := sort leq (flatten [seq nseq (x n) n | n <- index_iota 0 N]).
have cnt n : count_mem n q = if (n < N)%N then x n else 0%N.
  rewrite (permP (permEl (perm_sort _ _))) count_flatten -map_comp.
  rewrite sumnE big_map big_mkord.
  under eq_bigr do rewrite /= count_nseq.
  case: ltnP => nN.
    by rewrite (bigD1 (Ordinal nN)) //= eqxx mul1n big1 ?addn0 // => i; rewrite -(inj_eq val_inj) => /= /negbTE ->.
  by rewrite big1 // => i _; rewrite /= [_ == _]ltn_eqF // (leq_trans (ltn_ord i)).
have szq : size q = L.
  rewrite size_sort size_flatten /shape -map_comp sumnE big_map big_mkord -xL.
  by apply: eq_bigr => i _; rewrite /= size_nseq.
have qN l : (l < L)%N -> (nth 0%N q l < N)%N.
  rewrite -szq => /(mem_nth 0%N); rewrite -has_pred1 has_count cnt; by case: (_ < N)%N.
pose s (l : 'I_L) := Ordinal (qN l (ltn_ord l)).
exists s => [i j ij|n nN].
  apply: (sorted_leq_nth leq_trans leqnn) => //; rewrite ?inE ?szq ?ltn_ord //.
  exact: (sort_sorted leq_total).
rewrite -[RHS](_ : count_mem n q = _); last by rewrite cnt nN.
rewrite /blocks -sum1_card -sum1_count (big_nth 0%N) big_mkord szq.
by apply: eq_bigl => l.
Qed.

(** ** Equal optima, for any joint law on finitely many scenarios *)

Section Optima.
Variables (Omega : finType) (p : Omega -> R) (d : Omega -> nat -> R) (L : nat).
Hypotheses (p0 : forall w, 0 <= p w) (td : forall w, times N (d w)).

Lemma runtime_ext e x y : (forall n, (n < N)%N -> x n = y n) -> runtime N e x = runtime N e y.
Proof.
move=> xy; apply: eq_bigr => n _; congr (_ * _); apply: eq_bigr => i _.
by rewrite xy // (leq_trans (ltn_ord i)).
Qed.

(** The mean of any nondecreasing function of the runtime has the same minimum over schemes as over
    partitions; the two problems of section 3 are instances. *)
Lemma equal_optima (phi : R -> R) v : {homo phi : a b / a <= b} ->
  is_minimum (fun _ : 'I_L -> 'I_N => True) (fun s => \sum_w p w * phi (scheme_runtime (d w) s)) v <->
  is_minimum (partition_of N L) (fun x : nat -> nat => \sum_w p w * phi (runtime N (d w) (real x))) v.
Proof.
move=> phi_mono.
pose F (s : 'I_L -> 'I_N) := \sum_w p w * phi (scheme_runtime (d w) s).
pose G (x : nat -> nat) := \sum_w p w * phi (runtime N (d w) (real x)).
have FG s : G (blocks s) <= F s.
  apply: ler_sum => w _; rewrite ler_wpmul2l //; apply: phi_mono.
  exact: scheme_at_least_its_partition.
have GF (x : nat -> nat) : partition_of N L x -> exists s, F s = G x.
  move=> /partition_has_ascending_scheme[s asc sx]; exists s; apply: eq_bigr => w _.
  rewrite ascending_scheme_equals_its_partition //; congr (_ * phi _).
  by apply: runtime_ext => n nN; rewrite sx.
split=> [[[s _ Fs] low]|[[x xL Gx] low]]; split.
- exists (blocks s); first exact: blocks_partition.
  apply/eqP; rewrite eq_le; apply/andP; split; first by rewrite -Fs; exact: FG.
  by have [s' Fs'] := GF _ (blocks_partition s); rewrite -[X in _ <= X]Fs'; exact: low.
- by move=> x /GF [s' Fs']; rewrite -[X in _ <= X]Fs'; exact: low.
- by have [s Fs] := GF _ xL; exists s => //; rewrite -Gx; exact: Fs.
- by move=> s _; apply: le_trans (FG s); apply: low; exact: blocks_partition.
Qed.

(** Problem (E): the mean runtime. *)
Theorem equal_optima_expected_runtime v :
  is_minimum (fun _ : 'I_L -> 'I_N => True) (fun s => \sum_w p w * scheme_runtime (d w) s) v <->
  is_minimum (partition_of N L) (fun x : nat -> nat => \sum_w p w * runtime N (d w) (real x)) v.
Proof. exact: (@equal_optima id). Qed.

(** Problem (P): the probability to finish by the deadline t. *)
Theorem equal_optima_completion_probability t v :
  is_maximum (fun _ : 'I_L -> 'I_N => True) (fun s => \sum_w p w * (scheme_runtime (d w) s <= t)%R%:R) v <->
  is_maximum (partition_of N L) (fun x : nat -> nat => \sum_w p w * (runtime N (d w) (real x) <= t)%R%:R) v.
Proof.
have flip A (P : A -> Prop) (f : A -> Omega -> R) u :
    is_maximum P (fun a => \sum_w p w * (f a w <= t)%R%:R) u <->
    is_minimum P (fun a => \sum_w p w * - (f a w <= t)%R%:R) (- u).
  have opp a : \sum_w p w * - (f a w <= t)%R%:R = - \sum_w p w * (f a w <= t)%R%:R.
    by rewrite -sumrN; apply: eq_bigr => w _; rewrite mulrN.
  split=> -[[a Pa fa] best]; split=> [|b Pb].
  - by exists a => //; rewrite opp fa.
  - by rewrite opp ler_opp2 best.
  - by exists a => //; apply: oppr_inj; rewrite -opp.
  - by rewrite -ler_opp2 -opp best.
rewrite !flip; apply: (@equal_optima (fun r => - (r <= t)%R%:R)) => a b ab.
rewrite ler_opp2 ler_nat; case: (boolP (b <= t)) => // bt.
by rewrite (le_trans ab bt).
Qed.

End Optima.

(** The order statistics of any realisation T >= 0 are such a family of times. *)
Theorem order_statistics_are_times kappa (T : 'I_N -> R) : 0 <= kappa -> (forall i, 0 <= T i) ->
  times N (fun n => kappa * order_statistic T (N - n)).
Proof.
move=> k0 T0; set q := sort <=%O [seq T i | i <- enum 'I_N].
have szq : size q = N by rewrite size_sort size_map size_enum_ord.
have rank n : (n < N)%N -> ((N - n).-1 < N)%N.
  by move=> nN; rewrite prednK ?subn_gt0 ?leq_subr.
split=> [n nN|m n /andP[mn nN]].
  rewrite mulr_ge0 // /order_statistic -/q.
  have : q`_(N - n).-1 \in q by rewrite mem_nth // szq rank.
  by rewrite mem_sort => /mapP[i _ ->].
rewrite ler_wpmul2l //; apply: (sorted_leq_nth le_trans lexx) => //.
- exact: sort_le_sorted.
- by rewrite inE szq rank.
- by rewrite inE szq rank // (leq_ltn_trans mn).
- by rewrite -!subn1 leq_sub2r // leq_sub2l.
Qed.

(** ** Algebra of the runtime *)

(** The total of a partition from its loads: sum x = sum_{n<N-1} W_n/((n+1)(n+2)) + W_{N-1}/N. *)
Theorem total_from_loads x : (0 < N)%N ->
  \sum_(n < N) x n = \sum_(n < N.-1) load x n / (n.+1 * n.+2)%:R + load x N.-1 / N%:R.
Proof.
case: N => // M _ /=; elim: M => [|M IH].
  by rewrite big_ord0 add0r big_ord_recr big_ord0 /= /load big_ord_recr big_ord0 /= !add0r mul1r divr1.
rewrite big_ord_recr IH /= [in RHS]big_ord_recr /= -!addrA; congr (_ + _).
have u (k : nat) : k.+1%:R != 0 :> R by rewrite pnatr_eq0.
rewrite loadS mulrDl [_ * x _]mulrC mulfK ?u // addrA; congr (_ + _).
rewrite natrM invfM -mulrDr; congr (_ * _).
apply: (mulIf (u M.+1)); rewrite mulrDl mulfVK ?u // mulVf ?u //.
by rewrite -{1}[M.+2]addn1 natrD mulrDr mulr1 mulVf ?u // addrC.
Qed.

Theorem runtime_homogeneous d x c : 0 <= c -> runtime N d (fun n => c * x n) = c * runtime N d x.
Proof.
move=> c0; rewrite /runtime -bigmax_scale //.
by apply: eq_bigr => n _; rewrite load_scale mulrCA.
Qed.

Theorem runtime_convex d x y a : (forall n, (n < N)%N -> 0 <= d n) -> 0 <= a <= 1 ->
  runtime N d (fun n => a * x n + (1 - a) * y n) <= a * runtime N d x + (1 - a) * runtime N d y.
Proof.
move=> d0 /andP[a0 a1]; have b0 : 0 <= 1 - a by rewrite subr_ge0.
apply: bigmax_le => [|n _]; first by rewrite addr_ge0 ?mulr_ge0 ?bigmax_ge0.
rewrite load_add !load_scale mulrDr !(mulrCA (d n)).
by rewrite ler_add // ler_wpmul2l // (bigmax_ge (fun n : 'I_N => d n * load _ n)).
Qed.

(** Larger times or larger loads never make the runtime smaller. *)
Lemma runtime_mono d x y : (forall n, (n < N)%N -> 0 <= d n) ->
  (forall n, (n < N)%N -> load x n <= load y n) -> runtime N d x <= runtime N d y.
Proof. by move=> d0 xy; apply: bigmax_mono => n _; rewrite ler_wpmul2l ?d0 ?xy. Qed.

End Partition.
