(** The error of a quadrature rule on one panel, for polynomials.  Section 4 of docs/model.md.

    On a panel the integrand is a function of the distance to its middle.  |q|_r is the sum of its coefficients' sizes
    at distance r: no product or sum is larger than its parts allow, so the recursion itself, run on the sizes of the
    slice probabilities, bounds the size of the integrand, and this the error of the rule.  Here the functions are
    polynomials of any degree; [sized] and [power_series] go on to what these approach. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import runtime.slice_dp.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Majorant.
Variables (R : realFieldType) (r : R).
Hypothesis r0 : 0 <= r.
Implicit Types (p q : {poly R}).

(** |q|_r = sum_k |q_k| r^k. *)
Definition majorant q : R := \sum_(k < size q) `|q`_k| * r ^+ k.

Lemma majorant_wide n q : (size q <= n)%N -> majorant q = \sum_(k < n) `|q`_k| * r ^+ k.
Proof.
move=> sq; rewrite /majorant (big_ord_widen n (fun k => `|q`_k| * r ^+ k) sq).
rewrite [RHS](bigID (fun k : 'I_n => (k < size q)%N)) /=.
by rewrite [X in _ + X]big1 ?addr0 // => k; rewrite -leqNgt => ?; rewrite nth_default // normr0 mul0r.
Qed.

Lemma majorant_ge0 q : 0 <= majorant q.
Proof. by apply: sumr_ge0 => k _; rewrite mulr_ge0 ?exprn_ge0. Qed.

(** Values up to distance r are no larger. *)
Theorem majorant_bounds_values q x : `|x| <= r -> `|q.[x]| <= majorant q.
Proof.
move=> xr; rewrite horner_coef; apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => k _.
by rewrite normrM normrX ler_wpmul2l // ler_expn2r ?nnegrE.
Qed.

Lemma majorantD p q : majorant (p + q) <= majorant p + majorant q.
Proof.
pose n := maxn (size p) (size q).
rewrite (@majorant_wide n p) ?leq_maxl // (@majorant_wide n q) ?leq_maxr // (@majorant_wide n) ?size_add //.
by rewrite -big_split /=; apply: ler_sum => k _; rewrite -mulrDl ler_wpmul2r ?exprn_ge0 // coefD ler_norm_add.
Qed.

Lemma majorantM p q : majorant (p * q) <= majorant p * majorant q.
Proof.
pose a (u : {poly R}) : {poly R} := \poly_(i < size u) `|u`_i|.
have a_coef u i : (a u)`_i = `|u`_i|.
  by rewrite coef_poly; case: ltnP => // le; rewrite nth_default ?normr0.
have a_value u : majorant u = (a u).[r].
  by rewrite (@horner_coef_wide _ (size u)) ?size_poly //; apply: eq_bigr => k _; rewrite a_coef.
have s : (size (p * q)%R <= size p + size q)%N by apply: leq_trans (size_mul_leq _ _) (leq_pred _).
rewrite (majorant_wide s) !a_value -hornerM (@horner_coef_wide _ (size p + size q)); last first.
  by apply: leq_trans (size_mul_leq _ _) _; rewrite (leq_trans (leq_pred _)) // leq_add ?size_poly.
apply: ler_sum => k _; rewrite ler_wpmul2r ?exprn_ge0 // !coefM.
by apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => i _; rewrite !a_coef normrM.
Qed.

Lemma majorantC c : majorant c%:P <= `|c|.
Proof.
by rewrite (majorant_wide (size_polyC_leq1 c)) big_ord1 coefC expr0 mulr1.
Qed.

Lemma majorantX p n : majorant (p ^+ n) <= majorant p ^+ n.
Proof.
elim: n => [|n IH]; first by rewrite !expr0 -polyC1 (le_trans (majorantC _)) ?normr1.
by rewrite !exprS; apply: le_trans (majorantM _ _) _; rewrite ler_wpmul2l ?majorant_ge0.
Qed.

(** ** The completion probability on a panel *)

(** The multinomial sum of slice probabilities that are polynomials. *)
Definition multinomial_poly N (p : nat -> {poly R}) : {poly R} :=
  \sum_(k : {ffun 'I_N -> 'I_N.+1} | admissible k)
    (N`!%:R / (\prod_n (k n)`!)%N%:R)%:P * \prod_(n < N) p n ^+ k n.

Lemma multinomial_poly_value N (p : nat -> {poly R}) x : (multinomial_poly N p).[x] = multinomial_sum N (fun n => (p n).[x]).
Proof.
rewrite horner_sum; apply: eq_bigr => k _; rewrite hornerM hornerC horner_prod; congr (_ * _).
by apply: eq_bigr => n _; rewrite horner_exp.
Qed.

(** One more pass of the recursion, at the sizes of the slice probabilities, bounds the size of the integrand. *)
Theorem majorant_of_probability N (p : nat -> {poly R}) :
  majorant (multinomial_poly N p) <= multinomial_sum N (fun n => majorant (p n)).
Proof.
apply: (@le_trans _ _ (\sum_(k : {ffun 'I_N -> 'I_N.+1} | admissible k)
    majorant ((N`!%:R / (\prod_n (k n)`!)%N%:R)%:P * \prod_(n < N) p n ^+ k n))).
  apply: (big_ind2 (fun u v => majorant u <= v)) => // [|a b u v ab uv]; first by rewrite /majorant size_poly0 big_ord0.
  by apply: le_trans (majorantD _ _) _; exact: ler_add.
apply: ler_sum => k _; apply: le_trans (majorantM _ _) _.
have c0 : 0 <= N`!%:R / (\prod_n (k n)`!)%N%:R :> R by rewrite divr_ge0 ?ler0n.
apply: ler_pmul; rewrite ?majorant_ge0 //; first by rewrite (le_trans (majorantC _)) ?ger0_norm.
apply: (@le_trans _ _ (\prod_(n < N) majorant (p n ^+ k n))); last first.
  by apply: ler_prod => n _; rewrite majorant_ge0 majorantX.
apply: (big_ind2 (fun u v => majorant u <= v)) => // [|a b u v ab uv].
  by rewrite -polyC1 (le_trans (majorantC _)) ?normr1.
apply: le_trans (majorantM _ _) _; exact: ler_pmul (majorant_ge0 _) (majorant_ge0 _) ab uv.
Qed.

(** ** The rule *)

Section Rule.
Variables (K : nat) (node weight : 'I_K -> R).

(** The integral over [-1, 1] by its moments 2/(k+1), k even, and what the rule misses of them. *)
Definition moment (k : nat) : R := if odd k then 0 else 2%:R / k.+1%:R.
Definition integral q : R := \sum_(k < size q) q`_k * moment k.
Definition moment_error k : R := moment k - \sum_i weight i * node i ^+ k.

Lemma error_by_moments q : integral q - \sum_i weight i * q.[node i] = \sum_(k < size q) q`_k * moment_error k.
Proof.
rewrite /integral (eq_bigr (fun i => \sum_(k < size q) weight i * (q`_k * node i ^+ k))) => [|i _]; last first.
  by rewrite horner_coef mulr_sumr.
rewrite exchange_big -sumrB; apply: eq_bigr => k _; rewrite mulrBr; congr (_ - _).
by rewrite mulr_sumr; apply: eq_bigr => i _; rewrite mulrCA.
Qed.

(** The error is at most the size of the integrand times the largest error of a moment, relative to r^k. *)
Theorem quadrature_error q eps : (forall k, (k < size q)%N -> `|moment_error k| <= eps * r ^+ k) ->
  `|integral q - \sum_i weight i * q.[node i]| <= eps * majorant q.
Proof.
move=> small; rewrite error_by_moments mulr_sumr; apply: le_trans (ler_norm_sum _ _ _) _.
apply: ler_sum => k _; rewrite normrM mulrCA; apply: ler_wpmul2l => //; exact: small.
Qed.

(** So a rule that is exact up to degree d gains a factor r with every degree: r is the ratio of the distance to which
    the integrand is bounded and the half-width of the panel. *)
Theorem quadrature_error_exact q d c : 1 <= r -> (forall k, (k <= d)%N -> moment_error k = 0) ->
  (forall k, `|moment_error k| <= c) ->
  `|integral q - \sum_i weight i * q.[node i]| <= c / r ^+ d.+1 * majorant q.
Proof.
move=> r1 exact_to bounded; have c0 : 0 <= c by exact: le_trans (normr_ge0 _) (bounded 0%N).
have rd : 0 < r ^+ d.+1 by rewrite exprn_gt0 // (lt_le_trans ltr01).
apply: quadrature_error => k _; case: (leqP k d) => kd.
  by rewrite exact_to // normr0 mulr_ge0 ?exprn_ge0 // divr_ge0 // ltW.
apply: le_trans (bounded k) _; rewrite -mulrA ler_pemulr // mulrC ler_pdivl_mulr // mul1r.
exact: ler_weexpn2l.
Qed.

End Rule.
End Majorant.
