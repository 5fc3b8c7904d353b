(** The completion probability is log-supermodular in the F(c_n).  Section 8 of docs/model.md.

    With the larger of two values of F(c_n) at every level, and with the smaller: the product of the probabilities is no less than
    that of the two at hand.  Followed down the levels from c_0, the number of workers counted so far is a Markov chain whose
    steps q^k/k! are log-concave in k, and the constraint caps it: a four-function theorem on the states, from level to level. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import runtime.slice_dp runtime.gradient runtime.enclosure runtime.monotone.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** ** Four functions on a chain *)

Section FourFunctions.
Variable R : realFieldType.
Implicit Types (f g h k : nat -> R).

Lemma two_terms (a b c d : R) : 0 <= a -> 0 <= d -> a <= c -> b <= c -> a * b <= c * d -> a + b <= c + d.
Proof.
move=> a0 d0 ac bc ab; have c0 := le_trans a0 ac.
have [cz|cn] := eqVneq c 0.
  by rewrite ler_add // (le_trans bc) // cz.
have {cn}c1 : 0 < c by rewrite lt_neqAle eq_sym cn.
rewrite -(ler_pmul2l c1) !mulrDr; apply: (@le_trans _ _ (c * c + a * b)); last by rewrite ler_add2l.
rewrite -subr_ge0; have -> : c * c + a * b - (c * a + c * b) = (c - a) * (c - b).
  by rewrite mulrBl !mulrBr opprB [a * c]mulrC opprD [- (c * a) - _]addrC addrACA.
by rewrite mulr_ge0 ?subr_ge0.
Qed.

(** Ahlswede and Daykin's theorem on a chain. *)
Lemma four_functions n f g h k :
  (forall i, 0 <= f i) -> (forall i, 0 <= g i) -> (forall i, 0 <= h i) -> (forall i, 0 <= k i) ->
  (forall i j, (i < n)%N -> (j < n)%N -> f i * g j <= h (maxn i j) * k (minn i j)) ->
  (\sum_(i < n) f i) * (\sum_(i < n) g i) <= (\sum_(i < n) h i) * (\sum_(i < n) k i).
Proof.
move=> f0 g0 h0 k0; elim: n => [|n IH] le; first by rewrite !big_ord0 mul0r.
rewrite !big_ord_recr /= !mulrDl !mulrDr !addrA -!addrA; apply: ler_add.
  by apply: IH => i j ni nj; apply: le; exact: ltnW.
rewrite !addrA; apply: ler_add; last by have := le n n (ltnSn n) (ltnSn n); rewrite maxnn minnn.
rewrite !mulr_suml !mulr_sumr -!big_split; apply: ler_sum => i _ /=.
have iN : (i < n.+1)%N by rewrite ltnW // ltnS.
have [i_n n_i] : maxn i n = n /\ minn i n = i by split; [apply/maxn_idPr|apply/minn_idPl]; exact: ltnW.
have [n_i' i_n'] : maxn n i = n /\ minn n i = i by rewrite maxnC minnC.
rewrite [leRHS]addrC; apply: two_terms; rewrite ?mulr_ge0 //.
- by have := le i n iN (ltnSn n); rewrite i_n n_i.
- by have := le n i (ltnSn n) iN; rewrite n_i' i_n'.
- rewrite mulrACA [h n * _ * _]mulrACA.
  have -> : f i * f n * (g n * g i) = f n * g n * (f i * g i) by rewrite [f i * _]mulrC mulrACA.
  have -> : h n * h i * (k i * k n) = h n * k n * (h i * k i) by rewrite [k i * _]mulrC mulrACA.
  apply: ler_pmul; rewrite ?mulr_ge0 //.
    by have := le n n (ltnSn n) (ltnSn n); rewrite maxnn minnn.
  by have := le i i iN iN; rewrite maxnn minnn.
Qed.

(** A step of the chain from i to m workers, if its slice has the probability q. *)
Definition step q i m : R := if (i <= m)%N then weight q (m - i) else 0.

Lemma step_ge0 q i m : 0 <= q -> 0 <= step q i m.
Proof. by move=> q0; rewrite /step; case: ifP => // _; rewrite divr_ge0 ?exprn_ge0 ?ler0n. Qed.

Lemma factorials a x y : ((a + x)`! * (a + y)`! <= (a + x + y)`! * a`!)%N.
Proof.
elim: x => [|x IH]; first by rewrite addn0 mulnC.
rewrite addnS addSn !factS -!mulnA; apply: leq_mul => //; by rewrite ltnS leq_addr.
Qed.

Lemma weights_crossed q a x y : 0 <= q ->
  weight q (a + x + y) * weight q a <= weight q (a + x) * weight q (a + y) :> R.
Proof.
move=> q0; have e : (a + x + y + a = a + x + (a + y))%N by rewrite -!addnA [(y + a)%N]addnC.
rewrite !mulf_div -!exprD -!natrM e; apply: ler_wpmul2l; first exact: exprn_ge0.
by rewrite lef_pinv ?posrE ?ltr0n ?muln_gt0 ?fact_gt0 // ler_nat factorials.
Qed.

Lemma step_crossed q i j m m' : 0 <= q -> (i <= j)%N -> (m' <= m)%N ->
  step q i m * step q j m' <= step q j m * step q i m'.
Proof.
move=> q0 ij mm; case: (leqP j m') => jm; last by rewrite {2}/step leqNgt jm mulr0 mulr_ge0 ?step_ge0.
rewrite /step (leq_trans ij jm) (leq_trans jm mm) (leq_trans ij (leq_trans jm mm)) jm.
have := weights_crossed (m' - j) (m - m') (j - i) q0.
have -> : (m' - j + (m - m') = m - j)%N by rewrite addnC addnBA // subnK.
have -> : (m - j + (j - i) = m - i)%N by rewrite addnBA // subnK // (leq_trans jm).
by have -> : (m' - j + (j - i) = m' - i)%N by rewrite addnBA // subnK.
Qed.

Lemma step_tp2 q i j m m' : 0 <= q ->
  step q i m * step q j m' <= step q (maxn i j) (maxn m m') * step q (minn i j) (minn m m').
Proof.
move=> q0; case: (leqP i j) => ij; case: (leqP m m') => mm.
- by rewrite mulrC.
- exact: step_crossed (ltnW mm).
- by rewrite mulrC step_crossed // ltnW.
- by [].
Qed.

(** One step of two capped chains. *)
Definition capped_step q cap f m : R := if (m <= cap)%N then \sum_(i < m.+1) f (m - i)%N * weight q i else 0.

Lemma capped_stepE q cap f m M : (m < M)%N ->
  capped_step q cap f m = if (m <= cap)%N then \sum_(i < M) f i * step q i m else 0.
Proof.
move=> mM; rewrite /capped_step; case: ifP => // _.
rewrite (reindex_inj rev_ord_inj) /= [RHS](bigID (fun i : 'I_M => (i < m.+1)%N)) /=.
rewrite [X in _ = _ + X]big1 ?addr0 => [|i]; last by rewrite -leqNgt /step => lt; rewrite leqNgt lt mulr0.
rewrite (big_ord_widen M (fun i => f (m - (m.+1 - i.+1))%N * weight q (m.+1 - i.+1))) //.
by apply: eq_bigr => i; rewrite ltnS subSS /step => im; rewrite im subKn.
Qed.

Lemma capped_step_ge0 q cap f m : 0 <= q -> (forall i, 0 <= f i) -> 0 <= capped_step q cap f m.
Proof.
move=> q0 f0; rewrite /capped_step; case: ifP => // _; apply: sumr_ge0 => i _.
by rewrite mulr_ge0 ?divr_ge0 ?exprn_ge0 ?ler0n.
Qed.

Lemma capped_steps q a b f g h k : 0 <= q ->
  (forall i, 0 <= f i) -> (forall i, 0 <= g i) -> (forall i, 0 <= h i) -> (forall i, 0 <= k i) ->
  (forall i j, f i * g j <= h (maxn i j) * k (minn i j)) ->
  forall m m', capped_step q a f m * capped_step q b g m' <=
    capped_step q (maxn a b) h (maxn m m') * capped_step q (minn a b) k (minn m m').
Proof.
move=> q0 f0 g0 h0 k0 le m m'.
have := (@capped_step_ge0 q (maxn a b) h (maxn m m') q0 h0, @capped_step_ge0 q (minn a b) k (minn m m') q0 k0).
case=> H0 K0; pose M := (maxn m m').+1.
have mM : (m < M)%N by rewrite ltnS leq_maxl.
have mM' : (m' < M)%N by rewrite ltnS leq_maxr.
move: H0 K0; rewrite (capped_stepE _ _ _ mM) (capped_stepE _ _ _ mM') (@capped_stepE _ _ _ (maxn m m') M) //.
rewrite (@capped_stepE _ _ _ (minn m m') M); last by rewrite gtn_min mM.
move=> H0 K0; case: (leqP m a) => ma; last by rewrite mul0r mulr_ge0.
case: (leqP m' b) => mb; last by rewrite mulr0 mulr_ge0.
rewrite geq_max !leq_max ma mb orbT /= leq_min !geq_min ma mb orbT /=.
apply: (@four_functions M (fun i => f i * step q i m) (fun i => g i * step q i m')
  (fun i => h i * step q i (maxn m m')) (fun i => k i * step q i (minn m m'))) => [i|i|i|i|i j _ _];
  rewrite ?mulr_ge0 ?step_ge0 //.
rewrite mulrACA [leRHS]mulrACA; apply: ler_pmul; rewrite ?mulr_ge0 ?step_ge0 //; exact: step_tp2.
Qed.

End FourFunctions.

(** ** Down the levels *)

Section Levels.
Variables (R : realFieldType) (N : nat).
Implicit Types (F G f : nat -> R) (q v w : R).

(** F(c_n) falls with the level, to 0 behind the last slice. *)
Definition levels F := [/\ falling N F, forall n, (n < N)%N -> 0 < F n & F N = 0].

Definition probability F : R := multinomial_sum N (slices F).

Lemma falling_step F n : falling N F -> (n < N)%N -> F n.+1 <= F n.
Proof. by move=> fF nN; rewrite -subr_ge0; exact: fF. Qed.

Lemma falling_le F m n : falling N F -> (m <= n <= N)%N -> F n <= F m.
Proof.
move=> fF /andP[mn nN]; rewrite -(subnKC mn); move: (n - m)%N (subnKC mn) => k kn; rewrite -{}kn in nN.
elim: k nN => [|k IH] nN; first by rewrite addn0.
rewrite addnS in nN *; apply: le_trans (IH (ltnW nN)); rewrite -subr_ge0; exact: fF.
Qed.

(** The number of levels above a value, which is how many workers may be above it. *)
Definition cap F v : nat := find (fun n => F n <= v) (iota 0 N).

Lemma cap_le F v : (cap F v <= N)%N.
Proof. by rewrite -[leqRHS](size_iota 0) find_size. Qed.

Lemma cap_above F v n : (n < cap F v)%N -> v < F n.
Proof.
move=> lt; have := before_find 0%N lt; rewrite nth_iota ?add0n; last exact: leq_trans (cap_le F v).
by move/negbT; rewrite -ltNge.
Qed.

Lemma cap_below F v n : falling N F -> (cap F v <= n < N)%N -> F n <= v.
Proof.
move=> fF /andP[cn nN]; apply: (@le_trans _ _ (F (cap F v))); first by rewrite falling_le // cn ltnW.
have cN : (cap F v < N)%N by exact: leq_ltn_trans nN.
have : has (fun n => F n <= v) (iota 0 N) by rewrite has_find size_iota.
by move/(nth_find 0%N); rewrite nth_iota.
Qed.

Lemma cap_unique F v k : (k <= N)%N -> (forall n, (n < k)%N -> v < F n) -> ((k < N)%N -> F k <= v) -> cap F v = k.
Proof.
move=> kN up down; apply/eqP; rewrite eqn_leq; apply/andP; split; rewrite leqNgt; apply/negP => lt.
  by have := down (leq_trans lt (cap_le _ _)); rewrite leNgt (cap_above lt).
have cN : (cap F v < N)%N by exact: leq_trans kN.
have : has (fun n => F n <= v) (iota 0 N) by rewrite has_find size_iota.
by move/(nth_find 0%N); rewrite nth_iota // add0n leNgt up.
Qed.

(** Workers above v: Poisson weights up to the last level above it, and a piece of a slice. *)
Definition counted F v m : R :=
  if cap F v is n.+1 then capped_step (F n - v) n.+1 (poisson_dp (slices F) n) m else (m == 0)%N%:R.

Lemma counted_ge0 F v m : falling N F -> 0 <= counted F v m.
Proof.
move=> fF; rewrite /counted; case E: (cap F v) => [|n]; first exact: ler0n.
have nv : v < F n by apply: cap_above; rewrite E.
have nN : (n < N)%N by rewrite -E cap_le.
apply: capped_step_ge0 => [|i]; first by rewrite subr_ge0 ltW.
by apply: (@poisson_dp_ge0 _ N) => //; exact: ltnW.
Qed.

Lemma steps_join p q l m M : (m < M)%N -> \sum_(i < M) step p l i * step q i m = step (p + q) l m :> R.
Proof.
move=> mM; have := @capped_stepE _ q m (step p l) m M mM; rewrite leqnn => <-.
rewrite /capped_step leqnn {2}/step; case: leqP => lm; last first.
  rewrite big1 // => i _; rewrite /step leqNgt (leq_ltn_trans (leq_subr _ _) lm) mul0r.
  by [].
rewrite weightD (big_ord_widen m.+1 (fun k => weight p (m - l - k) * weight q k)) ?ltnS ?leq_subr //.
rewrite [RHS]big_mkcond; apply: eq_bigr => i _; have im : (i <= m)%N by rewrite -ltnS.
rewrite /= ltnS /step !leq_subRL // addnC; case: ifP => _; last by rewrite mul0r.
by rewrite subnAC.
Qed.

Lemma capped_steps_join p q c f m : capped_step q c (capped_step p c f) m = capped_step (p + q) c f m.
Proof.
rewrite !(@capped_stepE _ _ _ _ m m.+1) //; case: ifP => // mc.
transitivity (\sum_(i < m.+1) \sum_(l < m.+1) f l * (step p l i * step q i m)).
  apply: eq_bigr => i _; have im : (i <= m)%N by rewrite -ltnS.
  rewrite (@capped_stepE _ _ _ _ i m.+1) ?ltnS // (leq_trans im mc) mulr_suml.
  by apply: eq_bigr => l _; rewrite mulrA.
rewrite exchange_big; apply: eq_bigr => l _; by rewrite -mulr_sumr steps_join.
Qed.

Lemma empty_slice F n m : F n.+1 = F n -> poisson_dp (slices F) n.+1 m = poisson_dp (slices F) n m.
Proof.
move=> e; rewrite /= /slices e subrr; case: leqP => mn; last by rewrite poisson_dp_above // ltnW.
rewrite big_ord_recl /= subn0 expr0 fact0 divr1 mulr1 big1 ?addr0 // => i _.
by rewrite expr0n mul0r mulr0.
Qed.

Lemma empty_step n f m : (forall i, (n < i)%N -> f i = 0) -> capped_step 0 n f m = f m.
Proof.
move=> f0; rewrite /capped_step; case: leqP => mn; last by rewrite f0.
rewrite big_ord_recl /= subn0 expr0 fact0 divr1 mulr1 big1 ?addr0 // => i _.
by rewrite expr0n mul0r mulr0.
Qed.

(** From v down to w, with no level between. *)
Lemma counted_step F v w m : falling N F -> w <= v -> (forall n, (n < N)%N -> (v <= F n) || (F n <= w)) ->
  counted F w m = capped_step (v - w) (cap F w) (counted F v) m.
Proof.
move=> fF wv free; have capwv : (cap F v <= cap F w)%N.
  rewrite leqNgt; apply/negP => lt; have := cap_above lt; rewrite ltNge => /negP; apply.
  by apply: le_trans wv; apply: cap_below => //; rewrite leqnn (leq_trans lt) ?cap_le.
rewrite {1}/counted; case E: (cap F w) capwv => [|n] capwv.
  rewrite leqn0 in capwv; rewrite /capped_step /counted (eqP capwv) leqn0; case: eqP => // ->.
  by rewrite big_ord1 subnn expr0 fact0 divr1 mulr1.
have nN : (n < N)%N by rewrite -E cap_le.
rewrite -(subrKA v (F n) (- w)) -capped_steps_join /capped_step; case: ifP => // _; apply: eq_bigr => i _.
congr (_ * _); move: (m - i)%N => j; rewrite -/(capped_step _ n.+1 _ j).
rewrite /counted; case E0: (cap F v) capwv => [|k] kn.
  have all k : (k <= n)%N -> F k = v.
    move=> kn'; have kN := leq_ltn_trans kn' nN; apply/eqP; rewrite eq_le cap_below ?E0 //=.
    by have /orP[//|] := free k kN; rewrite leNgt cap_above // E ltnS.
  have zero k : (k <= n)%N -> poisson_dp (slices F) k j = poisson_dp (slices F) 0 j.
    by elim: k => // k IH kn'; rewrite empty_slice ?IH ?all // ltnW.
  by rewrite all // subrr empty_step ?zero // => l nl; rewrite poisson_dp_above // ltnW.
have [->//|ne] := eqVneq k n.
have {ne} {}kn : (k < n)%N by rewrite ltn_neqAle ne -ltnS.
have all l : (k < l <= n)%N -> F l = v.
  move=> /andP[kl ln]; have lN := leq_ltn_trans ln nN; apply/eqP; rewrite eq_le cap_below ?E0 ?kl //=.
  by have /orP[//|] := free l lN; rewrite leNgt cap_above // E ltnS.
have zero l : (k < l <= n)%N -> poisson_dp (slices F) l j = poisson_dp (slices F) k.+1 j.
  elim: l => // l IH /andP[kl ln]; move: kl; rewrite ltnS leq_eqVlt => /orP[/eqP -> //|kl].
  have e : F l.+1 = F l by rewrite (all l.+1) ?ltnS ?(ltnW kl) ?ln // (all l) // kl ltnW.
  by rewrite empty_slice // IH // kl ltnW.
rewrite all ?kn ?leqnn // subrr empty_step => [|l nl]; last by rewrite poisson_dp_above // ltnW.
by rewrite zero ?kn ?leqnn //= /slices (all k.+1) ?leqnn.
Qed.

Lemma counted_end F : levels F -> counted F 0 N = poisson_dp (slices F) N N.
Proof.
move=> [fF F0 FN]; rewrite /counted (@cap_unique F 0 N) ?ltnn //.
case: N FN => //= n FN; by rewrite /capped_step leqnn /slices FN.
Qed.

Definition larger F G n := Num.max (F n) (G n).
Definition smaller F G n := Num.min (F n) (G n).

Lemma levels_larger F G : levels F -> levels G -> levels (larger F G).
Proof.
move=> [fF F0 FN] [fG G0 GN]; split=> [n nN|n nN|]; rewrite /larger ?lt_maxr ?F0 // ?FN ?GN ?maxxx //.
by rewrite /slices subr_ge0 le_maxl !le_maxr !falling_step ?orbT.
Qed.

Lemma levels_smaller F G : levels F -> levels G -> levels (smaller F G).
Proof.
move=> [fF F0 FN] [fG G0 GN]; split=> [n nN|n nN|]; rewrite /smaller ?lt_minr ?F0 ?G0 // ?FN ?GN ?minxx //.
by rewrite /slices subr_ge0 le_minr !le_minl !falling_step ?orbT.
Qed.

Lemma cap_larger F G v : levels F -> levels G -> cap (larger F G) v = maxn (cap F v) (cap G v).
Proof.
move=> [fF _ _] [fG _ _]; apply: cap_unique => [|n|lt]; first by rewrite geq_max !cap_le.
  by rewrite leq_max /larger lt_maxr => /orP[/cap_above ->|/cap_above ->]; rewrite ?orbT.
by rewrite /larger le_maxl !cap_below // lt ?leq_maxl ?leq_maxr.
Qed.

Lemma cap_smaller F G v : levels F -> levels G -> cap (smaller F G) v = minn (cap F v) (cap G v).
Proof.
move=> [fF _ _] [fG _ _]; apply: cap_unique => [|n|lt]; first by rewrite geq_min cap_le.
  by rewrite leq_min /smaller lt_minr => /andP[/cap_above -> /cap_above ->].
rewrite /smaller le_minl; case/orP: (leq_total (cap F v) (cap G v)) lt => le.
  by rewrite (minn_idPl le) => lt; rewrite cap_below // leqnn.
by rewrite (minn_idPr le) => lt; rewrite (@cap_below G) ?orbT // leqnn.
Qed.

Lemma least_member (s : seq R) : s != [::] -> exists2 v : R, v \in s & forall u : R, u \in s -> v <= u.
Proof.
elim: s => // u [_ _|u' s IH _]; first by exists u => [|w]; rewrite inE // => /eqP ->.
have [v vs le] := IH isT; have [uv|vu] := leP u v.
  by exists u => [|w]; rewrite ?mem_head // inE => /orP[/eqP ->//|/le]; apply: le_trans.
by exists v => [|w]; rewrite inE ?vs ?orbT // => /orP[/eqP ->|/le //]; exact: ltW.
Qed.

Lemma counted_supermodular F G : levels F -> levels G -> forall v m m',
  counted F v m * counted G v m' <= counted (larger F G) v (maxn m m') * counted (smaller F G) v (minn m m').
Proof.
move=> lF lG; have [[fF _ _] [fG _ _]] := (lF, lG).
have [[fL _ _] [fS _ _]] := (levels_larger lF lG, levels_smaller lF lG).
pose values := [seq F i | i <- iota 0 N] ++ [seq G i | i <- iota 0 N].
have inF n : (n < N)%N -> F n \in values by move=> nN; rewrite mem_cat map_f // mem_iota.
have inG n : (n < N)%N -> G n \in values by move=> nN; rewrite mem_cat [X in _ || X]map_f ?orbT // mem_iota.
move=> w; have [k] := ubnP (size [seq u <- values | w < u]); elim: k w => // k IH w.
rewrite ltnS => size_k m m'; set s := [seq u <- values | w < u] in size_k.
have [s0|/least_member [v vs least]] := eqVneq s [::].
  have none u : u \in values -> u <= w.
    move=> uv; rewrite leNgt; apply/negP => wu; have : u \in s by rewrite mem_filter wu.
    by rewrite s0.
  have top (H : nat -> R) : ((0 < N)%N -> H 0%N <= w) -> cap H w = 0%N by move=> H0; apply: cap_unique.
  have cF : cap F w = 0%N by apply: top => N0; exact/none/inF.
  have cG : cap G w = 0%N by apply: top => N0; exact/none/inG.
  rewrite /counted cap_larger // cap_smaller // cF cG /=.
  by case: m => [|m]; case: m' => [|m']; rewrite ?mul0r ?mulr0 ?mulr_ge0 ?ler0n.
have [vv wv] : v \in values /\ w < v by move: vs; rewrite mem_filter => /andP[].
have free u : u \in values -> (v <= u) || (u <= w).
  by move=> uv; have [//|wu] := leP u w; rewrite ?orbT // least // mem_filter wu.
have fewer : (size [seq u <- values | (v < u)%R] < k)%N.
  have -> : [seq u <- values | v < u] = [seq u <- s | v < u].
    by rewrite /s -filter_predI; apply: eq_filter => u /=; case: ltP => //= vu; rewrite (lt_trans wv vu).
  apply: leq_trans size_k; rewrite size_filter -(count_predC (fun u => v < u) s) -[ltnLHS]addn0 ltn_add2l -has_count.
  by apply/hasP; exists v => //=; rewrite ltxx.
have freeF n : (n < N)%N -> (v <= F n) || (F n <= w) by move/inF/free.
have freeG n : (n < N)%N -> (v <= G n) || (G n <= w) by move/inG/free.
have freeL n : (n < N)%N -> (v <= larger F G n) || (larger F G n <= w).
  by move=> nN; rewrite /larger; case: (leP (F n) (G n)) => _; [exact: freeG|exact: freeF].
have freeS n : (n < N)%N -> (v <= smaller F G n) || (smaller F G n <= w).
  by move=> nN; rewrite /smaller; case: (leP (F n) (G n)) => _; [exact: freeF|exact: freeG].
rewrite !(counted_step _ _ (ltW wv)) // cap_larger // cap_smaller //.
apply: capped_steps => [|i|i|i|i|i j]; rewrite ?subr_ge0 ?(ltW wv) ?counted_ge0 //.
exact: IH.
Qed.

(** The completion probability is log-supermodular: twice four functions make it so from any two families of levels. *)
Theorem log_supermodular F G : levels F -> levels G ->
  probability F * probability G <= probability (larger F G) * probability (smaller F G).
Proof.
move=> lF lG; rewrite /probability -!poisson_dp_correct mulrACA [leRHS]mulrACA.
apply: ler_wpmul2l; first by rewrite mulr_ge0 ?ler0n.
have := counted_supermodular lF lG 0 N N.
by rewrite maxnn minnn !counted_end //; [exact: levels_smaller|exact: levels_larger].
Qed.

End Levels.
