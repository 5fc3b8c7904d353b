(** Several primes together.  Section 13 of docs/model.md.

    Hadamard's bound: a determinant is at most the product of the norms of its rows.  If the product of the primes exceeds
    it for every minor, a nonzero minor survives modulo one of them, so that no rank is lost modulo all. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import bigmax encoding.decodability encoding.rank_modulo_prime.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Hadamard.
Variable R : realFieldType.

(** The square of the norm of row i. *)
Definition norm2 m n (A : 'M[R]_(m, n)) i : R := \sum_j A i j ^+ 2.

Lemma norm2_ge0 m n (A : 'M[R]_(m, n)) i : 0 <= norm2 A i.
Proof. by apply: sumr_ge0 => j _; exact: sqr_ge0. Qed.

Lemma gram_diagonal m n (A : 'M[R]_(m, n)) i : (A *m A^T) i i = norm2 A i.
Proof. by rewrite mxE; apply: eq_bigr => j _; rewrite mxE expr2. Qed.

(** Gram's determinant: the first row is taken out of the others, which only makes them shorter. *)
Lemma gram_bound m n (A : 'M[R]_(m, n)) : \det (A *m A^T) <= \prod_i norm2 A i.
Proof.
elim: m A => [|m IH] A; first by rewrite det_mx00 big_ord0.
suff step (a : 'rV_n) (A' : 'M_(m, n)) :
    \det (col_mx a A' *m (col_mx a A')^T) <= \prod_(i < 1 + m) norm2 (col_mx a A') i.
  by rewrite -[A](@vsubmxK R 1 m n); exact: step.
move: A' {A} => A.
have first_row : \prod_i norm2 (col_mx a A) i = norm2 a 0 * \prod_i norm2 A i.
  rewrite big_split_ord big_ord1; congr (_ * _); first by apply: eq_bigr => j _; rewrite col_mxEu.
  by apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite col_mxEd.
rewrite first_row; have [g0|g0] := eqVneq (norm2 a 0) 0.
  rewrite g0 mul0r; have -> : a = 0.
    apply/rowP => j; rewrite mxE; apply/eqP; rewrite -sqrf_eq0; apply/eqP.
    by move/eqP: g0; rewrite psumr_eq0 => [/allP/(_ j)|i _]; [rewrite mem_index_enum => /(_ isT)/eqP|exact: sqr_ge0].
  by rewrite tr_col_mx mul_col_row trmx0 mulmx0 mul0mx mulmx0 det_ublock det_mx11 mxE mul0r.
have g : a *m a^T = (norm2 a 0)%:M by rewrite [LHS]mx11_scalar gram_diagonal.
pose c := (norm2 a 0)^-1 *: (A *m a^T); pose A' := A - c *m a.
pose L : 'M[R]_(1 + m) := block_mx 1%:M 0 (- c) 1%:M.
have L_A : L *m col_mx a A = col_mx a A'.
  by rewrite mul_block_col !mul1mx mul0mx addr0 mulNmx addrC.
have detL : \det L = 1 by rewrite det_lblock !det1 mulr1.
have orth : A' *m a^T = 0.
  by rewrite mulmxBl -mulmxA g mul_mx_scalar scalerA mulfV // scale1r subrr.
have -> : \det (col_mx a A *m (col_mx a A)^T) = \det (col_mx a A' *m (col_mx a A')^T).
  by rewrite -L_A trmx_mul mulmxA -[L *m _ *m _]mulmxA !det_mulmx det_tr detL mul1r mulr1.
rewrite tr_col_mx mul_col_row orth det_ublock g det_scalar1.
rewrite ler_wpmul2l ?norm2_ge0 //; apply: le_trans (IH A') _; apply: ler_prod => i _; rewrite norm2_ge0 /=.
have -> : norm2 A i = norm2 A' i + c i 0 ^+ 2 * norm2 a 0.
  have split j : A i j = A' i j + c i 0 * a 0 j by rewrite /A' !mxE big_ord1 !mxE subrK.
  have cross : \sum_j A' i j * a 0 j = 0.
    transitivity ((A' *m a^T) i 0); last by rewrite orth mxE.
    by rewrite [RHS]mxE; apply: eq_bigr => j _; rewrite [a^T _ _]mxE.
  transitivity (\sum_j (A' i j ^+ 2 + A' i j * a 0 j * (c i 0 *+ 2) + c i 0 ^+ 2 * a 0 j ^+ 2)).
    apply: eq_bigr => j _; rewrite split sqrrD exprMn; congr (_ + _ + _).
    by rewrite mulrnAr mulrAC mulrA.
  by rewrite !big_split /= -mulr_suml cross mul0r addr0 -mulr_sumr.
by rewrite ler_addl mulr_ge0 ?sqr_ge0 ?norm2_ge0.
Qed.

Theorem hadamard_bound n (A : 'M[R]_n) : \det A ^+ 2 <= \prod_i norm2 A i.
Proof. by have := gram_bound A; rewrite det_mulmx det_tr expr2. Qed.

End Hadamard.

(** ** Ranks modulo several primes *)

Lemma primes_divide (ps : seq nat) k : all prime ps -> uniq ps -> (forall p, p \in ps -> p %| k)%N ->
  (\prod_(p <- ps) p %| k)%N.
Proof.
elim: ps => [|p ps IH] /=; first by rewrite big_nil dvd1n.
move=> /andP[pp pps] /andP[new u] div; rewrite big_cons Gauss_dvd; last first.
  rewrite big_seq; elim/big_ind: _ => [|a b ca cb|q qps]; first exact: coprimen1.
    by rewrite coprimeMr ca.
  have pq := allP pps q qps; rewrite prime_coprime // dvdn_prime2 //; apply: contraNneq new => ->; exact: qps.
by rewrite div ?mem_head //= IH // => q qps; rewrite div // in_cons qps orbT.
Qed.

Lemma residue_zero p (z : int) : prime p -> (z%:~R : 'F_p) = 0 -> (p %| `|z|)%N.
Proof.
move=> pp; have cp := char_Fp pp; case: z => n; rewrite ?NegzE ?mulrNz.
  by rewrite -pmulrn (dvdn_charf cp) => /eqP.
by move/eqP; rewrite oppr_eq0 -pmulrn -(dvdn_charf cp).
Qed.

Lemma minor_injective (F : fieldType) m n r (A : 'M[F]_(m, n)) (f : 'I_r -> 'I_m) (g : 'I_r -> 'I_n) :
  \det (mxsub f g A) != 0 -> injective f /\ injective g.
Proof.
move=> nz; split=> i j e; apply/eqP; apply: contraNT nz => ne; apply/eqP.
  by apply: (determinant_alternate ne) => k; rewrite !mxE e.
by rewrite -det_tr; apply: (determinant_alternate ne) => k; rewrite !mxE e.
Qed.

(** The largest minors, by the norms of all rows that are not zero. *)
Lemma minor_bound m n r (A : 'M[rat]_(m, n)) (f : 'I_r -> 'I_m) (g : 'I_r -> 'I_n) : injective f -> injective g ->
  \det (mxsub f g A) ^+ 2 <= \prod_i Num.max 1 (norm2 A i).
Proof.
move=> f_inj g_inj; apply: le_trans (hadamard_bound _) _.
apply: (@le_trans _ _ (\prod_(i in [set f k | k : 'I_r]) Num.max 1 (norm2 A i))).
  rewrite big_imset /= => [|i j _ _]; last exact: f_inj.
  apply: ler_prod => k _; rewrite norm2_ge0 /= le_maxr; apply/orP; right.
  rewrite /norm2 (eq_bigr (fun j => A (f k) (g j) ^+ 2)) => [|j _]; last by rewrite mxE.
  rewrite -(big_imset (fun j => A (f k) j ^+ 2) (in2W g_inj)) /=.
  by apply: sum_subset => // j; exact: sqr_ge0.
rewrite [leRHS](bigID (mem [set f k | k : 'I_r])) /= ler_pemulr //.
  by apply: prodr_ge0 => i _; rewrite le_maxr ler01.
by elim/big_ind: _ => [//|a b|i _]; [exact: mulr_ege1|rewrite le_maxr lexx].
Qed.

(** If the product of the primes exceeds Hadamard's bound, one of them keeps the rank. *)
Theorem rank_modulo_several m n (A : 'M[int]_(m, n)) (ps : seq nat) : all prime ps -> uniq ps ->
  \prod_i Num.max 1 (norm2 (map_mx intr A : 'M[rat]_(m, n)) i) < (\prod_(p <- ps) p)%N%:R ^+ 2 ->
  exists2 p, p \in ps &
    (\rank (map_mx intr A : 'M[rat]_(m, n)) <= \rank (map_mx intr A : 'M['F_p]_(m, n)))%N.
Proof.
move=> pps u bound; have [f [g]] := rank_minor (map_mx intr A : 'M[rat]_(m, n)).
set r := \rank _ => nz; have [f_inj g_inj] := minor_injective nz.
have := le_lt_trans (minor_bound _ f_inj g_inj) bound.
move: nz; rewrite -map_mxsub det_map_mx /= intr_eq0; set M := \det _ => M0 small.
case: (boolP (has (fun p => (M%:~R : 'F_p) != 0) ps)) => [/hasP[p pin nzp]|/hasPn none].
  by exists p => //; apply: (@minor_rank _ _ _ _ _ f g); rewrite -map_mxsub det_map_mx.
have : (\prod_(p <- ps) p <= `|M|)%N.
  apply: dvdn_leq; first by rewrite absz_gt0.
  apply: primes_divide => // p pin; apply: residue_zero; first exact: (allP pps).
  by apply/eqP; have := none p pin; rewrite negbK.
rewrite leqNgt => /negP[]; rewrite -(ltr_nat [numDomainType of rat]) natr_absz intr_norm.
by rewrite -(@ltr_pexpn2r _ 2) ?nnegrE ?ler0n ?normr_ge0 // -normrX ger0_norm ?sqr_ge0.
Qed.

(** The check of the code on the set I: the all-ones row lies in the row space of the rows of I, scaled to integers,
    modulo each of the primes. *)
Theorem several_primes_decode N n (B : 'M[rat]_(N, n)) (I : {set 'I_N}) (c : 'I_N -> rat) (A : 'M[int]_(N, n)) (ps : seq nat) :
  (forall i j, c i * B i j = (A i j)%:~R) -> all prime ps -> uniq ps ->
  (forall p, p \in ps -> (ones _ n <= (map_mx intr (rowsub (fun k : 'I_#|I| => enum_val k) A) : 'M['F_p]_(#|I|, n)))%MS) ->
  Num.max 1 n%:R * \prod_(i in I) Num.max 1 (\sum_j (A i j)%:~R ^+ 2 : rat) < (\prod_(p <- ps) p)%N%:R ^+ 2 ->
  decodable B I.
Proof.
move=> scaled pps u inside bound; pose AI := rowsub (fun k : 'I_#|I| => enum_val k) A.
pose AQ : 'M[rat]_(N, n) := map_mx intr A.
have one (F : fieldType) : map_mx intr (const_mx 1 : 'rV[int]_n) = ones F n by apply/rowP => j; rewrite !mxE.
suff [a dec] : decodable AQ I.
  by exists (fun i => a i * c i) => j; rewrite -(dec j); apply: eq_bigr => i _; rewrite mxE -mulrA scaled.
apply/decodable_rank; have rows : rows_of AQ I = map_mx intr AI by apply/matrixP => k j; rewrite !mxE.
pose A1 := col_mx AI (const_mx 1 : 'rV_n).
have stacked (F : fieldType) : map_mx intr A1 = col_mx (map_mx intr AI) (ones F n).
  by rewrite /A1 map_col_mx one.
rewrite rows -stacked.
have [|p pin le] := @rank_modulo_several _ _ A1 ps pps u.
  apply: le_lt_trans bound; rewrite big_split_ord big_ord1 mulrC /=.
  rewrite le_eqVlt; apply/orP; left; apply/eqP; congr (_ * Num.max 1 _).
    rewrite [RHS]big_enum_val; apply: eq_bigr => k _; congr (Num.max 1 _).
    by apply: eq_bigr => j _; rewrite mxE col_mxEu mxE.
  rewrite /norm2 (eq_bigr (fun=> 1)) => [|j _]; last by rewrite mxE col_mxEd mxE expr1n.
  by rewrite sumr_const card_ord.
apply/eqP; rewrite eqn_leq; apply/andP; split; last first.
  by rewrite stacked -addsmxE mxrankS ?addsmxSl.
apply: leq_trans le _; apply: leq_trans (rank_mod_prime_le p AI).
by rewrite stacked -addsmxE mxrankS // addsmx_sub submx_refl inside.
Qed.
