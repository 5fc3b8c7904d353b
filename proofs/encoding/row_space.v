(** The row space of an encoding matrix.  Section 13 of docs/model.md.

    What a witness says about it without elimination over the rationals, and which columns decide whether a set decodes. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import encoding.decodability encoding.divided_differences encoding.vandermonde.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section RowSpace.
Variables (F : fieldType) (N k : nat).
Implicit Types (B : 'M[F]_(N, k)) (I : {set 'I_N}) (a : 'I_N -> F).

(** Rows in ker H, H 1 = 0 and rank H = s: the rank is at most k - s, and where it is k - s the all-ones row is a
    combination of the rows.  (The code asks for k = N.) *)
Theorem kernel_space s (H : 'M[F]_(s, k)) B :
  B *m H^T = 0 -> H *m (ones F k)^T = 0 -> \rank H = s ->
  (\rank B <= k - s)%N /\ ((k - s <= \rank B)%N -> (ones F k <= B)%MS).
Proof.
move=> BH H1 rH; have sub : (B <= kermx H^T)%MS by apply/sub_kermxP.
have ker1 : (ones F k <= kermx H^T)%MS by apply/sub_kermxP; rewrite -[LHS]trmxK trmx_mul trmxK H1 trmx0.
have rK : \rank (kermx H^T) = (k - s)%N by rewrite mxrank_ker mxrank_tr rH.
have le := mxrankS sub; rewrite -rK; split=> // ge; apply: submx_trans ker1 _.
by have [_ <-] := mxrank_leqif_sup sub; rewrite eqn_leq le.
Qed.

(** So it is where the columns, scaled by nonzero factors of the workers, are values of polynomials as
    [polynomials_tolerate] wants them; there the all-ones row is a combination in any case. *)
Theorem polynomial_space s (x d : 'I_N -> F) B : injective x -> (s < N)%N -> (forall i, d i != 0) ->
  (forall j, #|[set m | B m j == 0]| = (N - s.+1)%N) ->
  (forall i j, B i j * d i = \prod_(m | B m j == 0) (x i - x m)) ->
  (\rank B <= N - s)%N /\ (ones F k <= B)%MS.
Proof.
move=> x_inj sN d0 roots val; split.
  pose p j : {poly F} := \prod_(m <- enum [set m | B m j == 0]) ('X - (x m)%:P).
  have sp j : size (p j) = (N - s)%N by rewrite size_prod_XsubC -cardE roots subnSK.
  have -> : B = diag_mx (\row_i (d i)^-1) *m (vandermonde (N - s) x *m \matrix_(l, j) (p j)`_l).
    apply/matrixP => i j; rewrite mul_diag_mx !mxE mulrC.
    rewrite (eq_bigr (fun l : 'I_(N - s) => vandermonde (N - s) x i l * (p j)`_l)) => [|l _]; last by rewrite !mxE.
    rewrite vandermonde_values ?sp // horner_prod big_enum /=.
    rewrite (eq_bigl (fun m => B m j == 0)) => [|m]; last by rewrite inE.
    rewrite (eq_bigr (fun m => x i - x m)) => [|m _]; last by rewrite hornerXsubC.
    by rewrite -val mulfK.
  by rewrite (leq_trans (mxrankM_maxr _ _)) // (leq_trans (mxrankM_maxl _ _)) // rank_leq_col.
have [|I _ cI] := @subset_of_size _ [set: 'I_N] (N - s); first by rewrite cardsT card_ord leq_subr.
have /decodable_row_space one := polynomials_tolerate x_inj sN roots val cI.
by apply: submx_trans one _; exact: rowsub_sub.
Qed.

(** Columns g on which B and the all-ones row together keep their rank decide: weights that give the ones there give them
    everywhere. *)
Theorem columns_decide r (g : 'I_r -> 'I_k) B I a :
  \rank (colsub g (col_mx B (ones F k))) = \rank (col_mx B (ones F k)) ->
  (forall l, \sum_(i in I) a i * B i (g l) = 1) -> decodes B I a.
Proof.
set C := col_mx B _ => rk on_g.
pose v : 'rV[F]_(N + 1) := row_mx (\row_i (if i \in I then a i else 0)) (- 1).
have vC j : (v *m C) 0 j = \sum_(i in I) a i * B i j - 1.
  rewrite mul_row_col mulNmx mul1mx !mxE; congr (_ - _); rewrite [RHS]big_mkcond; apply: eq_bigr => i _.
  by rewrite !mxE; case: ifP; rewrite ?mul0r.
pose S : 'M[F]_(k, r) := \matrix_(j, l) (j == g l)%:R.
have select (m : nat) (A : 'M[F]_(m, k)) : A *m S = colsub g A.
  apply/matrixP => i l; rewrite !mxE (bigD1 (g l)) //= !mxE eqxx mulr1 big1 ?addr0 // => j ne.
  by rewrite mxE (negbTE ne) mulr0.
have ker : (kermx (C *m S) <= kermx C)%MS.
  have sub : (kermx C <= kermx (C *m S))%MS by apply/sub_kermxP; rewrite mulmxA mulmx_ker mul0mx.
  by have [_ <-] := mxrank_leqif_sup sub; rewrite !mxrank_ker select rk.
have : v *m C = 0.
  apply/sub_kermxP; apply: submx_trans ker; apply/sub_kermxP; rewrite mulmxA select.
  by apply/rowP => l; rewrite mxE vC on_g subrr mxE.
by move/rowP => zero j; apply/eqP; rewrite -subr_eq0 -vC zero mxE.
Qed.

End RowSpace.
