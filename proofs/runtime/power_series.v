(** The error of a quadrature rule on one panel, for power series.  Section 4 of docs/model.md; docs/certificates.md,
    section 5.

    What a power series converges to has the size of its coefficients, and a rule misses of a function with a size no more
    than of a polynomial.  Any Archimedean field will do: no completeness is needed. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import runtime.slice_dp runtime.quadrature runtime.sized.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** ** Power series *)

Section Series.
Variables (R : archiFieldType) (r : R).
Hypothesis r1 : 1 < r.
Implicit Types (a : nat -> R) (f : R -> R).

(** Partial sums, and what they converge to at x. *)
Definition partial a n x : R := \sum_(k < n) a k * x ^+ k.
Definition converges a x v := forall e, 0 < e -> exists n0, forall n, (n0 <= n)%N -> `|v - partial a n x| <= e.

Let r0 : 0 < r. Proof. exact: lt_trans ltr01 r1. Qed.

Lemma powers_grow (c : R) : exists n, c <= r ^+ n.
Proof.
have d0 : 0 < r - 1 by rewrite subr_gt0.
have bernoulli n : (r - 1) *+ n <= r ^+ n.
  suff : 1 + (r - 1) *+ n <= r ^+ n by apply: le_trans; rewrite ler_addr ler01.
  elim: n => [|n IH]; first by rewrite mulr0n addr0 expr0.
  rewrite mulrS exprS addrA [1 + _]addrC subrK; apply: (@le_trans _ _ (r * (1 + (r - 1) *+ n))).
    by rewrite mulrDr mulr1 ler_add2l ler_pemull ?mulrn_wge0 // ltW.
  by rewrite ler_pmul2l.
exists (Num.bound `|c / (r - 1)|); apply: le_trans (bernoulli _); rewrite -mulr_natr mulrC -ler_pdivr_mulr //.
by apply: ltW; apply: le_lt_trans (archi_boundP (normr_ge0 _)); exact: ler_norm.
Qed.

(** What a power series converges to on [-1, 1] has the size of its coefficients at distance r. *)
Theorem power_series_sized a f M : (forall x, `|x| <= 1 -> converges a x (f x)) ->
  (forall n, \sum_(k < n) `|a k| * r ^+ k <= M) -> sized r f M.
Proof.
move=> conv bounded e e0; have e2 : 0 < e / 2%:R by rewrite divr_gt0 ?ltr0n.
have M0 : 0 <= M by have := bounded 0%N; rewrite big_ord0.
have [n] := powers_grow (M / (e / 2%:R)); rewrite ler_pdivr_mulr // mulrC => small.
exists (\poly_(k < n) a k).
  apply: le_trans (bounded n); rewrite (majorant_wide _ (size_poly _ _)).
  by apply: ler_sum => k _; rewrite coef_poly ltn_ord.
move=> x x1; have [n0 near] := conv x x1 _ e2.
have -> : (\poly_(k < n) a k).[x] = partial a n x by rewrite horner_poly.
have m0 : (n0 <= maxn n n0)%N by exact: leq_maxr.
have nm : (n <= maxn n n0)%N by exact: leq_maxl.
move: (maxn n n0) m0 nm => m m0 nm.
rewrite -[f x](subrK (partial a m x)) -[_ - partial a n x]addrA; apply: le_trans (ler_norm_add _ _) _.
rewrite [e]splitr. apply: ler_add (near m m0) _.
have rn : 0 < r ^+ n by rewrite exprn_gt0.
rewrite -(ler_pmul2r rn); apply: le_trans small; apply: le_trans (bounded m).
have -> : partial a m x - partial a n x = \sum_(k < m | (n <= k)%N) a k * x ^+ k.
  rewrite /partial (bigID (fun k : 'I_m => (k < n)%N)) /= -(big_ord_widen m (fun k => a k * x ^+ k) nm) addrC addKr.
  by apply: eq_bigl => k; rewrite -leqNgt.
apply: (@le_trans _ _ (\sum_(k < m | (n <= k)%N) `|a k| * r ^+ k)); last first.
  by rewrite big_mkcond; apply: ler_sum => k _; case: ifP => // _; rewrite mulr_ge0 ?exprn_ge0 // ltW.
rewrite -ler_pdivl_mulr // mulr_suml; apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => k nk.
rewrite normrM normrX -mulrA ler_wpmul2l // ler_pdivl_mulr //.
apply: (@le_trans _ _ (1 * r ^+ n)); last by rewrite mul1r ler_weexpn2l // ltW.
by apply: ler_wpmul2r; [exact: ltW|exact: exprn_ile1].
Qed.

(** *** Completely monotone functions: coefficients of alternating signs *)

Lemma alternating_size a v : (forall k, (0 < k)%N -> 0 <= (-1) ^+ k * a k) -> converges a (- r) v ->
  forall n, \sum_(k < n) `|(0 < k)%N%:R * a k| * r ^+ k <= v - a 0%N.
Proof.
move=> alt conv n; apply/ler_addgt0Pr => e /conv[n0 near].
have size k : `|(0 < k)%N%:R * a k| * r ^+ k = (0 < k)%N%:R * (a k * (- r) ^+ k).
  case: k => [|k]; first by rewrite !mul0r normr0 mul0r.
  rewrite !mul1r [in RHS]exprNn mulrA [a _ * _]mulrC -(ger0_norm (alt k.+1 isT)) normrM normrX normrN1.
  by rewrite expr1n mul1r.
pose m := (maxn n n0).+1.
have mono : \sum_(k < n) `|(0 < k)%N%:R * a k| * r ^+ k <= \sum_(k < m) `|(0 < k)%N%:R * a k| * r ^+ k.
  have nm : (n <= m)%N by rewrite ltnW // ltnS leq_maxl.
  rewrite (big_ord_widen m (fun k => `|(0 < k)%N%:R * a k| * r ^+ k) nm) big_mkcond.
  by apply: ler_sum => k _; case: ifP => // _; rewrite mulr_ge0 ?exprn_ge0 // ltW.
apply: le_trans mono _; have -> : \sum_(k < m) `|(0 < k)%N%:R * a k| * r ^+ k = partial a m (- r) - a 0%N.
  rewrite (eq_bigr (fun k : 'I_m => (0 < k)%N%:R * (a k * (- r) ^+ k))) => [|k _]; last exact: size.
  rewrite /partial !big_ord_recl /= mul0r add0r expr0 mulr1 addrC addKr.
  by apply: eq_bigr => k _; rewrite mul1r.
rewrite addrAC ler_add2r -ler_subl_addl.
have := near m _; rewrite distrC => /(_ _)/(le_trans (ler_norm _)); apply.
by rewrite ltnW // ltnS leq_maxr.
Qed.

(** The size of what such a function moves by is what it moves by to the left end of the disc. *)
Theorem completely_monotone_move a f v : (forall x, `|x| <= 1 -> converges a x (f x)) ->
  (forall k, (0 < k)%N -> 0 <= (-1) ^+ k * a k) -> converges a (- r) v ->
  sized r (fun x => f x - f 0) (v - f 0).
Proof.
move=> conv alt left_end; have z1 : `|0 : R| <= 1 by rewrite normr0 ler01.
have f0 : f 0 = a 0%N.
  apply/eqP; rewrite -subr_eq0 -normr_le0; apply/ler_addgt0Pr => e e0; rewrite add0r.
  have [n0 near] := conv 0 z1 e e0.
  have := near n0.+1 (leqnSn n0); rewrite /partial big_ord_recl /= expr0 mulr1 big1 ?addr0 // => k _.
  by rewrite expr0n mulr0.
rewrite f0; apply: (@power_series_sized (fun k => (0 < k)%N%:R * a k)); last exact: alternating_size.
move=> x x1 e e0; have [n0 near] := conv x x1 e e0; exists n0.+1 => -[//|n] n0n.
have -> : partial (fun k => (0 < k)%N%:R * a k) n.+1 x = partial a n.+1 x - a 0%N.
  rewrite /partial !big_ord_recl /= !mul0r add0r expr0 mulr1 addrC addKr.
  by apply: eq_bigr => k _; rewrite mul1r.
by rewrite opprB addrA subrK near // ltnW.
Qed.

(** The size of such a function itself is its value at the left end. *)
Theorem completely_monotone_size a f v : (forall x, `|x| <= 1 -> converges a x (f x)) ->
  (forall k, 0 <= (-1) ^+ k * a k) -> converges a (- r) v -> sized r f v.
Proof.
move=> conv alt left_end; have := completely_monotone_move conv (fun k _ => alt k) left_end.
have z1 : `|0 : R| <= 1 by rewrite normr0 ler01.
have f0 : 0 <= f 0.
  apply/ler_addgt0Pr => e e0; have [n0 near] := conv 0 z1 e e0.
  have := near n0.+1 (leqnSn n0); rewrite /partial big_ord_recl /= expr0 mulr1 big1 ?addr0 => [|k _]; last first.
    by rewrite expr0n mulr0.
  have a0 := alt 0%N; rewrite expr0 mul1r in a0.
  rewrite distrC => /(le_trans (ler_norm _)); rewrite ler_subl_addl; exact: le_trans.
move=> /(sized_add (ltW r1) (sized_const r (f 0))); rewrite ger0_norm // addrC subrK.
by apply: sized_ext => x _; rewrite addrC subrK.
Qed.

End Series.

(** ** The rule *)

Section Rule.
Variables (R : realFieldType) (r : R).
Hypothesis r1 : 1 <= r.
Variables (K : nat) (node weight : 'I_K -> R).
Hypothesis inside : forall i, `|node i| <= 1.
Implicit Types (f : R -> R).

(** v is the integral of f over [-1, 1]: no further from the integral of a polynomial than twice the largest distance of f
    from it. *)
Definition integral_is f v := forall q e, (forall x, `|x| <= 1 -> `|f x - q.[x]| <= e) -> `|v - integral q| <= 2%:R * e.

(** Every functional that is monotone and right for polynomials gives it. *)
Theorem monotone_integral (J : (R -> R) -> R) f : (forall g h, (forall x, `|x| <= 1 -> g x <= h x) -> J g <= J h) ->
  (forall q, J (horner q) = integral q) -> integral_is f (J f).
Proof.
move=> mono right_for q e near.
have shift (c : R) : integral (q + c%:P) = integral q + 2%:R * c.
  have wide (u : {poly R}) n : (size u <= n)%N -> integral u = \sum_(k < n) u`_k * moment R k.
    move=> su; rewrite /integral (big_ord_widen n (fun k => u`_k * moment R k) su) big_mkcond.
    by apply: eq_bigr => k _; case: ltnP => // le; rewrite nth_default ?mul0r.
  have s : (size (q + c%:P)%R <= (size q).+1)%N.
    by apply: leq_trans (size_add _ _) _; rewrite geq_max leqnSn (leq_trans (size_polyC_leq1 _)).
  rewrite (wide _ _ s) (wide q (size q).+1) // !big_ord_recl !coefD coefC /= mulrDl.
  rewrite [2%:R * c]mulrC {2}/moment /= divr1 -!addrA; congr (_ + _); rewrite addrC; congr (_ + _).
  by apply: eq_bigr => k _; rewrite coefD coefC addr0.
rewrite ler_norml; apply/andP; split.
  rewrite ler_subr_addl -mulrN -shift -right_for; apply: mono => x /near.
  by rewrite ler_norml hornerD hornerC => /andP[+ _]; rewrite ler_subr_addl.
rewrite ler_subl_addl -shift -right_for; apply: mono => x /near.
by rewrite ler_norml hornerD hornerC => /andP[_]; rewrite ler_subl_addl.
Qed.

(** The rule misses at most the size of the integrand times the largest error of a moment, relative to r^k. *)
Theorem sized_quadrature_error f v M eps : sized r f M -> integral_is f v ->
  (forall k, `|moment_error node weight k| <= eps * r ^+ k) ->
  `|v - \sum_i weight i * f (node i)| <= eps * M.
Proof.
move=> sf fv moments; have eps0 : 0 <= eps.
  by have := moments 0%N; rewrite expr0 mulr1; apply: le_trans.
apply/ler_addgt0Pr => d d0; pose W := \sum_i `|weight i|.
have W0 : 0 <= W by exact: sumr_ge0.
have W2 : 0 < 2%:R + W by rewrite ltr_paddr ?ltr0n.
have e0 : 0 < d / (2%:R + W) by rewrite divr_gt0.
have [q qM near] := sf _ e0; set e := d / _ in e0 near.
have -> : v - \sum_i weight i * f (node i) = (v - integral q) + (integral q - \sum_i weight i * q.[node i])
    + (\sum_i weight i * q.[node i] - \sum_i weight i * f (node i)) by rewrite addrA subrK addrA subrK.
have -> : eps * M + d = 2%:R * e + eps * M + W * e.
  by rewrite addrAC -mulrDl [_ * e]mulrC divfK ?gt_eqF // addrC.
apply: le_trans (ler_norm_add _ _) _; apply: ler_add.
  apply: le_trans (ler_norm_add _ _) _; apply: ler_add; first exact: fv.
  apply: (@le_trans _ _ (eps * majorant r q)); last exact: ler_wpmul2l.
  by apply: quadrature_error => k _; exact: moments.
rewrite -sumrB mulr_suml; apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => i _.
by rewrite -mulrBr normrM distrC ler_wpmul2l // near.
Qed.

(** On a panel of E[tau]: the integrand is one minus the completion probability. *)
Theorem panel_error N (p : nat -> R -> R) M v eps : (forall n, (n < N)%N -> sized r (p n) (M n)) ->
  integral_is (fun x => 1 - multinomial_sum N (p^~ x)) v ->
  (forall k, `|moment_error node weight k| <= eps * r ^+ k) ->
  `|v - \sum_i weight i * (1 - multinomial_sum N (p^~ (node i)))| <= eps * (1 + multinomial_sum N M).
Proof.
move=> sp; apply: sized_quadrature_error.
exact: sized_add (sized1 r) (sized_opp (probability_sized r1 sp)).
Qed.

(** What the code takes for the errors of all moments: those up to L one by one, those beyond by the weights alone. *)
Theorem disc_factor L (E : nat -> R) further : 1 < r -> (forall k, (k <= L)%N -> `|moment_error node weight k| <= E k) ->
  \sum_i `|weight i| + 1 <= further ->
  forall k, `|moment_error node weight k| <=
    (\sum_(l < L.+1) E l / r ^+ l + further / r ^+ L.+1 / (1 - r^-1)) * r ^+ k.
Proof.
move=> r1' small far k; have rp (l : nat) : 0 < r ^+ l by rewrite exprn_gt0 // (lt_trans ltr01).
have f0 : 0 <= further by apply: le_trans far; rewrite addr_ge0 ?ler01 // sumr_ge0.
have gap : 0 < 1 - r^-1 by rewrite subr_gt0 invf_lt1 // (lt_trans ltr01).
have E0 l : (l <= L)%N -> 0 <= E l by move=> /small; apply: le_trans.
have tail0 : 0 <= further / r ^+ L.+1 / (1 - r^-1) by rewrite !divr_ge0 // ltW.
have sum0 : 0 <= \sum_(l < L.+1) E l / r ^+ l.
  by apply: sumr_ge0 => l _; rewrite divr_ge0 ?E0 // -1?ltnS // ltW.
rewrite -ler_pdivr_mulr //; case: (leqP k L) => kL.
  apply: (@le_trans _ _ (E k / r ^+ k)); first by rewrite ler_pmul2r ?invr_gt0 // small.
  apply: ler_paddr => //; rewrite (bigD1 (Ordinal (kL : k < L.+1)%N)) //= ler_addl.
  by apply: sumr_ge0 => l _; rewrite divr_ge0 ?E0 // -1?ltnS // ltW.
apply: ler_paddl => //; apply: (@le_trans _ _ (further / r ^+ L.+1)); last first.
  rewrite ler_pdivl_mulr // ler_pimulr //; first by rewrite divr_ge0 // ltW.
  by rewrite ler_subl_addl ler_addr invr_ge0 ltW // (lt_trans ltr01).
apply: (@le_trans _ _ (further / r ^+ k)).
  rewrite ler_pmul2r ?invr_gt0 //; apply: le_trans far; rewrite /moment_error.
  apply: le_trans (ler_norm_sub _ _) _; rewrite addrC; apply: ler_add.
    apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => i _.
    by rewrite normrM normrX ler_pimulr // exprn_ile1.
  rewrite /moment; case: odd; first by rewrite normr0 ler01.
  rewrite ger0_norm ?divr_ge0 ?ler0n // ler_pdivr_mulr ?ltr0n // mul1r ler_nat ltnS.
  exact: leq_ltn_trans (leq0n L) kL.
by rewrite ler_wpmul2l // lef_pinv ?posrE // ler_weexpn2l.
Qed.

End Rule.
