(** Approximate decoding.  Section 13 of docs/model.md; Charles, Papailiopoulos, Ellenberg; Raviv, Tamo, Tandon, Dimakis. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import encoding.decodability.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Approximation.
Variables (R : realFieldType) (N k : nat).
Implicit Types (B : 'M[R]_(N, k)) (I : {set 'I_N}) (a : 'I_N -> R).

(** What weights [a] of the workers in I leave of the all-ones row, squared: err(I) is the least of these. *)
Definition squared_residual B I a : R := \sum_j (\sum_(i in I) a i * B i j - 1) ^+ 2.

Lemma cauchy_schwarz (u v : 'I_k -> R) : (\sum_j u j * v j) ^+ 2 <= (\sum_j u j ^+ 2) * \sum_j v j ^+ 2.
Proof.
set S := \sum_j _ * _; set U := \sum_j u j ^+ 2; set V := \sum_j v j ^+ 2.
have V0 : 0 <= V by apply: sumr_ge0 => j _; exact: sqr_ge0.
have [Vz|nz] := eqVneq V 0.
  have v0 j : v j = 0.
    apply/eqP; rewrite -sqrf_eq0; move/eqP: Vz; rewrite psumr_eq0 => [/allP/(_ j)|i _]; last exact: sqr_ge0.
    by rewrite mem_index_enum => /(_ isT).
  by rewrite Vz mulr0 /S big1 ?expr0n // => j _; rewrite v0 mulr0.
have Vp : 0 < V by rewrite lt_neqAle eq_sym nz.
have : 0 <= \sum_j (V * u j - S * v j) ^+ 2 by apply: sumr_ge0 => j _; exact: sqr_ge0.
have -> : \sum_j (V * u j - S * v j) ^+ 2 = V * (U * V - S ^+ 2).
  rewrite (eq_bigr (fun j => V ^+ 2 * u j ^+ 2 - (V * S *+ 2) * (u j * v j) + S ^+ 2 * v j ^+ 2)) => [|j _].
    rewrite big_split sumrB /= -!mulr_sumr -/S -/U -/V mulr2n !mulrDl opprD.
    have -> : V * S * S = S ^+ 2 * V by rewrite -mulrA mulrC expr2.
    by rewrite addrA subrK mulrBr [U * V]mulrC mulrA -expr2 [V * S ^+ 2]mulrC.
  by rewrite sqrrB !exprMn [V * u j * (S * v j)]mulrACA mulrnAl.
by rewrite pmulr_rge0 // subr_ge0.
Qed.

(** The squared error of the gradient is at most the squared residual times the squares of the partial derivatives. *)
Theorem approximate_error m B I a (G : 'M[R]_(k, m)) :
  \sum_l (\sum_(i in I) a i * (B *m G) i l - \sum_j G j l) ^+ 2 <= squared_residual B I a * \sum_j \sum_l G j l ^+ 2.
Proof.
rewrite [\sum_j \sum_l _]exchange_big mulr_sumr; apply: ler_sum => l _.
have -> : \sum_(i in I) a i * (B *m G) i l - \sum_j G j l = \sum_j (\sum_(i in I) a i * B i j - 1) * G j l.
  rewrite (eq_bigr (fun i => \sum_j a i * B i j * G j l)) => [|i _]; last first.
    by rewrite mxE mulr_sumr; apply: eq_bigr => j _; rewrite mulrA.
  by rewrite exchange_big -sumrB; apply: eq_bigr => j _ /=; rewrite mulrBl mul1r mulr_suml.
exact: cauchy_schwarz.
Qed.

(** And no smaller factor will do: some partial derivatives attain it. *)
Theorem approximate_error_attained B I a : exists G : 'M[R]_(k, 1),
  \sum_l (\sum_(i in I) a i * (B *m G) i l - \sum_j G j l) ^+ 2 = squared_residual B I a * \sum_j \sum_l G j l ^+ 2.
Proof.
pose c j := \sum_(i in I) a i * B i j - 1; exists (\matrix_(j, l) c j); rewrite big_ord1.
have -> : \sum_j \sum_(l < 1) (\matrix_(j, l) c j : 'M[R]_(k, 1)) j l ^+ 2 = squared_residual B I a.
  by apply: eq_bigr => j _; rewrite big_ord1 mxE.
rewrite -expr2; congr (_ ^+ 2).
rewrite (eq_bigr (fun i => \sum_j a i * B i j * c j)) => [|i _]; last first.
  by rewrite mxE mulr_sumr; apply: eq_bigr => j _; rewrite [in LHS]mxE mulrA.
rewrite exchange_big -sumrB; apply: eq_bigr => j _ /=; by rewrite mxE -mulr_suml expr2 -[X in _ - X]mul1r -mulrBl.
Qed.

(** Without any weights the residual is the number of subsets; where weights decode, and only there, it is 0. *)
Theorem squared_residual_none B I : squared_residual B I (fun=> 0) = k%:R.
Proof.
rewrite /squared_residual (eq_bigr (fun=> 1)) => [|j _]; first by rewrite sumr_const card_ord.
by rewrite big1 ?sub0r ?sqrrN ?expr1n // => i _; rewrite mul0r.
Qed.

Theorem squared_residual_eq0 B I a : squared_residual B I a = 0 <-> decodes B I a.
Proof.
split=> [/eqP|dec]; last by rewrite /squared_residual big1 // => j _; rewrite dec subrr expr0n.
rewrite psumr_eq0 => [/allP zero j|j _]; last exact: sqr_ge0.
by have := zero j; rewrite mem_index_enum => /(_ isT); rewrite sqrf_eq0 subr_eq0 => /eqP.
Qed.

End Approximation.
