(** The event of section 4 of docs/model.md: finished by the deadline means few workers above each level. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import bigmax partition.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Event.
Variables (R : realFieldType) (N : nat).

(** In a sorted list an upward closed predicate fails at place k iff it holds at most size - k - 1 times. *)
Lemma sorted_count (s : seq R) (P : pred R) k : sorted <=%O s -> (forall a b, a <= b -> P a -> P b) -> (k < size s)%N ->
  ~~ P (nth 0 s k) = (count P s <= size s - k.+1)%N.
Proof.
move=> so up ks; have le i j : (i <= j < size s)%N -> nth 0 s i <= nth 0 s j.
  by move=> /andP[ij js]; apply: (sorted_leq_nth le_trans lexx) => //; rewrite inE // (leq_ltn_trans ij).
rewrite -[in count P s](cat_take_drop k.+1 s) count_cat.
case: (boolP (P (nth 0 s k))) => Pk /=; apply/esym.
  apply/negbTE; rewrite -ltnNge.
  have : all P (drop k.+1 s).
    apply/(all_nthP 0) => i; rewrite size_drop nth_drop => id; apply: up Pk; apply: le.
    apply/andP; split; last by rewrite -ltn_subRL.
    exact: leq_trans (leqnSn k) (leq_addr i k.+1).
  rewrite all_count => /eqP ->; rewrite size_drop -[ltnLHS]add0n ltn_add2r -has_count.
  apply/(has_nthP 0); exists k; last by rewrite nth_take.
  by rewrite size_takel.
suff -> : count P (take k.+1 s) = 0%N by rewrite add0n (leq_trans (count_size _ _)) // size_drop.
apply/eqP; rewrite -leqn0 leqNgt -has_count; apply/(has_nthP 0) => -[i]; rewrite size_takel // => ik.
rewrite nth_take // => Pi; move: Pk; rewrite (up _ _ _ Pi) // le //; by rewrite -ltnS ik.
Qed.

(** tau(x,T) <= t iff for every level n at most n workers have T_i > c_n = t / (kappa W_n); without the division, so
    that levels without load need no exception. *)
Theorem runtime_le_iff kappa (T : 'I_N -> R) x t : 0 <= kappa -> 0 <= t -> (forall n, (n < N)%N -> 0 <= x n) ->
  runtime N (fun n => kappa * order_statistic T (N - n)) x <= t <->
  forall n : 'I_N, (#|[set i | (t < kappa * T i * load x n)%R]| <= n)%N.
Proof.
move=> k0 t0 x0.
have W0 n : (n < N)%N -> 0 <= load x n by move=> nN; apply: load_ge0 => i ni; rewrite x0 // (leq_ltn_trans ni).
have key (n : 'I_N) :
    (kappa * order_statistic T (N - n) * load x n <= t) = (#|[set i | (t < kappa * T i * load x n)%R]| <= n)%N.
  set s := sort <=%O [seq T i | i <- enum 'I_N].
  have szs : size s = N by rewrite size_sort size_map size_enum_ord.
  pose P a := t < kappa * a * load x n.
  have up a b : a <= b -> P a -> P b.
    by move=> ab Pa; apply: lt_le_trans Pa _; rewrite ler_wpmul2r ?W0 // ler_wpmul2l.
  have := sorted_count (sort_le_sorted _ : sorted <=%O s) up (k := (N - n).-1).
  rewrite szs prednK ?subn_gt0 // subKn ?(ltnW (ltn_ord n)) // => /(_ (leq_subr _ _)).
  rewrite /order_statistic -/s -leNgt => ->; congr (_ <= n)%N.
  rewrite (permP (permEl (perm_sort _ _))) count_map cardE size_filter -enumT.
  by apply: eq_count => i; rewrite /= inE.
split=> [/(bigmax_leP _ _ t0) le n|le]; first by rewrite -key le.
by apply/(bigmax_leP _ _ t0) => n _; rewrite key.
Qed.

End Event.
