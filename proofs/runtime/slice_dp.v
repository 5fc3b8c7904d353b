(** The dynamic programme over slices computes the multinomial sum.  Section 4 of docs/model.md.

    Slice n < N holds the times in (c_{n+1}, c_n] (the last one all times up to c_{N-1}), p n is the
    probability to fall into it, k_n the number of workers there.  The round succeeds iff nobody is above
    c_0 and fewer than n+1 workers are above c_n.  Three programmes, one for each way to scale the states,
    over any ordered field: the same statement covers floating point's ideal, the rationals and enclosures. *)
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** ** Finite functions on n+1 points are those on n points with one more value *)

Section Extend.
Variables (T : finType) (n : nat).
Definition extend (gt : {ffun 'I_n -> T} * T) : {ffun 'I_n.+1 -> T} :=
  [ffun i => oapp gt.1 gt.2 (unlift ord_max i)].
Definition restrict (g : {ffun 'I_n.+1 -> T}) := ([ffun j => g (lift ord_max j)], g ord_max).

Lemma widen_lift (j : 'I_n) : widen_ord (leqnSn n) j = lift ord_max j.
Proof. by apply: val_inj; rewrite [RHS]lift_max. Qed.
Lemma extend_widen gt j : extend gt (widen_ord (leqnSn n) j) = gt.1 j.
Proof. by rewrite widen_lift ffunE liftK. Qed.
Lemma extend_last gt : extend gt ord_max = gt.2.
Proof. by rewrite ffunE unlift_none. Qed.
Lemma extend_bij : bijective extend.
Proof.
exists restrict => [[g t]|g]; last first.
  by apply/ffunP => i; rewrite ffunE; case: unliftP => [j ->|->] //=; rewrite ffunE.
rewrite /restrict extend_last; congr (_, _); apply/ffunP => j.
by rewrite ffunE -widen_lift extend_widen.
Qed.
End Extend.

(** Poisson weight of k points, up to its exponential. *)
Notation weight q k := (q ^+ k / k`!%:R)%R.

Section SliceDP.
Variables (R : realFieldType) (N : nat) (p : nat -> R).

(** sum k_n = N and sum_{m<n} k_m <= n for every level n. *)
Definition admissible (k : {ffun 'I_N -> 'I_N.+1}) :=
  (\sum_n k n == N)%N && [forall n : 'I_N, (\sum_(m < N | (m < n)%N) k m <= n)%N].

(** Pr[tau(x,T) <= t] = sum over admissible k of N!/prod k_n! prod p_n^{k_n}. *)
Definition multinomial_sum : R :=
  \sum_(k : {ffun 'I_N -> 'I_N.+1} | admissible k) N`!%:R / (\prod_n (k n)`!)%N%:R * \prod_(n < N) p n ^+ k n.

(** The plain programme: after n slices the state is the number m <= n of workers counted. *)
Fixpoint poisson_dp (n m : nat) : R :=
  if n is n'.+1 then
    if (m <= n)%N then \sum_(k < m.+1) poisson_dp n' (m - k) * (p n' ^+ k / k`!%:R) else 0
  else (m == 0)%N%:R.

(** *** The sum over prefixes of k, one slice at a time *)

Definition prefix_admissible n (m : nat) (k : {ffun 'I_n -> 'I_N.+1}) :=
  (\sum_j k j == m)%N && [forall i : 'I_n.+1, (\sum_(j < n | (j < i)%N) k j <= i)%N].

Definition prefix_sum (n m : nat) : R :=
  \sum_(k : {ffun 'I_n -> 'I_N.+1} | prefix_admissible m k) \prod_(j < n) (p j ^+ k j / (k j)`!%:R).

Lemma prefix_admissible_extend n (m : nat) k t : prefix_admissible m (@extend _ n (k, t)) =
  [&& m <= n.+1, t <= m & prefix_admissible (m - t) k]%N.
Proof.
rewrite /prefix_admissible big_ord_recr /= extend_last /=.
under eq_bigr do rewrite extend_widen /=.
have pre (i : nat) : (\sum_(j < n.+1 | j < i) extend (k, t) j =
    \sum_(j < n | j < i) k j + (if n < i then t : nat else 0))%N.
  rewrite big_mkcond big_ord_recr /= extend_last /= [in RHS]big_mkcond; congr (_ + _)%N.
  by apply: eq_bigr => j _; rewrite extend_widen.
have whole : (\sum_(j < n | j < n.+1) k j = \sum_j k j)%N.
  by apply: eq_bigl => j; rewrite ltnS ltnW.
apply/andP/and3P => [[/eqP <- /forallP le]|[mn tm /andP[/eqP sum /forallP le]]].
  rewrite leq_addl addnK eqxx; split=> //.
    by have := le ord_max; rewrite pre ltnSn whole.
  apply/forallP => i; have := le (widen_ord (leqnSn _) i).
  by rewrite pre /= [(n < i)%N]ltnNge -[(i <= n)%N]ltnS ltn_ord addn0.
rewrite sum subnK // eqxx; split=> //; apply/forallP => i; rewrite pre.
case: (ltnP n i) => [ni|]; last by rewrite addn0 -ltnS => lt; exact: (le (Ordinal lt)).
have -> : (i : nat) = n.+1 by apply/eqP; rewrite eqn_leq ni -ltnS ltn_ord.
by rewrite whole sum subnK.
Qed.

Lemma prefix_sumS (n m : nat) : (n < N)%N -> prefix_sum n.+1 m =
  if (m <= n.+1)%N then \sum_(k < m.+1) prefix_sum n (m - k) * (p n ^+ k / k`!%:R) else 0.
Proof.
move=> nN; rewrite /prefix_sum (reindex _ (onW_bij _ (@extend_bij _ n))) /=.
have split_last (gt : {ffun 'I_n -> 'I_N.+1} * 'I_N.+1) : prefix_admissible m (extend gt) =
    [&& m <= n.+1, gt.2 <= m & prefix_admissible (m - gt.2) gt.1]%N.
  by case: gt => g t; rewrite prefix_admissible_extend.
rewrite (eq_bigl _ _ split_last); case: ltnP => [|mn]; first by rewrite big_pred0.
transitivity (\sum_(t < N.+1 | (t <= m)%N) prefix_sum n (m - t) * (p n ^+ t / t`!%:R)).
  rewrite (eq_bigr (fun t : 'I_N.+1 => \sum_(k : {ffun 'I_n -> 'I_N.+1} | prefix_admissible (m - t) k)
      (\prod_(j < n) (p j ^+ k j / (k j)`!%:R) * (p n ^+ t / t`!%:R)))) => [|t _]; last by rewrite mulr_suml.
  rewrite (exchange_big_dep predT) //= pair_big_dep /=; apply: eq_big => [[g t]|[g t] _] //=.
  rewrite big_ord_recr /= extend_last; congr (_ * _).
  by apply: eq_bigr => j _; rewrite extend_widen.
rewrite (big_ord_widen_cond _ predT (fun t => prefix_sum n (m - t) * (p n ^+ t / t`!%:R)) (_ : m.+1 <= N.+1)%N).
  by apply: eq_bigl => t; rewrite ltnS.
by rewrite ltnS (leq_trans mn).
Qed.

Lemma poisson_dp_prefix n m : (n <= N)%N -> poisson_dp n m = prefix_sum n m.
Proof.
elim: n m => [|n IH] m nN; last first.
  rewrite prefix_sumS //=; case: ifP => // _; apply: eq_bigr => k _; by rewrite IH // ltnW.
rewrite /= /prefix_sum; pose e : {ffun 'I_0 -> 'I_N.+1} := [ffun=> ord0].
have all_e k : k = e by apply/ffunP => -[].
rewrite (eq_bigl (fun k => (m == 0)%N && (k == e))) => [|k]; last first.
  rewrite (all_e k) eqxx andbT /prefix_admissible big_ord0 eq_sym.
  by rewrite [X in _ && X](_ : _ = true) ?andbT //; apply/forallP => i; rewrite big_ord0.
case: eqP => _; last by rewrite big_pred0.
by rewrite (big_pred1 e) // big_ord0.
Qed.

(** Sums over the state before a slice and the points in it, by the state behind it. *)
Lemma by_total (A : nat -> nat -> R) n : (n < N)%N ->
  \sum_(j < N.+1) \sum_(k < N.+1 | (j + k <= n.+1)%N) A j k =
  \sum_(m < N.+1 | (m <= n.+1)%N) \sum_(k < m.+1) A (m - k)%N k.
Proof.
move=> nN; apply/esym.
transitivity (\sum_(m < N.+1 | (m <= n.+1)%N) \sum_(k < N.+1) \sum_(j < N.+1 | (j + k == m)%N) A j k).
  apply: eq_bigr => m _; rewrite (big_ord_widen N.+1 (fun k => A (m - k)%N k)) //.
  rewrite big_mkcond; apply: eq_bigr => k _; rewrite ltnS; case: leqP => km.
    have jN : (m - k < N.+1)%N by rewrite ltnS (leq_trans (leq_subr _ _)) // -ltnS.
    rewrite (big_pred1 (Ordinal jN)) // => j /=.
    by rewrite -[RHS]val_eqE /= -[RHS](eqn_add2r k) subnK.
  rewrite big_pred0 // => j; apply/negbTE; rewrite neq_ltn; apply/orP; right.
  by rewrite (leq_trans km) ?leq_addl.
rewrite exchange_big [RHS](exchange_big_dep predT) //=; apply: eq_bigr => k _.
rewrite (exchange_big_dep (fun j : 'I_N.+1 => (j + k <= n.+1)%N)) /= => [|m j mn /eqP -> //].
apply: eq_bigr => j jk; have mN : (j + k < N.+1)%N by rewrite ltnS (leq_trans jk).
rewrite (big_pred1 (Ordinal mN)) // => m /=.
by rewrite -[RHS]val_eqE /= [RHS]eq_sym; case: eqP => [<-|]; rewrite ?jk ?andbT ?andbF.
Qed.

(** N! times the last state is the multinomial sum. *)
Theorem poisson_dp_correct : N`!%:R * poisson_dp N N = multinomial_sum.
Proof.
rewrite poisson_dp_prefix // /prefix_sum mulr_sumr; apply: eq_big => [k|k _].
  rewrite /prefix_admissible /admissible; case: eqP => //= sum.
  apply/forallP/forallP => [le i|le i]; first exact: (le (widen_ord (leqnSn _) i)).
  case: (ltnP i N) => [iN|Ni]; first exact: (le (Ordinal iN)).
  apply: leq_trans Ni; rewrite -[leqRHS]sum [leqRHS](bigID (fun j : 'I_N => (j < i)%N)) /=.
  exact: leq_addr.
rewrite big_split /= prodfV -natr_prod mulrA mulrAC; congr (_ * _ * _)%R.
Qed.

(** The fast kernel's weights: with q_n = c p_n (c = N) and a_n = e^{-q_n} they are Poisson probabilities, and the
    factor in front is one over that of N points in all. *)
Fixpoint scaled_dp (c : R) (a : nat -> R) (n m : nat) : R :=
  if n is n'.+1 then
    if (m <= n)%N then \sum_(k < m.+1) scaled_dp c a n' (m - k) * (a n' * ((c * p n') ^+ k / k`!%:R)) else 0
  else (m == 0)%N%:R.

Lemma scaled_dp_poisson c a n (m : nat) : scaled_dp c a n m = (\prod_(i < n) a i) * c ^+ m * poisson_dp n m.
Proof.
elim: n m => [|n IH] m.
  by rewrite big_ord0 mul1r /=; case: eqP => [->|_]; rewrite ?mulr0 // expr0 mul1r.
rewrite /=; case: ifP => _; last by rewrite mulr0.
rewrite mulr_sumr; apply: eq_bigr => k _; rewrite IH big_ord_recr /= exprMn.
have -> : c ^+ m = c ^+ (m - k) * c ^+ k by rewrite -exprD subnK // -ltnS.
rewrite -!mulrA [in RHS](mulrCA (a n)); congr (_ * (_ * _)).
by rewrite mulrCA; congr (_ * _); rewrite mulrCA.
Qed.

Theorem scaled_dp_correct c a : c != 0 -> (forall n, (n < N)%N -> a n != 0) ->
  N`!%:R / (c ^+ N * \prod_(n < N) a n) * scaled_dp c a N N = multinomial_sum.
Proof.
move=> c0 a0; rewrite scaled_dp_poisson [c ^+ N * _]mulrC mulrA mulfVK ?poisson_dp_correct //.
by rewrite mulf_neq0 ?expf_neq0 //; apply/prodf_neq0 => i _; rewrite a0.
Qed.

(** ** Binomial steps: n slices turn m workers into N!/(N-m)! times the plain state *)

Fixpoint binomial_dp (n m : nat) : R :=
  if n is n'.+1 then
    if (m <= n)%N then \sum_(k < m.+1) binomial_dp n' (m - k) * ('C(N - (m - k), k)%:R * p n' ^+ k) else 0
  else (m == 0)%N%:R.

Lemma binomial_dp_poisson n m : (m <= N)%N ->
  binomial_dp n m * (N - m)`!%:R = N`!%:R * poisson_dp n m.
Proof.
have u k : k`!%:R != 0 :> R by rewrite pnatr_eq0 -lt0n fact_gt0.
elim: n m => [|n IH] m mN /=.
  by case: eqP => [->|_]; rewrite ?subn0 ?mul1r ?mulr1 ?mul0r ?mulr0.
case: ifP => _; last by rewrite mul0r mulr0.
rewrite mulr_suml mulr_sumr; apply: eq_bigr => k _.
have km : (k <= m)%N by rewrite -ltnS.
have jN : (m - k <= N)%N by rewrite (leq_trans (leq_subr _ _)).
have kN : (k <= N - (m - k))%N by rewrite leq_subRL // subnK.
rewrite [RHS]mulrA -(IH _ jN) -(bin_fact kN) -subnDA subnK // !natrM.
rewrite -!mulrA; congr (_ * (_ * _)).
by rewrite [RHS]mulrC -!mulrA mulVf // mulr1 mulrC.
Qed.

Theorem binomial_dp_correct : binomial_dp N N = multinomial_sum.
Proof. by rewrite -poisson_dp_correct -binomial_dp_poisson // subnn mulr1. Qed.

(** ** Conditional binomial steps, each a probability distribution *)

(** F n = F(c_n): what is left of the law when n slices are done. *)
Variable F : nat -> R.
Hypotheses (F_step : forall n, (n < N)%N -> F n.+1 = F n - p n) (F_nz : forall n, (n < N)%N -> F n != 0).

(** N - m trials of success probability p_n / F(c_n). *)
Definition step n j k : R := 'C(N - j, k)%:R * (p n / F n) ^+ k * (1 - p n / F n) ^+ (N - (j + k)).

Fixpoint conditional_dp (n m : nat) : R :=
  if n is n'.+1 then
    if (m <= n)%N then \sum_(k < m.+1) conditional_dp n' (m - k) * step n' (m - k) k else 0
  else (m == 0)%N%:R * F 0 ^+ N.

Lemma conditional_dp_binomial n m : (n <= N)%N -> (m <= N)%N ->
  conditional_dp n m = binomial_dp n m * F n ^+ (N - m).
Proof.
elim: n m => [|n IH] m nN mN /=.
  by case: eqP => [->|_]; rewrite ?subn0 ?mul0r.
case: ifP => _; last by rewrite mul0r.
rewrite mulr_suml; apply: eq_bigr => k _.
have km : (k <= m)%N by rewrite -ltnS.
have jN : (m - k <= N)%N by rewrite (leq_trans (leq_subr _ _)).
rewrite IH ?(ltnW nN) // /step subnK // -!mulrA; congr (_ * _).
rewrite mulrCA; congr (_ * _).
have -> : (N - (m - k) = k + (N - m))%N by rewrite -[in LHS](subnKC mN) addnC -addnBA ?leq_subr // subKn // addnC.
have Fp : F n * (p n / F n) = p n by rewrite mulrC divfK ?F_nz.
by rewrite exprD mulrACA -!exprMn Fp mulrBr mulr1 Fp F_step.
Qed.

Theorem conditional_dp_correct : conditional_dp N N = multinomial_sum.
Proof. by rewrite conditional_dp_binomial // subnn mulr1 binomial_dp_correct. Qed.

(** ** The complement of the conditional programme, without cancellation *)

(** The mass that the constraint cuts off at the step from slice n: more than n+1 workers counted.  (Terms with
    j + k > N vanish.) *)
Definition cut (n : nat) : R :=
  \sum_(j < N.+1) conditional_dp n j * \sum_(k < N.+1 | (n.+1 < j + k)%N) step n j k.

Lemma step_total n (j : nat) : (j <= N)%N -> \sum_(k < N.+1) step n j k = 1.
Proof.
move=> jN; pose f k := step n j k.
transitivity (\sum_(k < (N - j).+1) f k).
  rewrite [RHS](big_ord_widen N.+1 f) ?ltnS ?leq_subr // [LHS](bigID (fun k : 'I_N.+1 => (k < (N - j).+1)%N)) /=.
  rewrite [X in _ + X]big1 ?addr0 // => k; rewrite -leqNgt => jk.
  by rewrite /step bin_small ?mul0r.
rewrite -(expr1n _ (N - j)) -[X in X ^+ _](subrK (p n / F n)) exprDn; apply: eq_bigr => k _.
by rewrite /f /step subnDA -[RHS]mulr_natl -mulrA; congr (_ * _); rewrite mulrC.
Qed.

(** No mass is lost but what is cut. *)
Lemma row_mass n : (n < N)%N ->
  \sum_(m < N.+1) conditional_dp n m = \sum_(m < N.+1) conditional_dp n.+1 m + cut n.
Proof.
move=> nN; pose A (j k : nat) := conditional_dp n j * step n j k.
have next : \sum_(m < N.+1) conditional_dp n.+1 m = \sum_(j < N.+1) \sum_(k < N.+1 | (j + k <= n.+1)%N) A j k.
  by rewrite by_total //= -big_mkcond.
rewrite next /cut -big_split /=; apply: eq_bigr => j _.
rewrite -mulr_sumr -mulrDr -[LHS]mulr1; congr (_ * _); rewrite -(@step_total n j) -1?ltnS //.
rewrite (bigID (fun k : 'I_N.+1 => (j + k <= n.+1)%N)) /=; congr (_ + _).
by apply: eq_bigl => k; rewrite ltnNge.
Qed.

Theorem conditional_complement_correct : F N = 0 ->
  1 - multinomial_sum = (1 - F 0 ^+ N) + \sum_(n < N) cut n.
Proof.
move=> FN.
have mass n : (n <= N)%N -> \sum_(m < N.+1) conditional_dp n m = F 0 ^+ N - \sum_(i < n) cut i.
  elim: n => [|n IH] nN.
    rewrite big_ord0 subr0 (bigD1 ord0) //= mul1r big1 ?addr0 // => m /negbTE.
    by rewrite -val_eqE /= => ->; rewrite mul0r.
  apply: (addIr (cut n)); rewrite -(row_mass nN) (IH (ltnW nN)).
  by rewrite [in RHS]big_ord_recr /= opprD addrA subrK.
have -> : multinomial_sum = \sum_(m < N.+1) conditional_dp N m.
  rewrite big_ord_recr /= conditional_dp_correct big1 ?add0r // => m _.
  by rewrite conditional_dp_binomial ?(ltnW (ltn_ord m)) // FN expr0n subn_eq0 leqNgt ltn_ord mulr0.
by rewrite (mass N) // opprD opprK addrA.
Qed.

(** ** The complement as the code sums it: Poisson weights, no division by F(c_n) *)

(** The states behind slice n before the constraint cuts, and what it cuts off: more than n+1 workers counted and the
    rest of the N anywhere below c_{n+1}. *)
Definition poisson_next (n m : nat) : R := \sum_(k < m.+1) poisson_dp n (m - k) * weight (p n) k.
Definition poisson_cut (n : nat) : R :=
  \sum_(m < N.+1 | (n.+1 < m)%N) poisson_next n m * weight (F n.+1) (N - m).

Lemma weightD (a b : R) n : weight (a + b) n = \sum_(k < n.+1) weight a (n - k) * weight b k.
Proof.
rewrite exprDn mulr_suml; apply: eq_bigr => k _; have kn : (k <= n)%N by rewrite -ltnS.
have C0 : 'C(n, k)%:R != 0 :> R by rewrite pnatr_eq0 -lt0n bin_gt0.
rewrite -{1}mulr_natl -{1}(bin_fact kn) !natrM !invfM mulrACA divff // mul1r.
by rewrite [_^-1 * _]mulrC mulrACA.
Qed.

Lemma poisson_row_mass n : (n < N)%N ->
  \sum_(m < N.+1) poisson_dp n m * weight (F n) (N - m) =
  \sum_(m < N.+1) poisson_dp n.+1 m * weight (F n.+1) (N - m) + poisson_cut n.
Proof.
move=> nN; pose A (j k : nat) := poisson_dp n j * weight (p n) k * weight (F n.+1) (N - (j + k)).
have Fn : F n = F n.+1 + p n by rewrite F_step // subrK.
transitivity (\sum_(j < N.+1) \sum_(k < N.+1 | (j + k <= N)%N) A j k).
  apply: eq_bigr => j _; have jN : (j <= N)%N by rewrite -ltnS.
  rewrite Fn weightD mulr_sumr.
  rewrite (big_ord_widen_cond N.+1 predT (fun k => poisson_dp n j * (weight (F n.+1) (N - j - k) * weight (p n) k))) /=.
    apply: eq_big => k; first by rewrite ltnS leq_subRL.
    by move=> _; rewrite /A subnDA mulrA mulrAC.
  by rewrite ltnS leq_subr.
have -> : \sum_(j < N.+1) \sum_(k < N.+1 | (j + k <= N)%N) A j k =
    \sum_(m < N.+1) poisson_next n m * weight (F n.+1) (N - m).
  have := @by_total A N.-1; rewrite prednK ?(leq_ltn_trans _ nN) // => /(_ (leqnn _)) ->.
  apply: eq_big => m; first by rewrite -ltnS ltn_ord.
  move=> _; rewrite mulr_suml; apply: eq_bigr => k _; by rewrite /A subnK // -ltnS.
rewrite (bigID (fun m : 'I_N.+1 => (m <= n.+1)%N)) /=; congr (_ + _).
  by rewrite [LHS]big_mkcond /=; apply: eq_bigr => m _ /=; case: ifP => // _; rewrite mul0r.
by apply: eq_bigl => m; rewrite ltnNge.
Qed.

Lemma poisson_complement : F N = 0 ->
  1 - multinomial_sum = (1 - F 0 ^+ N) + N`!%:R * \sum_(n < N) poisson_cut n.
Proof.
move=> FN; have mass n : (n <= N)%N ->
    \sum_(m < N.+1) poisson_dp n m * weight (F n) (N - m) = weight (F 0) N - \sum_(i < n) poisson_cut i.
  elim: n => [|n IH] nN.
    rewrite big_ord0 subr0 (bigD1 ord0) //= mul1r subn0 big1 ?addr0 // => m /negbTE.
    by rewrite -val_eqE /= => ->; rewrite mul0r.
  apply: (addIr (poisson_cut n)); rewrite -(poisson_row_mass nN) (IH (ltnW nN)).
  by rewrite [in RHS]big_ord_recr /= opprD addrA subrK.
have last : \sum_(m < N.+1) poisson_dp N m * weight (F N) (N - m) = poisson_dp N N.
  rewrite big_ord_recr /= subnn expr0 fact0 divr1 mulr1 big1 ?add0r // => m _.
  by rewrite FN expr0n subn_eq0 leqNgt ltn_ord mul0r mulr0.
rewrite -poisson_dp_correct -last mass // mulrBr mulrCA divff ?mulr1; last by rewrite pnatr_eq0 -lt0n fact_gt0.
by rewrite opprD opprK addrA.
Qed.

(** The same with Poisson probabilities of scale c: a_n = e^{-q_n}, q_n = c p_n, and prod_{i>=n} a_i = e^{-c F(c_n)}. *)
Definition scaled_next c a (n m : nat) : R :=
  \sum_(k < m.+1) scaled_dp c a n (m - k) * (a n * weight (c * p n) k).
Definition scaled_cut c (a : nat -> R) (n : nat) : R :=
  \sum_(m < N.+1 | (n.+1 < m)%N)
    scaled_next c a n m * ((\prod_(n.+1 <= i < N) a i) * weight (c * F n.+1) (N - m)).

Theorem complement_correct c a : c != 0 -> (forall n, (n < N)%N -> a n != 0) -> F N = 0 ->
  1 - multinomial_sum =
  (1 - F 0 ^+ N) + N`!%:R / (c ^+ N * \prod_(n < N) a n) * \sum_(n < N) scaled_cut c a n.
Proof.
move=> c0 a0 FN; rewrite poisson_complement // -mulrA; congr (_ + _ * _).
rewrite mulr_sumr; apply: eq_bigr => n _; rewrite mulr_sumr; apply: eq_bigr => m _.
have mN : (m <= N)%N by rewrite -ltnS.
have next : scaled_next c a n m = (\prod_(i < n.+1) a i) * c ^+ m * poisson_next n m.
  rewrite mulr_sumr; apply: eq_bigr => k _; rewrite scaled_dp_poisson big_ord_recr /= exprMn.
  have -> : c ^+ m = c ^+ (m - k) * c ^+ k by rewrite -exprD subnK // -ltnS.
  by rewrite -!mulrA [in RHS](mulrCA (a n)); congr (_ * (_ * _)); rewrite mulrCA; congr (_ * _); rewrite mulrCA.
have whole : \prod_(i < N) a i = (\prod_(i < n.+1) a i) * \prod_(n.+1 <= i < N) a i.
  by rewrite -!(big_mkord predT a) [LHS](@big_cat_nat _ _ _ n.+1).
have cN : c ^+ N = c ^+ m * c ^+ (N - m) by rewrite -exprD subnKC.
set X := \prod_(i < n.+1) a i in next whole; set Y := \prod_(_ <= _ < _) _ in whole *.
have XY0 : X * Y != 0 by rewrite -whole; apply/prodf_neq0 => i _; rewrite a0.
have -> : scaled_next c a n m * (Y * weight (c * F n.+1) (N - m)) =
    c ^+ N * (X * Y) * (poisson_next n m * weight (F n.+1) (N - m)).
  rewrite next cN exprMn -[c ^+ (N - m) * _ / _]mulrA mulrACA [poisson_next _ _ * (c ^+ _ * _)]mulrCA mulrA; congr (_ * _).
  by rewrite [X * _]mulrC -!mulrA; congr (_ * _); rewrite [RHS]mulrC -mulrA.
by rewrite whole mulKf // mulf_neq0 ?expf_neq0.
Qed.

End SliceDP.
