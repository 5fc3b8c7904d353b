(** Workers with an overhead.  Section 15 of docs/model.md.

    Worker i has done the load w at a_i + T_i w.  Levels without load do not wait, not even for an overhead. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import bigmax partition certificate.bounds runtime.event.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** ** Order statistics by counting *)

Section OrderStatistics.
Variables (R : realFieldType) (N : nat).
Implicit Types (D : 'I_N -> R) (n : 'I_N).

Lemma order_statistic_le D n t : (order_statistic D (N - n) <= t) = (#|[set i | (t < D i)%R]| <= n)%N.
Proof.
set s := sort <=%O [seq D i | i <- enum 'I_N].
have szs : size s = N by rewrite size_sort size_map size_enum_ord.
have := sorted_count (P := fun a => t < a) (sort_le_sorted _ : sorted <=%O s) _ (k := (N - n).-1).
rewrite szs prednK ?subn_gt0 // subKn ?(ltnW (ltn_ord n)) // => /(_ _ (leq_subr _ _)).
rewrite /order_statistic -/s -leNgt => -> => [|a b ab ta]; last exact: lt_le_trans ta ab.
congr (_ <= n)%N; rewrite (permP (permEl (perm_sort _ _))) count_map cardE size_filter -enumT.
by apply: eq_count => i; rewrite /= inE.
Qed.

Lemma order_statistic_mono D D' n : (forall i, D i <= D' i) ->
  order_statistic D (N - n) <= order_statistic D' (N - n).
Proof.
move=> le; rewrite order_statistic_le; have := lexx (order_statistic D' (N - n)); rewrite order_statistic_le.
apply: leq_trans; apply: subset_leq_card; apply/subsetP => i; rewrite !inE => lt; exact: lt_le_trans lt (le i).
Qed.

Lemma order_statistic_ge0 D n : (forall i, 0 <= D i) -> 0 <= order_statistic D (N - n).
Proof.
move=> D0; rewrite leNgt; apply/negP => neg.
pose t := order_statistic D (N - n); have := lexx t; rewrite {1}/t order_statistic_le.
have -> : [set i | t < D i] = setT by apply/setP => i; rewrite !inE (lt_le_trans neg).
by rewrite cardsT card_ord leqNgt ltn_ord.
Qed.

Lemma order_statistic_ext D D' n : D =1 D' -> order_statistic D (N - n) = order_statistic D' (N - n).
Proof. by move=> e; apply/eqP; rewrite eq_le !order_statistic_mono // => i; rewrite e. Qed.

(** A time that all workers share is added to every order statistic. *)
Lemma order_statistic_shift D n c : order_statistic (fun i => D i + c) (N - n) = order_statistic D (N - n) + c.
Proof.
have same t : (order_statistic (fun i => D i + c) (N - n) <= t) = (order_statistic D (N - n) + c <= t).
  rewrite -ler_subr_addr !order_statistic_le; congr (_ <= n)%N; apply: eq_card => i.
  by rewrite !inE ltr_subl_addr.
by apply/eqP; rewrite eq_le -same lexx same lexx.
Qed.

End OrderStatistics.

Section Overhead.
Variables (R : realFieldType) (N : nat).
Implicit Types (a T : 'I_N -> R) (x y w : nat -> R) (kappa l t : R).

(** D_(N-n)(kappa v). *)
Definition level_time a T kappa (n : nat) (v : R) : R := order_statistic (fun i => a i + T i * (kappa * v)) (N - n).

(** tau(x): the levels in use. *)
Definition overhead_runtime a T kappa x : R :=
  \big[Num.max/0]_(n < N | 0 < load x n) level_time a T kappa n (load x n).

(** The event of section 4: at most n workers have not done the load of level n by the deadline. *)
Theorem overhead_le_iff a T kappa x t : 0 <= t ->
  overhead_runtime a T kappa x <= t <->
  forall n : 'I_N, 0 < load x n -> (#|[set i | (t < a i + T i * (kappa * load x n))%R]| <= n)%N.
Proof.
move=> t0; split=> [/(bigmax_leP _ _ t0) le n use|le]; first by rewrite -order_statistic_le le.
by apply/(bigmax_leP _ _ t0) => n use; rewrite /level_time order_statistic_le le.
Qed.

(** ** A bound for every overhead *)

(** Loads w that leave room for no more than l in blocks: every partition of l has a level in use that has as much. *)
Theorem some_level_reaches l x w : 0 < l -> simplex N l x -> (forall n, (n < N)%N -> 0 <= w n) ->
  \sum_(n < N.-1) w n / (n.+1 * n.+2)%:R + w N.-1 / N%:R <= l ->
  exists n : 'I_N, 0 < load x n /\ w n <= load x n.
Proof.
move=> l0 [x0 xl] w0 room; have N0 : (0 < N)%N.
  by case: N xl => // xl; move: l0; rewrite -xl big_ord0 ltxx.
have last : (N.-1 < N)%N by rewrite ltn_predL.
case: (boolP [exists n : 'I_N, (0 < load x n) && (w n <= load x n)]) => [/existsP[n /andP[]]|]; first by exists n.
rewrite negb_exists => /forallP none; exfalso.
have W0 n : (n < N)%N -> 0 <= load x n by move=> nN; apply: load_ge0 => i ni; rewrite x0 // (leq_ltn_trans ni).
have below n : (n < N)%N -> load x n <= w n.
  move=> nN; have := none (Ordinal nN); rewrite negb_and -leNgt -ltNge /= => /orP[le|/ltW //].
  exact: le_trans le (w0 n nN).
have top : l <= load x N.-1.
  rewrite /load prednK // -xl; apply: ler_sum => i _; by rewrite ler_pemull ?x0 // ler1n.
have strict : load x N.-1 < w N.-1.
  have := none (Ordinal last); rewrite negb_and -leNgt -ltNge /= => /orP[le|//].
  by have := le_lt_trans le (lt_le_trans l0 top); rewrite ltxx.
suff : l < \sum_(n < N.-1) w n / (n.+1 * n.+2)%:R + w N.-1 / N%:R by rewrite ltNge room.
rewrite -xl total_from_loads //; apply: ler_lt_add; last by rewrite ltr_pmul2r // invr_gt0 ltr0n.
by apply: ler_sum => n _; rewrite ler_pmul2r ?invr_gt0 ?ltr0n ?muln_gt0 // below // (ltn_trans (ltn_ord n)).
Qed.

(** So the least mean of a level's time at such loads bounds every mean runtime, a level without load counting with its
    overhead.  The mean is any monotone functional. *)
Theorem overhead_bound (Omega : Type) (Ex : (Omega -> R) -> R) (a T : Omega -> 'I_N -> R) kappa l x w :
  (forall f g, (forall o, f o <= g o) -> Ex f <= Ex g) ->
  0 <= kappa -> (forall o i, 0 <= T o i) -> 0 < l -> simplex N l x -> (forall n, (n < N)%N -> 0 <= w n) ->
  \sum_(n < N.-1) w n / (n.+1 * n.+2)%:R + w N.-1 / N%:R <= l ->
  least N (fun n => Ex (fun o => level_time (a o) (T o) kappa n (w n))) <= Ex (fun o => overhead_runtime (a o) (T o) kappa x).
Proof.
move=> mono k0 T0 l0 Xx w0 room; have [n [use le]] := some_level_reaches l0 Xx w0 room.
apply: le_trans (least_le _ (ltn_ord n)) _; apply: mono => o.
apply: le_trans (bigmax_ge (fun n : 'I_N => level_time (a o) (T o) kappa n (load x n)) use).
by apply: order_statistic_mono => i; rewrite ler_add2l !ler_wpmul2l.
Qed.

(** ** A constant cycle time *)

(** From the first level m on every level waits, with the overheads A_n = a_(N-n) and c the time of a unit of load. *)
Definition face_runtime (A : nat -> R) c m x : R := \big[Num.max/0]_(n < N | (m <= n)%N) (A n + c * load x n).

(** Where m is the first level in use it is the runtime. *)
Theorem face_is_runtime a T kappa c m x : (forall i, T i * kappa = c) ->
  (forall n, (n < N)%N -> (0 < load x n) = (m <= n)%N) ->
  overhead_runtime a T kappa x = face_runtime (fun n => order_statistic a (N - n)) c m x.
Proof.
move=> same use; apply: eq_big => [n|n _]; first by rewrite use.
by rewrite -order_statistic_shift; apply: order_statistic_ext => i; rewrite mulrA same.
Qed.

(** Where levels from m on are not in use it lies above the runtime: they wait in it. *)
Theorem face_above_runtime a T kappa c m x : (forall i, T i * kappa = c) ->
  (forall n, (n < N)%N -> 0 < load x n -> (m <= n)%N) ->
  overhead_runtime a T kappa x <= face_runtime (fun n => order_statistic a (N - n)) c m x.
Proof.
move=> same use; apply: bigmax_le (bigmax_ge0 _ _) _ => n n_used.
apply: le_trans (bigmax_ge (fun n : 'I_N => order_statistic a (N - n) + c * load x n) (use n (ltn_ord n) n_used)).
rewrite -order_statistic_shift le_eqVlt; apply/orP; left; apply/eqP.
by apply: order_statistic_ext => i; rewrite mulrA same.
Qed.

(** As if the overheads grew with the total: equal to it on the partitions of l, convex and homogeneous, so that every
    subgradient is a bound ([subgradient_bound]). *)
Definition perspective (A : nat -> R) c m l x : R :=
  \big[Num.max/0]_(n < N | (m <= n)%N) (A n * ((\sum_(i < N) x i) / l) + c * load x n).

Theorem perspective_is_face A c m l x : 0 < l -> simplex N l x -> perspective A c m l x = face_runtime A c m x.
Proof. by move=> l0 [_ xl]; apply: eq_bigr => n _; rewrite xl divff ?mulr1 // gt_eqF. Qed.

Theorem perspective_convex A c m l : convex N (perspective A c m l).
Proof.
move=> x y b _ _ /andP[b0 b1]; have c0 : 0 <= 1 - b by rewrite subr_ge0.
apply: bigmax_le => [|n mn]; first by rewrite addr_ge0 ?mulr_ge0 ?bigmax_ge0.
pose f (z : nat -> R) (k : 'I_N) := A k * ((\sum_(i < N) z i) / l) + c * load z k.
have -> : A n * ((\sum_(i < N) (b * x i + (1 - b) * y i)) / l) + c * load (fun i => b * x i + (1 - b) * y i) n =
    b * f x n + (1 - b) * f y n.
  rewrite load_add !load_scale big_split /= -!mulr_sumr /f !mulrDr addrACA; congr (_ + _).
    by rewrite mulrDl mulrDr -![_ * _ / l]mulrA ![A n * (_ * _)]mulrCA.
  by rewrite ![c * (_ * _)]mulrCA.
by rewrite ler_add // ler_wpmul2l // (bigmax_ge (f _)).
Qed.

Theorem perspective_homogeneous A c m l : homogeneous N (perspective A c m l).
Proof.
move=> b x b0 _; rewrite /perspective -bigmax_scale ?(ltW b0) //; apply: eq_bigr => n _.
rewrite load_scale -mulr_sumr mulrDr [c * (_ * _)]mulrCA -[_ * _ / l]mulrA.
by rewrite [A n * (b * _)]mulrCA.
Qed.

(** How the code makes its tangents: the intercept of a tangent at y on the partitions of l is shared out. *)
Theorem intercept_bound (f : (nat -> R) -> R) y g l x : 0 < l -> simplex N l x ->
  f y + inner N g (fun n => x n - y n) <= f x ->
  l * least N (fun i => g i + (f y - inner N g y) / l) <= f x.
Proof.
move=> l0 Xx tangent; apply: le_trans (inner_least _ Xx) _; apply: le_trans tangent.
have [_ xl] := Xx; rewrite innerB /inner.
rewrite (eq_bigr (fun i : 'I_N => g i * x i + (f y - \sum_(n < N) g n * y n) / l * x i)) => [|i _]; last exact: mulrDl.
by rewrite big_split /= -mulr_sumr xl divfK ?gt_eqF // addrCA addrA.
Qed.

End Overhead.
