(** Vandermonde matrices: values of polynomials by their coefficients.  Section 13 of docs/model.md. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import encoding.rank_modulo_prime.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Vandermonde.
Variable F : fieldType.

(** Row i: the powers of the point of i below n. *)
Definition vandermonde m n (x : 'I_m -> F) : 'M[F]_(m, n) := \matrix_(i, k) x i ^+ k.

Lemma vandermonde_values m n (x : 'I_m -> F) (p : {poly F}) i : (size p <= n)%N ->
  \sum_(k < n) vandermonde n x i k * p`_k = p.[x i].
Proof. by move=> sp; rewrite (horner_coef_wide _ sp); apply eq_bigr => k _; rewrite mxE mulrC. Qed.

Lemma vandermonde_unit n (x : 'I_n -> F) : injective x -> vandermonde n x \in unitmx.
Proof.
move=> x_inj; rewrite -unitmx_tr -row_free_unit -kermx_eq0; apply/rowV0P => v /sub_kermxP vV.
pose p : {poly F} := rVpoly v; have sp : (size p <= n)%N by exact: size_poly.
have vp : v = poly_rV p by rewrite rVpolyK.
suff p0 : p = 0 by rewrite vp p0 raddf0.
apply/eqP/negPn/negP => ne; have roots : all (root p) [seq x i | i <- enum 'I_n].
  apply/allP => _ /mapP[i _ ->]; apply/rootP; rewrite -(vandermonde_values _ _ sp).
  transitivity ((v *m (vandermonde n x)^T) 0 i); last by rewrite vV mxE.
  by rewrite [RHS]mxE; apply: eq_bigr => k _; rewrite coef_rVpoly_ord [in RHS]mxE mulrC.
have := max_poly_roots ne roots; rewrite map_inj_uniq ?enum_uniq // size_map size_enum_ord => /(_ isT).
by rewrite ltnNge sp.
Qed.

(** Any n rows of a Vandermonde matrix with n columns are independent, at distinct points. *)
Theorem vandermonde_minor N n (x : 'I_N -> F) (f : 'I_n -> 'I_N) : injective x -> injective f ->
  rowsub f (vandermonde n x) \in unitmx.
Proof.
move=> x_inj f_inj; have -> : rowsub f (vandermonde n x) = vandermonde n (x \o f).
  by apply/matrixP => i k; rewrite !mxE.
by apply: vandermonde_unit; exact: inj_comp.
Qed.

Lemma vandermonde_rank m n (x : 'I_m -> F) : injective x -> \rank (vandermonde n x) = minn m n.
Proof.
move=> x_inj; apply/eqP; rewrite eqn_leq leq_min rank_leq_row rank_leq_col /=.
apply: (@minor_rank _ _ _ _ _ (widen_ord (geq_minl m n)) (widen_ord (geq_minr m n))).
have -> : mxsub (widen_ord (geq_minl m n)) (widen_ord (geq_minr m n)) (vandermonde n x) =
    vandermonde _ (x \o widen_ord (geq_minl m n)) by apply/matrixP => i k; rewrite !mxE.
rewrite -unitfE -unitmxE; apply: vandermonde_unit; apply: inj_comp => // i j /(congr1 val) /= e; exact: val_inj.
Qed.

End Vandermonde.
