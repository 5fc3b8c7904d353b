(** When the sum of the partial derivatives can be recovered.  Section 13 of docs/model.md; [WCLZX23],
    section II, and Tandon et al. for the encoding matrices.

    Workers are 'I_N, subsets of the data 'I_k (the constructions have k = N); a set I of workers has answered. *)
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Decodability.
Variables (F : fieldType) (N k : nat).
Implicit Types (B : 'M[F]_(N, k)) (I : {set 'I_N}) (a : 'I_N -> F).

(** The all-ones row. *)
Definition ones n : 'rV[F]_n := const_mx 1.

(** B_I, the rows of B that belong to I. *)
Definition rows_of B I : 'M[F]_(#|I|, k) := rowsub (fun l : 'I_#|I| => enum_val l) B.

(** [a] is a decoding vector of B for I: its combination of the rows of I is the all-ones row. *)
Definition decodes B I a := forall j, \sum_(i in I) a i * B i j = 1.

(** B tolerates s stragglers iff every set of N - s workers has a decoding vector. *)
Definition decodable B I := exists a, decodes B I a.
Definition tolerates B s := forall I, #|I| = (N - s)%N -> decodable B I.

(** Row j of G holds the partial derivatives of subset j; worker i sends row i of B G. *)
Theorem decoding_recovers_gradient m B I a (G : 'M[F]_(k, m)) : decodes B I a ->
  forall l, \sum_(i in I) a i * (B *m G) i l = \sum_j G j l.
Proof.
move=> dec l; transitivity (\sum_(i in I) \sum_j a i * B i j * G j l).
  by apply: eq_bigr => i _; rewrite mxE mulr_sumr; apply: eq_bigr => j _; rewrite mulrA.
rewrite exchange_big; apply: eq_bigr => j _ /=.
by rewrite -mulr_suml dec mul1r.
Qed.

(** Decodable means: the all-ones row lies in the row space of B_I. *)
Theorem decodable_row_space B I : decodable B I <-> (ones k <= rows_of B I)%MS.
Proof.
have sumI (f : 'I_N -> F) : \sum_(l < #|I|) f (enum_val l) = \sum_(i in I) f i by rewrite [RHS]big_enum_val.
split=> [[a dec]|/submxP[D DB]].
  apply/submxP; exists (\row_l a (enum_val l)); apply/rowP => j.
  rewrite !mxE -(dec j) -sumI; apply: eq_bigr => l _; by rewrite !mxE.
pose a i := \sum_(l < #|I| | enum_val l == i) D 0 l.
exists a => j; move/rowP/(_ j): DB; rewrite !mxE => ->.
rewrite -sumI; apply: eq_bigr => l _; rewrite mxE; congr (_ * _).
by rewrite /a (big_pred1 l) // => l'; exact: (inj_eq enum_val_inj).
Qed.

(** Row ranks decide it: adding the all-ones row must not raise the rank. *)
Theorem decodable_rank B I : decodable B I <-> \rank (col_mx (rows_of B I) (ones k)) = \rank (rows_of B I).
Proof.
rewrite decodable_row_space -addsmxE.
split=> [le|rk]; first by apply/eqP; rewrite eqn_leq !mxrankS ?addsmxSl // addsmx_sub submx_refl.
have := mxrank_leqif_eq (addsmxSl (rows_of B I) (ones k)); move=> [_]; rewrite rk eqxx => /esym/eqmxP eq.
by rewrite eq addsmxSr.
Qed.

(** The rigorous shortcut.  If all rows of B lie in ker H, H 1 = 0 and ker H has dimension k - s (rank H = s),
    then k - s independent rows span the kernel and with it the all-ones row. *)
Theorem kernel_decodes s (H : 'M[F]_(s, k)) B I :
  B *m H^T = 0 -> H *m (ones k)^T = 0 -> \rank H = s ->
  \rank (rows_of B I) = (k - s)%N -> decodable B I.
Proof.
move=> BH H1 rH rB; apply/decodable_row_space.
have ker1 : (ones k <= kermx H^T)%MS by apply/sub_kermxP; rewrite -[LHS]trmxK trmx_mul trmxK H1 trmx0.
apply: submx_trans ker1 _.
have sub : (rows_of B I <= kermx H^T)%MS.
  by apply: submx_trans (rowsub_sub _ _) _; apply/sub_kermxP.
by have [_ <-] := mxrank_leqif_sup sub; rewrite rB mxrank_ker mxrank_tr rH.
Qed.

(** The same for a row space of any dimension, known to hold the all-ones row: B_I spans all of it. *)
Theorem span_decodes B I :
  (ones k <= B)%MS -> \rank (rows_of B I) = \rank B -> decodable B I.
Proof.
move=> one rk; apply/decodable_row_space; apply: submx_trans one _.
have sub : (rows_of B I <= B)%MS by exact: rowsub_sub.
by have [_ <-] := mxrank_leqif_sup sub; rewrite rk.
Qed.

(** More answers than needed do no harm. *)
Theorem decodable_more B I I' : I \subset I' -> decodable B I -> decodable B I'.
Proof.
move=> II' [a dec]; exists (fun i => if i \in I then a i else 0) => j; rewrite -(dec j).
rewrite (big_setID I) /= (setIidPr II') [X in _ + X]big1 ?addr0 => [|i]; last first.
  by rewrite inE => /andP[/negbTE -> _]; rewrite mul0r.
by apply: eq_bigr => i ->.
Qed.

(** ** What tolerating stragglers costs *)

Lemma subset_of_size (T : finType) (A : {set T}) n : (n <= #|A|)%N -> exists2 A' : {set T}, A' \subset A & #|A'| = n.
Proof.
move=> le; exists [set i in take n (enum A)].
  by apply/subsetP => i; rewrite inE => /mem_take; rewrite mem_enum.
by rewrite cardsE (card_uniqP _) ?take_uniq ?enum_uniq // size_take -cardE; case: ltngtP le.
Qed.

(** Workers none of whom holds some subset do not decode. *)
Theorem uncovered_undecodable B I j : (forall i, i \in I -> B i j = 0) -> ~ decodable B I.
Proof.
move=> none [a dec]; have := dec j; rewrite big1 => [/esym/eqP|i iI]; first by rewrite oner_eq0.
by rewrite none ?mulr0.
Qed.

(** So every subset has at least s+1 holders. *)
Theorem holders_needed B s j : (s < N)%N -> tolerates B s -> (s < #|[set i | B i j != 0%R]|)%N.
Proof.
move=> sN tol; rewrite ltnNge; apply/negP => few.
have [|I sub cI] := @subset_of_size _ (~: [set i | B i j != 0]) (N - s).
  by rewrite cardsCs setCK card_ord leq_sub2l.
apply: (@uncovered_undecodable B I j) (tol I cI) => i /(subsetP sub); rewrite !inE negbK; exact: eqP.
Qed.

(** Workers compute s+1 subsets each on average, at least: with s+1 for everybody no code does better. *)
Theorem weights_needed B s : (s < N)%N -> tolerates B s ->
  (k * s.+1 <= \sum_i #|[set j | B i j != 0%R]|)%N.
Proof.
move=> sN tol; rewrite (eq_bigr (fun i => \sum_j (B i j != 0%R))%N) => [|i _]; last first.
  by rewrite -sum1dep_card big_mkcond.
rewrite exchange_big /= -[X in (X * _)%N](card_ord k) -sum_nat_const; apply: leq_sum => j _.
have := holders_needed j sN tol; by rewrite -sum1dep_card big_mkcond.
Qed.

End Decodability.

(** For square matrices and all sets of N - s workers. *)
Corollary kernel_tolerates (F : fieldType) N s (H : 'M[F]_(s, N)) (B : 'M[F]_N) :
  B *m H^T = 0 -> H *m (ones F N)^T = 0 -> \rank H = s ->
  (forall I : {set 'I_N}, #|I| = (N - s)%N -> \rank (rows_of B I) = (N - s)%N) -> tolerates B s.
Proof. by move=> BH H1 rH rB I cI; apply: kernel_decodes BH H1 rH (rB I cI). Qed.
