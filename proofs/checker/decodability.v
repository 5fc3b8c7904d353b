(** What an accepted matrix certificate says, in the words of encoding/.  Section 13 of docs/model.md. *)
From Coq Require Import ZArith List.
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import encoding.decodability encoding.classes.
From bcgc Require Import checker.tree checker.trace checker.matrix checker.integers.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Notation number := (number rat_realFieldType).

(** The matrix A / D of a certificate. *)
Definition matrix_of N (D : Z) (A : seq (seq Z)) : 'M[rat]_N :=
  \matrix_(i, j) (number (entry j (List.nth i A [::])) / number D).

Section Rank.
Variables (N n : nat) (row_at : 'I_n -> seq Z).
Hypothesis row_size : forall k, size (row_at k) = N.

(** Rational coefficients of a combination, made integers by a common denominator. *)
Lemma common_denominator (v : 'rV[rat]_n) : exists d (z : 'I_n -> Z), d != 0 /\ forall k, number (z k) = d * v 0 k.
Proof.
pose of_int m := match m with Posz i => Z.of_nat i | Negz i => Z.opp (Z.of_nat i.+1) end.
have number_int m : number (of_int m) = m%:~R by case: m => m; rewrite /of_int ?numberN number_nat ?NegzE ?mulrNz.
pose d := \prod_k denq (v 0 k); have d0 : d != 0 by apply/prodf_neq0 => k _; exact: denq_neq0.
exists d%:~R, (fun k => of_int (\prod_(i | i != k) denq (v 0 i) * numq (v 0 k))).
split=> [|k]; first by rewrite intr_eq0.
rewrite number_int /d [in RHS](bigD1 k) //= !rmorphM /= mulrC [RHS]mulrAC; congr (_ * _).
by rewrite -{3}[v 0 k]divq_num_den mulrC divfK // intr_eq0 denq_neq0.
Qed.

Lemma independent_rank c : c != 0 -> independent [seq row_at k | k <- enum 'I_n] ->
  \rank (\matrix_(k < n, j < N) (number (entry j (row_at k)) / c)) = n.
Proof.
move=> c0 ind; set M := \matrix_(k, j) _.
suff : row_free M by move/eqP.
rewrite -kermx_eq0; apply/rowV0P => v /sub_kermxP vM.
have [d [z [d0 zv]]] := common_denominator v.
pose a := [seq z k | k <- enum 'I_n].
have comb j : combination a [seq row_at k | k <- enum 'I_n] j = Z0.
  apply: (@number_eq0 rat_realFieldType); rewrite /combination -[List.map _ _]/(map _ _) -map_comp number_dot big_enum /=.
  case: (ltnP j N) => [jN|Nj]; last first.
    rewrite big1 // => k _; rewrite (_ : entry _ _ = Z0) ?number0 ?mulr0 //.
    by rewrite /entry nth_overflow //; apply/ssrnat.leP; rewrite -[length _]/(size _) row_size.
  have eq0 : \sum_k v 0 k * M k (Ordinal jN) = 0.
    by move/rowP/(_ (Ordinal jN)): vM; rewrite [LHS]mxE [RHS]mxE.
  apply: (mulIf (invr_neq0 c0)); rewrite mul0r mulr_suml; transitivity (d * \sum_k v 0 k * M k (Ordinal jN)).
    by rewrite mulr_sumr; apply: eq_bigr => k _; rewrite mxE zv !mulrA.
  by rewrite eq0 mulr0.
have la : length a = length [seq row_at k | k <- enum 'I_n].
  by rewrite -![length _]/(size _) !size_map.
have /List.Forall_forall zero := ind a la comb.
apply/rowP => k; rewrite mxE; apply: (mulfI d0); rewrite mulr0 -zv (zero (z k)) ?number0 //.
by apply: in_map; apply: mem_In; rewrite mem_enum.
Qed.
End Rank.

Lemma sub_filter (T : Type) (f : T -> seq Z) (p : pred T) (s : seq T) : sub [seq f k | k <- filter p s] [seq f k | k <- s].
Proof. by elim: s => [|k s IH] /=; [exact: SubNil|case: (p k); [exact: SubTake|exact: SubSkip]]. Qed.

Lemma square_size N A : square N A = true ->
  size A = N /\ List.Forall (fun r => length r = N) A /\ forall i, (i < N)%N -> size (List.nth i A [::]) = N.
Proof.
move=> /andb_prop[/Nat.eqb_eq AN /forallb_forall rows].
have all r : List.In r A -> size r = N by move/rows/Nat.eqb_eq.
split=> //; split; first by apply/List.Forall_forall.
by move=> i iN; apply/all/nth_In; apply/ssrnat.ltP; rewrite AN.
Qed.

Lemma enum_val_enum (T : finType) (I : {set T}) : [seq enum_val k | k <- enum 'I_#|I|] = enum I.
Proof.
case E : (enum I) => [|x e]; first by apply/nilP; rewrite /nilP /nilp size_map size_enum_ord cardE E.
have size_eq : size [seq enum_val k | k <- enum 'I_#|I|] = size (enum I) by rewrite size_map size_enum_ord cardE.
rewrite -E; apply: (@eq_from_nth _ x) => // k; rewrite size_eq -cardE => kI.
rewrite (nth_map (Ordinal kI)) ?size_enum_ord // (enum_val_nth x) /=.
by rewrite nth_enum_ord.
Qed.

(** Of the kernel type. *)
Theorem accept_kernel_sound N s D A m H : accept_kernel N s D A m H = true -> tolerates (matrix_of N D A) s.
Proof.
rewrite /accept_kernel => /andb_prop[/andb_prop[/andb_prop[/andb_prop[]]]].
move=> /andb_prop[/andb_prop[/andb_prop[/andb_prop[/andb_prop[]]]]].
move=> /Z.ltb_lt D0 /Z.ltb_lt m1 /Nat.leb_le _ Asq /Nat.eqb_eq Hs HN.
move=> /forallb_forall H1 /forallb_forall HA indH indA.
have [AN [Arows rowA]] := square_size Asq.
have Hrows : List.Forall (fun r => length r = N) H.
  by apply/List.Forall_forall => h hH; apply/Nat.eqb_eq; move/forallb_forall: HN => /(_ h hH).
have inH (k : 'I_s) : List.In (List.nth k H [::]) H by apply: nth_In; rewrite Hs; apply/ssrnat.ltP.
have inA (i : 'I_N) : List.In (List.nth i A [::]) A.
  by apply: nth_In; apply/ssrnat.ltP; rewrite -[length A]/(size A) AN.
have rowH (k : 'I_s) : size (List.nth k H [::]) = N by move/List.Forall_forall: Hrows => /(_ _ (inH k)).
have d0 : number D != 0 by apply/eqP => /number_eq0 e; rewrite e in D0.
pose Hm : 'M[rat]_(s, N) := \matrix_(k, j) (number (entry j (List.nth k H [::])) / 1).
apply: (kernel_tolerates (H := Hm)).
- apply/matrixP => i k; rewrite !mxE.
  have := HA _ (inH k) => /forallb_forall/(_ _ (inA i))/Z.eqb_eq zero.
  transitivity (number (dot (List.nth i A [::]) (List.nth k H [::])) / number D); last by rewrite zero number0 mul0r.
  rewrite (dot_entries _ (rowA i (ltn_ord i)) (rowH k)) mulr_suml; apply: eq_bigr => j _.
  by rewrite !mxE divr1 mulrAC.
- apply/matrixP => k j; rewrite !mxE; have /Z.eqb_eq zero := H1 _ (inH k).
  rewrite -[RHS](number0 rat_realFieldType) -zero (total_entries _ (rowH k)).
  by apply: eq_bigr => i _; rewrite !mxE mulr1 divr1.
- apply: independent_rank => [k||]; [exact: rowH|exact: oner_neq0|].
  apply: (independent_from_modulo _ _ m1); apply: (all_independent_sound _ _ _ s _ _ m1 Hrows (erefl _)).
  + by rewrite Hs.
  + by rewrite -(members [::] Hs); elim: H {Hs HN H1 HA indH Hrows inH rowH Hm}; [exact: SubNil|move=> h H; exact: SubTake].
  + by rewrite -[length _]/(size _) size_map size_enum_ord.
move=> I cI; have -> : rows_of (matrix_of N D A) I =
    \matrix_(k < #|I|, j < N) (number (entry j (List.nth (enum_val k : 'I_N) A [::])) / number D).
  by apply/matrixP => k j; rewrite !mxE.
rewrite independent_rank // => [k|]; first by rewrite rowA.
apply: (independent_from_modulo _ _ m1); apply: (all_independent_sound _ _ _ (N - s) _ _ m1 Arows (erefl _)).
- by rewrite -[length A]/(size A) AN; exact: indA.
- rewrite (map_comp (fun i : 'I_N => List.nth i A [::]) (fun k => enum_val k)) enum_val_enum.
  rewrite [enum I](_ : _ = filter (mem I) (enum 'I_N)); last by rewrite enumT.
  rewrite [X in sub _ X](members [::] AN); exact: sub_filter.
- by rewrite -[length _]/(size _) size_map size_enum_ord cI.
Qed.

Lemma distinct_uniq (a : seq nat) : distinct a = uniq a.
Proof.
elim: a => //= i a ->; congr (negb _ && _); elim: a => //= k a ->.
by rewrite in_cons; congr orb.
Qed.

Lemma classes_apart (classes : seq (seq nat)) k k' i : uniq (List.concat classes) -> k <> k' ->
  i \in List.nth k classes [::] -> i \in List.nth k' classes [::] -> False.
Proof.
have later cs n : i \in List.nth n cs [::] -> i \in List.concat cs.
  by elim: cs n => [|c cs IH] [|n] //=; rewrite mem_cat; [move=> ->|move/IH ->; rewrite orbT].
elim: classes k k' => [|c cs IH] [|k] [|k'] //=; rewrite -[(c ++ _)%list]/(c ++ List.concat cs) cat_uniq.
- by move=> /and3P[_ /hasPn no _] _ ic /later/no/negP[].
- by move=> /and3P[_ /hasPn no _] _ /later/no/negP.
- by move=> /and3P[_ _ u] ne; apply: IH => // e; apply: ne; rewrite e.
Qed.

Lemma sum_over_members N (F : nat -> rat) (ms : seq nat) : uniq ms -> (forall i, i \in ms -> (i < N)%N) ->
  \sum_(i <- ms) F i = \sum_(i < N | (i : nat) \in ms) F i.
Proof.
move=> u lt; rewrite -(big_mkord (fun i => i \in ms) F) -[RHS]big_filter; apply: perm_big; apply: uniq_perm => //.
  by rewrite filter_uniq // iota_uniq.
by move=> i; rewrite mem_filter mem_index_iota /=; case: (boolP (i \in ms)) => // /lt ->.
Qed.

Lemma sum_rows_entry N A j (ms : seq nat) : (forall i, (i < N)%N -> size (List.nth i A [::]) = N) ->
  (forall i, i \in ms -> (i < N)%N) ->
  size (sum_rows N A ms) = N /\ number (entry j (sum_rows N A ms)) = \sum_(i <- ms) number (entry j (List.nth i A [::])).
Proof.
move=> rowA; elim: ms => [|i ms IH] lt /=.
  split; first exact: repeat_length.
  by rewrite big_nil /entry (_ : List.nth j _ _ = Z0) ?number0 //; elim: N j {rowA lt} => [|n IH] [|j] /=.
have [szs sum] := IH (fun k ks => lt k (mem_behead (s := i :: ms) ks)).
have iN : (i < N)%N by apply: lt; rewrite mem_head.
split; first by rewrite -[size _]/(length _) axpy_length.
by rewrite entry_axpy ?numberD ?numberM ?big_cons -?sum ?mul1r // -![length _]/(size _) rowA.
Qed.

(** Of the class type. *)
Theorem accept_classes_sound N s D A classes : accept_classes N s D A classes = true -> tolerates (matrix_of N D A) s.
Proof.
rewrite /accept_classes => /andb_prop[/andb_prop[/andb_prop[/andb_prop[/andb_prop[/andb_prop[]]]]]].
move=> /Z.ltb_lt D0 /Nat.leb_le sN Asq /Nat.eqb_eq Cs dis /forallb_forall lt /forallb_forall sums.
have [AN [_ rowA]] := square_size Asq; rewrite distinct_uniq in dis.
have d0 : number D != 0 by apply/eqP => /number_eq0 e; rewrite e in D0.
pose members_of (k : 'I_s.+1) := List.nth k classes [::].
have inC k : List.In (members_of k) classes by apply: nth_In; rewrite Cs; apply/ssrnat.ltP.
have ltC k i : i \in members_of k -> (i < N)%N.
  move=> ik; apply/ssrnat.ltP/Nat.ltb_lt/lt/in_concat; exists (members_of k); split=> //; exact: mem_In.
have uniqC k : uniq (members_of k).
  rewrite /members_of; elim: classes (k : nat) dis {Cs lt sums inC ltC members_of} => [|c cs IH] [|n] //=.
    by rewrite -[(c ++ _)%list]/(c ++ List.concat cs) cat_uniq => /and3P[].
  by rewrite -[(c ++ _)%list]/(c ++ List.concat cs) cat_uniq => /and3P[_ _ /IH].
apply: (classes_tolerate (C := fun k => [set i : 'I_N | (i : nat) \in members_of k])).
- move=> k k' ne; apply/pred0P => i; rewrite /= !inE; apply/negP => /andP[ik ik'].
  by apply: (classes_apart dis _ ik ik') => e; move/eqP: ne; apply; exact: val_inj.
- move=> k j; have [szs sum] := sum_rows_entry j rowA (ltC k).
  rewrite (eq_bigl (fun i : 'I_N => (i : nat) \in members_of k)) => [|i]; last by rewrite inE.
  rewrite (eq_bigr (fun i : 'I_N => number (entry j (List.nth i A [::])) / number D)) => [|i _]; last by rewrite mxE.
  rewrite -mulr_suml -(@sum_over_members N (fun i => number (entry j (List.nth i A [::])))) //; last exact: ltC.
  rewrite -sum; have /forallb_forall all := sums _ (inC k).
  rewrite (_ : entry j _ = D) ?divff //; apply/Z.eqb_eq/all/nth_In/ssrnat.ltP.
  by rewrite -[length _]/(size _) szs.
- exact/ssrnat.leP.
Qed.
