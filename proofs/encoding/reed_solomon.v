(** The Reed-Solomon matrix of the code, for all N and s.  Section 13 of docs/model.md; Halbawi et al.

    [divided_differences] says what a matrix must satisfy; here the matrix of the code is shown to satisfy it, at any
    distinct points of any field, and more: any N-s of its rows are independent, and fewer workers never decode. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import encoding.decodability encoding.divided_differences encoding.rank_modulo_prime encoding.vandermonde.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** ** Around the circle *)

Section Circle.
Variables (N s : nat).
Implicit Types i j m : 'I_N.

(** How far subset j lies ahead of worker i, and who holds it: worker i holds i, ..., i+s. *)
Definition ahead i j : nat := ((j + N - i) %% N)%N.
Definition holds i j : bool := (ahead i j <= s)%N.

Lemma ahead_lt i j : (ahead i j < N)%N.
Proof. by rewrite ltn_pmod // (leq_ltn_trans _ (ltn_ord i)). Qed.

Lemma ahead_self i : ahead i i = 0%N.
Proof. by rewrite /ahead addKn modnn. Qed.

Lemma aheadK i j : (i + ahead i j = j %[mod N])%N.
Proof. by rewrite modnDmr subnKC ?modnDr // (leq_trans (ltnW (ltn_ord i))) // leq_addl. Qed.

Lemma ahead_inj_subset i : injective (ahead i).
Proof.
by move=> j j' e; apply: val_inj; rewrite /= -(modn_small (ltn_ord j)) -(modn_small (ltn_ord j')) -!(aheadK i) e.
Qed.

Lemma ahead_inj_worker j : injective (ahead^~ j).
Proof.
move=> i i' /= e; apply: val_inj; rewrite /= -(modn_small (ltn_ord i)) -(modn_small (ltn_ord i')).
by apply/eqP; rewrite -(eqn_modDr (ahead i j)) aheadK {1}e aheadK.
Qed.

Hypothesis sN : (s < N)%N.

Lemma card_within (f : 'I_N -> nat) : injective f -> (forall i, (f i < N)%N) -> #|[set i | (f i <= s)%N]| = s.+1.
Proof.
move=> f_inj lt; pose g i := Ordinal (lt i).
have g_inj : injective g by move=> i i' /(congr1 val) /f_inj.
have -> : [set i | (f i <= s)%N] = g @^-1: [set v : 'I_N | (v <= s)%N] by apply/setP => i; rewrite !inE.
rewrite on_card_preimset; last by exact: onW_bij (injF_bij g_inj).
have -> : [set v : 'I_N | (v <= s)%N] = [set widen_ord sN v | v : 'I_s.+1].
  apply/setP => v; rewrite inE; apply/idP/imsetP => [vs|[u _ ->] /=]; last by rewrite -ltnS.
  by exists (inord v) => //; apply: val_inj; rewrite /= inordK.
by rewrite card_imset ?card_ord // => u v /(congr1 val) /= e; exact: val_inj.
Qed.

Lemma card_holders j : #|[set i | holds i j]| = s.+1.
Proof. by apply: card_within (@ahead_inj_worker j) _ => i; exact: ahead_lt. Qed.

Lemma card_held i : #|[set j | holds i j]| = s.+1.
Proof. by apply: card_within (@ahead_inj_subset i) _ => j; exact: ahead_lt. Qed.

End Circle.

(** ** The matrix *)

Section ReedSolomon.
Variables (F : fieldType) (N s : nat) (x : 'I_N -> F).
Hypotheses (x_inj : injective x) (sN : (s < N)%N).
Implicit Types (i j m : 'I_N) (I : {set 'I_N}).

(** The monic polynomial of degree N-s-1 that vanishes at the points of the workers without subset j. *)
Definition column_poly j : {poly F} := \prod_(m | ~~ holds s m j) ('X - (x m)%:P).

(** Worker i scales so that its entry at subset i is 1. *)
Definition factor i : F := (column_poly i).[x i].
Definition reed_solomon : 'M[F]_N := \matrix_(i, j) ((column_poly j).[x i] / factor i).

Lemma column_poly_value j i : (column_poly j).[x i] = \prod_(m | ~~ holds s m j) (x i - x m).
Proof. by rewrite horner_prod; apply: eq_bigr => m _; rewrite hornerXsubC. Qed.

Lemma column_poly_eq0 i j : ((column_poly j).[x i] == 0) = ~~ holds s i j.
Proof.
rewrite column_poly_value; apply/idP/idP => [/prodf_eq0[m no]|no]; last first.
  by apply/prodf_eq0; exists i; rewrite ?subrr.
by rewrite subr_eq0 (inj_eq x_inj) => /eqP ->.
Qed.

Lemma factor_neq0 i : factor i != 0.
Proof. by rewrite column_poly_eq0 negbK /holds ahead_self. Qed.

Lemma scaled_entry i j : reed_solomon i j * factor i = (column_poly j).[x i].
Proof. by rewrite mxE divfK // factor_neq0. Qed.

Lemma entry_eq0 i j : (reed_solomon i j == 0) = ~~ holds s i j.
Proof. by rewrite -column_poly_eq0 -scaled_entry mulf_eq0 (negbTE (factor_neq0 i)) orbF. Qed.

Lemma zeros_of_column j : #|[set m | reed_solomon m j == 0]| = (N - s.+1)%N.
Proof.
have -> : [set m | reed_solomon m j == 0] = ~: [set m | holds s m j].
  by apply/setP => m; rewrite !inE entry_eq0.
by rewrite cardsCs setCK card_holders // card_ord.
Qed.

(** Worker i holds the subsets i, ..., i+s around the circle and no other: s+1 of them. *)
Theorem reed_solomon_support i j : (reed_solomon i j != 0) = (ahead i j <= s)%N.
Proof. by rewrite entry_eq0 negbK. Qed.

Theorem reed_solomon_weight i : #|[set j | reed_solomon i j != 0]| = s.+1.
Proof. by rewrite -[RHS](card_held sN i); apply: eq_card => j; rewrite !inE reed_solomon_support. Qed.

(** Any N-s workers decode. *)
Theorem reed_solomon_tolerates : tolerates reed_solomon s.
Proof.
apply: (polynomials_tolerate x_inj (d := factor) sN) => [j|i j]; first exact: zeros_of_column.
by rewrite scaled_entry column_poly_value; apply: eq_bigl => m; rewrite entry_eq0.
Qed.

(** From a subset to the next the root at the next subset's own worker leaves, and the worker s before the former joins:
    how the code computes a row. *)
Theorem reed_solomon_step i j j' m : (s.+1 < N)%N -> (j' = j.+1 %% N :> nat)%N -> ahead m j = s ->
  reed_solomon i j' * (x i - x j') = reed_solomon i j * (x i - x m).
Proof.
move=> s1N next mj; rewrite !mxE ![_ / factor i * _]mulrAC; congr (_ / _).
have N0 : (0 < N)%N by rewrite (leq_trans _ s1N).
have step u : ahead u j' = ((ahead u j).+1 %% N)%N.
  have uN : (u <= j + N)%N by rewrite (leq_trans (ltnW (ltn_ord u))) // leq_addl.
  apply/eqP; rewrite -[ahead u j'](modn_small (ahead_lt u j')) -(eqn_modDl u) aheadK next modn_mod.
  by rewrite addnS -(addn1 (_ + _)) -[in X in _ == X]modnDml aheadK modnDml addn1.
have outside u : ~~ holds s u j' || (u == j') = (s <= ahead u j)%N.
  rewrite /holds step; have := ahead_lt u j; rewrite leq_eqVlt => /orP[/eqP last|lt].
    have -> : (u == j') by apply/eqP/(@ahead_inj_worker _ j'); rewrite /= (step u) last modnn ahead_self.
    by rewrite orbT -(ltnS s) last ltnW.
  rewrite modn_small // -ltnNge ltnS; case: eqP => [e|_]; last by rewrite orbF.
  by have := ahead_self j'; rewrite -{1}e (step u) modn_small.
have outside' u : ~~ holds s u j || (u == m) = (s <= ahead u j)%N.
  rewrite /holds -ltnNge orbC [in RHS]leq_eqVlt; congr (_ || _); apply/eqP/eqP => [->|e]; first by rewrite mj.
  by apply: (@ahead_inj_worker _ j); rewrite /= mj.
have insert (u v : 'I_N) : holds s v u -> (column_poly u).[x i] * (x i - x v) =
    \prod_(w | ~~ holds s w u || (w == v)) (x i - x w).
  move=> vu; rewrite [RHS](bigD1 v) ?eqxx ?orbT //= mulrC column_poly_value; congr (_ * _).
  by apply: eq_bigl => w; have [->|_] := eqVneq w v; rewrite ?vu ?andbF ?orbF ?andbT.
rewrite !insert /holds ?mj ?ahead_self //; apply: eq_bigl => u.
by rewrite -!/(holds _ _ _) outside outside'.
Qed.

(** ** Rank *)

(** The coefficients of the columns' polynomials. *)
Definition column_coefficients : 'M[F]_(N - s, N) := \matrix_(k, j) (column_poly j)`_k.

Lemma column_poly_enum j : column_poly j = \prod_(m <- enum [set m | reed_solomon m j == 0]) ('X - (x m)%:P).
Proof. by rewrite big_enum; apply: eq_bigl => m; rewrite inE entry_eq0. Qed.

Lemma column_poly_size j : size (column_poly j) = (N - s)%N.
Proof. by rewrite column_poly_enum size_prod_XsubC -cardE zeros_of_column subnSK. Qed.

Lemma rows_factor I : rows_of reed_solomon I =
  diag_mx (\row_k (factor (enum_val k))^-1) *m
    (vandermonde (N - s) (fun k : 'I_#|I| => x (enum_val k)) *m column_coefficients).
Proof.
apply/matrixP => k j; rewrite mul_diag_mx !mxE mulrC; congr (_ * _).
rewrite -(vandermonde_values (fun k : 'I_#|I| => x (enum_val k)) (n := N - s)) ?column_poly_size //.
by apply: eq_bigr => l _; rewrite !mxE.
Qed.

Lemma points_inj I : injective (fun k : 'I_#|I| => x (enum_val k)).
Proof. by move=> k l /x_inj /enum_val_inj. Qed.

(** The first N-s workers: a staircase. *)
Lemma first_rows : (N - s <= \rank reed_solomon)%N.
Proof.
pose f := widen_ord (leq_subr s N); apply: (@minor_rank _ _ _ _ _ f f).
rewrite -det_tr det_trig; last first.
  apply/is_trig_mxP => i j ij; rewrite !mxE; apply/eqP; rewrite mulf_eq0 column_poly_eq0; apply/orP; left.
  rewrite /holds /ahead /= -ltnNge.
  have jN : (j < N)%N := leq_trans (ltn_ord j) (leq_subr s N).
  rewrite modn_small; last by rewrite ltn_subLR ?ltn_add2r // (leq_trans (ltnW jN)) // leq_addl.
  have := ltn_ord j; rewrite ltn_subRL => sj; rewrite ltn_subRL addnC; apply: leq_trans sj _.
  exact: leq_addl.
apply/prodf_neq0 => i _; rewrite !mxE mulf_neq0 ?invr_eq0 ?factor_neq0 //; exact: (factor_neq0 (f i)).
Qed.

Lemma coefficients_free : row_free column_coefficients.
Proof.
rewrite /row_free eqn_leq rank_leq_row /=; apply: leq_trans first_rows _.
have -> : reed_solomon = diag_mx (\row_i (factor i)^-1) *m (vandermonde (N - s) x *m column_coefficients).
  apply/matrixP => i j; rewrite mul_diag_mx !mxE mulrC; congr (_ * _).
  by rewrite -(vandermonde_values x (n := N - s)) ?column_poly_size //; apply: eq_bigr => l _; rewrite !mxE.
by rewrite (leq_trans (mxrankM_maxr _ _)) // mxrankM_maxr.
Qed.

(** Rows are as independent as they can be: any N-s of them are, and all together have no larger rank. *)
Theorem reed_solomon_rank I : \rank (rows_of reed_solomon I) = minn #|I| (N - s).
Proof.
rewrite rows_factor -(vandermonde_rank (N - s) (@points_inj I)).
set D := diag_mx _; have D_unit : D \in unitmx.
  rewrite unitmxE det_diag unitfE; apply/prodf_neq0 => k _; by rewrite mxE invr_eq0 factor_neq0.
have full : row_full D by rewrite row_full_unit.
by rewrite (eqmxMfull _ full) mxrankMfree // coefficients_free.
Qed.

(** Fewer than N-s workers never decode. *)
Theorem reed_solomon_decodable I : decodable reed_solomon I <-> (N - s <= #|I|)%N.
Proof.
split=> [[a dec]|le]; last first.
  have [I' I'I cI'] := subset_of_size le.
  by apply: decodable_more I'I _; exact: reed_solomon_tolerates.
rewrite leqNgt; apply/negP => few.
pose n := (N - s.+1)%N; have nN : (N - s = n.+1)%N by rewrite /n subnSK.
have lastN : (n < N - s)%N by rewrite nN.
pose e : 'rV[F]_(N - s) := delta_mx 0 (Ordinal lastN).
pose c : 'rV[F]_(N - s) := \row_k \sum_(i in I) a i / factor i * x i ^+ k.
have ce : c = e.
  apply: (row_free_inj coefficients_free); apply/rowP => j; rewrite !mxE.
  transitivity (1 : F); last first.
    rewrite (bigD1 (Ordinal lastN)) //= big1 ?addr0 => [|k ne]; last first.
      by rewrite !mxE eqxx /= (negbTE ne) mul0r.
    rewrite !mxE !eqxx mul1r; have /monicP : column_poly j \is monic.
      by rewrite column_poly_enum monic_prod_XsubC.
    by rewrite /lead_coef column_poly_size => <- /=; rewrite {1}nN.
  rewrite -(dec j); under eq_bigr do rewrite mxE mulr_suml.
  rewrite exchange_big; apply: eq_bigr => i _ /=; rewrite mxE mulrA mulrAC.
  rewrite -(vandermonde_values x (p := column_poly j) (n := N - s)) ?column_poly_size // mulr_sumr.
  by apply: eq_bigr => k _; rewrite !mxE -mulrA.
pose p : {poly F} := \prod_(i in I) ('X - (x i)%:P) * 'X^(n - #|I|).
have sI : size (\prod_(i in I) ('X - (x i)%:P) : {poly F}) = #|I|.+1.
  by rewrite -big_enum size_prod_XsubC -cardE.
have cI : (#|I| <= n)%N by rewrite -ltnS -nN.
have mon : p \is monic by rewrite monicMl ?monicXn // -big_enum monic_prod_XsubC.
have sp : size p = n.+1.
  rewrite /p size_Mmonic ?monicXn // -?size_poly_eq0 ?sI // size_polyXn addnS /= addSn subnKC //.
have zero i : i \in I -> p.[x i] = 0.
  by move=> iI; rewrite hornerM horner_prod (bigD1 i) //= hornerXsubC subrr !mul0r.
have : \sum_(k < N - s) c 0 k * p`_k = 0.
  under eq_bigr do rewrite mxE mulr_suml.
  rewrite exchange_big big1 // => i iI /=.
  rewrite (eq_bigr (fun k : 'I_(N - s) => a i / factor i * (vandermonde (N - s) x i k * p`_k))) => [|k _].
    by rewrite -mulr_sumr vandermonde_values ?sp ?nN // zero // mulr0.
  by rewrite mxE mulrA.
rewrite ce (bigD1 (Ordinal lastN)) //= big1 ?addr0 => [|k ne]; last first.
  by rewrite !mxE eqxx /= (negbTE ne) mul0r.
rewrite !mxE !eqxx mul1r; move/monicP: mon; rewrite /lead_coef sp /= => -> /eqP; by rewrite oner_eq0.
Qed.

End ReedSolomon.

(** At the points 1, ..., N, over the rationals: the matrix that the code builds. *)
Theorem rational_reed_solomon_tolerates N s : (s < N)%N ->
  tolerates (reed_solomon s (fun i : 'I_N => i.+1%:R : rat)) s.
Proof.
move=> sN; apply: reed_solomon_tolerates => // i j /eqP; rewrite eqr_nat eqSS => /eqP e; exact: val_inj.
Qed.
