(** The derivatives of the completion probability by one backward pass.  Section 4 of docs/model.md.

    F n = F(c_n) and slice n has the probability F n - F (n+1).  Raising F n moves mass from slice n-1 to slice n,
    so it only helps where the constraint at level n cuts: dPr/dF_n is the forward mass in state n before slice n times
    the backward mass in state n+1 behind it.  Polynomials in F, so no analysis is needed: the derivative is what the
    difference has beside terms of second order. *)
From mathcomp Require Import all_ssreflect all_algebra ssrAC.
From bcgc Require Import runtime.slice_dp.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** The second-order form of Taylor's formula for a polynomial. *)
Lemma taylor2 (R : comRingType) (u : {poly R}) a : exists q : {poly R}, forall h,
  u.[a + h] = u.[a] + h * u^`().[a] + h ^+ 2 * q.[h].
Proof.
elim/poly_ind: u => [|u c [q IH]]; first by exists 0 => h; rewrite deriv0 !horner0 !mulr0 !addr0.
exists (q * ('X + a%:P) + u^`().[a]%:P) => h.
rewrite derivD derivM derivX derivC addr0 mulr1 !hornerE IH [h + a]addrC.
move: (u.[a]) (u^`().[a]) (q.[h]) => v w z.
have -> : (v + h * w + h ^+ 2 * z) * (a + h) = v * a + h * (w * a + v) + h ^+ 2 * (z * (a + h) + w).
  rewrite [LHS]mulrDl -[h ^+ 2 * z * _]mulrA [(v + _) * _]mulrDl [v * _]mulrDr [h * w * _]mulrDr addrACA.
  rewrite [v * h]mulrC -[h * w * a]mulrA [h * w * h]mulrAC -expr2 [h * (_ + v)]mulrDr [h ^+ 2 * (_ + w)]mulrDr.
  by rewrite -!addrA; congr (_ + (_ + (_ + _))); rewrite addrC.
by rewrite addrAC; congr (_ + _); rewrite addrAC.
Qed.

Section Gradient.
Variables (R : realFieldType) (N : nat).
Implicit Types (F p : nat -> R).

Definition slices F (n : nat) : R := F n - F n.+1.
Definition raised F (n : nat) (h : R) (m : nat) : R := F m + h * (m == n)%:R.

(** From state m before the last r slices to all N workers counted. *)
Fixpoint backward_dp p (r m : nat) : R :=
  if r is r'.+1 then
    \sum_(k < N.+1 | (m + k <= (N - r).+1)%N) weight (p (N - r)%N) k * backward_dp p r' (m + k)
  else (m == N)%:R.

Definition slope F (n : nat) : R :=
  N`!%:R * poisson_dp (slices F) n n * backward_dp (slices F) (N - n.+1) n.+1.

Lemma poisson_dp_above p n m : (n < m)%N -> poisson_dp p n m = 0.
Proof. by case: n => [|n] nm /=; rewrite ?gtn_eqF // leqNgt nm. Qed.

Lemma poisson_dp_ext p q n m : (forall i, (i < n)%N -> p i = q i) -> poisson_dp p n m = poisson_dp q n m.
Proof.
elim: n m => //= n IH m pq; case: ifP => // _; apply: eq_bigr => k _.
by rewrite IH => [|i ni]; rewrite ?pq // ltnW.
Qed.

Lemma backward_dp_ext p q r m : (r <= N)%N -> (forall i, (N - r <= i)%N -> p i = q i) ->
  backward_dp p r m = backward_dp q r m.
Proof.
elim: r m => //= r IH m rN pq; apply: eq_bigr => k _; rewrite pq // IH // ?(ltnW rN) // => i ri.
by apply: pq; apply: leq_trans ri; rewrite leq_sub2l.
Qed.

(** Forward and backward masses meet before every slice. *)
Lemma forward_backward p r : (r <= N)%N ->
  \sum_(m < N.+1) poisson_dp p (N - r) m * backward_dp p r m = poisson_dp p N N.
Proof.
elim: r => [|r IH] rN.
  rewrite subn0 big_ord_recr /= eqxx mulr1 big1 ?add0r // => m _.
  by rewrite [_ == _]ltn_eqF ?ltn_ord // mulr0.
rewrite -(IH (ltnW rN)); have nN : (N - r.+1 < N)%N by rewrite ltn_subrL (leq_trans _ rN).
pose A (j k : nat) := poisson_dp p (N - r.+1) j * (weight (p (N - r.+1)%N) k * backward_dp p r (j + k)).
transitivity (\sum_(j < N.+1) \sum_(k < N.+1 | (j + k <= (N - r.+1).+1)%N) A j k).
  by apply: eq_bigr => j _; rewrite mulr_sumr.
rewrite by_total // big_mkcond; apply: eq_bigr => m _; rewrite -subSn // subSS /= in nN *.
have -> : (N - r = (N - r.+1).+1)%N by rewrite -subSn.
rewrite /=; case: ifP => _; last by rewrite mul0r.
rewrite mulr_suml; apply: eq_bigr => k _; by rewrite /A subnK ?mulrA // -ltnS.
Qed.

(** ** What raising F n changes *)

(** Two slices without the constraint between them count as one. *)
Lemma merge_slices (f : nat -> R) a b m :
  \sum_(k < m.+1) (\sum_(j < (m - k).+1) f (m - k - j)%N * weight a j) * weight b k =
  \sum_(k < m.+1) f (m - k)%N * weight (a + b) k.
Proof.
pose P g : {poly R} := \poly_(i < m.+1) g i.
have conv g g' i : (i <= m)%N -> (P g * P g')`_i = \sum_(j < i.+1) g (i - j)%N * g' j.
  move=> im; rewrite coefMr; apply: eq_bigr => j _; rewrite !coef_poly !ltnS (leq_trans (leq_subr _ _)) //.
  by rewrite (leq_trans _ im) // -ltnS.
have entry g i : (i <= m)%N -> (P g)`_i = g i by move=> im; rewrite coef_poly ltnS im.
transitivity ((P f * P (fun k => weight a k) * P (fun k => weight b k))`_m).
  rewrite coefMr; apply: eq_bigr => k _; have km : (k <= m)%N by rewrite -ltnS.
  by rewrite entry // conv // leq_subr.
rewrite -mulrA coefMr; apply: eq_bigr => k _; have km : (k <= m)%N by rewrite -ltnS.
by rewrite entry ?leq_subr // conv // -weightD.
Qed.

Lemma two_slices p n m : (m <= n.+2)%N -> poisson_dp p n.+2 m =
  \sum_(k < m.+1) poisson_dp p n (m - k) * weight (p n + p n.+1) k - (m == n.+2)%:R * poisson_next p n m.
Proof.
move=> mn; rewrite -merge_slices [LHS]/= mn.
have [->|ne] := eqVneq m n.+2.
  rewrite mul1r [LHS]big_ord_recl [in RHS]big_ord_recl !subn0 ltnn mul0r add0r /= expr0 fact0 divr1 mulr1.
  rewrite addrAC -/(poisson_next p n n.+2) subrr add0r; apply: eq_bigr => k _.
  by rewrite /bump add1n subSS leq_subr.
rewrite mul0r subr0; apply: eq_bigr => k _; rewrite (leq_trans (leq_subr _ _)) //.
by rewrite -ltnS ltn_neqAle ne.
Qed.

Lemma slices_raised F n h m :
  slices (raised F n h) m = slices F m + h * (m == n)%:R - h * (m.+1 == n)%:R.
Proof. by rewrite /slices /raised opprD addrACA addrA. Qed.

(** Only state n+1 behind slice n changes, by the mass in state n before it. *)
Lemma forward_raised F n : exists q : {poly R}, forall h m, (m <= n.+1)%N ->
  poisson_dp (slices (raised F n h)) n.+1 m = poisson_dp (slices F) n.+1 m +
    (m == n.+1)%:R * (h * poisson_dp (slices F) n n + h ^+ 2 * q.[h]).
Proof.
case: n => [|n].
  exists 0 => h m; rewrite horner0 mulr0 addr0 mulr1.
  have one p i : (i <= 1)%N -> poisson_dp p 1 i = weight (p 0%N) i.
    move=> i1; rewrite /= i1 big_ord_recr /= subnn mul1r big1 ?add0r // => k _.
    by rewrite subn_eq0 leqNgt ltn_ord mul0r.
  move=> m1; rewrite !one // slices_raised eqxx mulr1 mulr0 subr0.
  case: m m1 => [|[]] // _; first by rewrite !expr0 mul0r addr0.
  by rewrite !expr1 factS fact0 !divr1 mul1r.
pose p := slices F.
pose u : {poly R} := \sum_(k < n.+3) (poisson_dp p n (n.+2 - k) / k`!%:R) *: 'X^k.
have u_next q x : (forall i, (i < n)%N -> q i = p i) -> q n = x -> poisson_next q n n.+2 = u.[x].
  move=> qp qx; rewrite horner_sum; apply: eq_bigr => k _.
  by rewrite hornerZ hornerXn (poisson_dp_ext _ qp) qx mulrA mulrAC.
have [q Taylor] := taylor2 u (p n); exists (- (q \Po - 'X)) => h m mn.
have below i : (i < n)%N -> slices (raised F n.+1 h) i = p i.
  by move=> i_n; rewrite slices_raised ![_ == _]ltn_eqF // ?ltnS ?(ltnW i_n) // !mulr0 subr0 addr0.
have at_n : slices (raised F n.+1 h) n = p n - h.
  by rewrite slices_raised eqxx ltn_eqF // mulr0 mulr1 addr0.
have behind : slices (raised F n.+1 h) n.+1 = p n.+1 + h.
  by rewrite slices_raised eqxx gtn_eqF // mulr0 mulr1 subr0.
rewrite !two_slices // at_n behind addrACA [- h + h]addrC subrr addr0 -/p.
rewrite (eq_bigr (fun k : 'I_m.+1 => poisson_dp p n (m - k) * weight (p n + p n.+1) k)) => [|k _]; last first.
  by rewrite (poisson_dp_ext _ below).
rewrite -[RHS]addrA; congr (_ + _); have [->|_] := eqVneq m n.+2; last by rewrite !mul0r addr0.
rewrite !mul1r (u_next _ _ below at_n) (u_next p (p n)) // Taylor hornerN horner_comp hornerN hornerX.
have -> : poisson_dp p n.+1 n.+1 = u^`().[p n].
  rewrite [LHS]/= leqnn raddf_sum horner_sum [RHS]big_ord_recl /= expr0 derivZ derivC scaler0 horner0 add0r.
  apply: eq_bigr => k _; rewrite derivZ derivXn hornerZ hornerMn hornerXn /bump add1n subSS /=.
  rewrite -[_ *+ k.+1]mulr_natr factS natrM [(_ * _)^-1]invfM -!mulrA; congr (_ * _).
  by rewrite [RHS]mulrCA [RHS]mulrC; congr (_ * _); rewrite mulrCA mulVf ?mulr1 // pnatr_eq0.
by rewrite sqrrN mulNr !opprD !opprK mulrN addrA.
Qed.

(** dPr/dF_n = N! phi_n[n] beta_{n+1}[n+1]. *)
Theorem slope_is_derivative F n : (n < N)%N -> exists q : {poly R}, forall h,
  multinomial_sum N (slices (raised F n h)) =
  multinomial_sum N (slices F) + h * slope F n + h ^+ 2 * q.[h].
Proof.
move=> nN; have [q diff] := forward_raised F n.
pose beta := backward_dp (slices F) (N - n.+1).
exists ((N`!%:R * beta n.+1) *: q) => h.
have rN : (N - n.+1 <= N)%N by exact: leq_subr.
have meet p : poisson_dp p N N = \sum_(m < N.+1) poisson_dp p n.+1 m * backward_dp p (N - n.+1) m.
  by rewrite -(forward_backward p rN) subKn.
have same m : backward_dp (slices (raised F n h)) (N - n.+1) m = beta m.
  apply: backward_dp_ext => // i; rewrite subKn // => ni; rewrite slices_raised !gtn_eqF ?mulr0 ?subr0 ?addr0 //.
  exact: ltnW.
rewrite -!poisson_dp_correct !meet; pose d := h * poisson_dp (slices F) n n + h ^+ 2 * q.[h].
under eq_bigr do rewrite same.
have {}diff m : (m <= n.+1)%N -> _ := diff h m.
move: diff (@poisson_dp_above (slices (raised F n h)) n.+1) (@poisson_dp_above (slices F) n.+1).
move: (poisson_dp (slices (raised F n h)) n.+1) (poisson_dp (slices F) n.+1) => phi' phi diff above' above.
have n1 : (n.+1 < N.+1)%N by [].
have -> : \sum_(m < N.+1) phi' m * beta m = \sum_(m < N.+1) phi m * beta m + d * beta n.+1.
  rewrite [LHS](bigD1 (Ordinal n1)) //= [in RHS](bigD1 (Ordinal n1)) //=.
  rewrite diff // eqxx mul1r mulrDl -!addrA; congr (_ + _); rewrite [RHS]addrC; congr (_ + _).
  apply: eq_bigr => m ne; case: (leqP m n.+1) => [mn|mn]; last by rewrite above' // above.
  by rewrite diff //; move: ne; rewrite -val_eqE /= => /negbTE ->; rewrite mul0r addr0.
rewrite mulrDr -addrA; congr (_ + _); rewrite hornerZ /slope -/beta.
rewrite mulrDl mulrDr; congr (_ + _); first by rewrite -!mulrA mulrCA.
by rewrite -[h ^+ 2 * _ * _]mulrA mulrCA [q.[h] * _]mulrC [_ * (beta _ * _)]mulrA.
Qed.

(** ** The same with Poisson probabilities of scale c, as the code has them *)

Fixpoint scaled_backward c (a : nat -> R) p (r m : nat) : R :=
  if r is r'.+1 then
    \sum_(k < N.+1 | (m + k <= (N - r).+1)%N)
      a (N - r)%N * weight (c * p (N - r)%N) k * scaled_backward c a p r' (m + k)
  else (m == N)%:R.

Lemma scaled_backward_plain c a p r m : (r <= N)%N -> (m <= N)%N ->
  scaled_backward c a p r m = (\prod_(N - r <= i < N) a i) * c ^+ (N - m) * backward_dp p r m.
Proof.
elim: r m => [|r IH] m rN mN.
  by rewrite subn0 big_geq // mul1r /=; case: eqP => [->|_]; rewrite ?subnn ?mulr1 ?mulr0.
have nN : (N - r.+1 < N)%N by rewrite ltn_subrL (leq_trans _ rN).
rewrite /= mulr_sumr; apply: eq_bigr => k mk; have mkN : (m + k <= N)%N by exact: leq_trans mk nN.
rewrite (IH _ (ltnW rN) mkN) [in RHS](big_ltn nN) (_ : (N - r.+1).+1 = N - r)%N; last by rewrite -subSn.
have -> : c ^+ (N - m) = c ^+ k * c ^+ (N - (m + k)).
  by rewrite -exprD subnDA subnKC // leq_subRL.
by rewrite exprMn [LHS](AC ((1*3)*3) (((1*5)*(2*6))*((3*4)*7))).
Qed.

Theorem scaled_slope c a F n : (n < N)%N -> c != 0 -> (forall i, (i < N)%N -> a i != 0) ->
  N`!%:R / (c ^+ N * \prod_(i < N) a i) * c *
    (scaled_dp (slices F) c a n n * a n * scaled_backward c a (slices F) (N - n.+1) n.+1) = slope F n.
Proof.
move=> nN c0 a0; rewrite scaled_dp_poisson scaled_backward_plain ?leq_subr // subKn //.
rewrite -!(big_mkord predT a) (@big_cat_nat _ _ _ n 0 N) //= ?(ltnW nN) // (big_ltn nN).
have -> : c ^+ N = c * (c ^+ n * c ^+ (N - n.+1)) by rewrite -exprD -exprS -addSn subnKC.
have A0 m l : (l <= N)%N -> \prod_(m <= i < l) a i != 0.
  move=> lN; rewrite prodf_seq_neq0; apply/allP => i; rewrite mem_index_iota => /andP[_ il].
  by rewrite a0 // (leq_trans il).
move: (A0 0%N n (ltnW nN)) (A0 n.+1 N (leqnn N)) (a0 n nN) (expf_neq0 n c0) (expf_neq0 (N - n.+1) c0).
rewrite /slope; move: (\prod_(0 <= i < n) a i) (\prod_(n.+1 <= i < N) a i) (a n) (c ^+ n) (c ^+ (N - n.+1)).
move: (poisson_dp _ _ _) (backward_dp _ _ _) => P Q A B D C E A1 B1 D1 C1 E1.
rewrite -[RHS](mulKf (_ : c * (C * E) * (A * (D * B)) != 0)) ?mulf_neq0 //.
rewrite [N`!%:R / _]mulrC -[_^-1 * _ * c]mulrA -[_^-1 * _ * (_ * _)]mulrA; congr (_ * _).
by rewrite [LHS](AC (2*(4*3)) (((2*(4*8))*(3*(6*7)))*((1*5)*9))).
Qed.

End Gradient.
