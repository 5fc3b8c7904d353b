(** Earlier levels, later finish; and how likely a late finish is at most.  Sections 4 and 8 of docs/model.md.

    F n = F(c_n) falls in n, and slice n has the probability F n - F (n+1). *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import encoding.decodability runtime.slice_dp runtime.success_probability runtime.gradient runtime.enclosure.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Monotone.
Variables (R : realFieldType) (N : nat).
Implicit Types (F p : nat -> R).

Definition falling F := forall n, (n < N)%N -> 0 <= slices F n.

Lemma multinomial_sum_ext p q : (forall n, (n < N)%N -> p n = q n) -> multinomial_sum N p = multinomial_sum N q.
Proof.
move=> pq; apply: eq_bigr => k _; congr (_ * _); apply: eq_bigr => n _; by rewrite pq.
Qed.

Lemma backward_dp_ge0 p r m : (forall n, (n < N)%N -> 0 <= p n) -> (r <= N)%N -> 0 <= backward_dp N p r m.
Proof.
move=> p0; elim: r m => [|r IH] m rN /=; first exact: ler0n.
apply: sumr_ge0 => k _; rewrite mulr_ge0 ?IH ?(ltnW rN) // divr_ge0 ?ler0n // exprn_ge0 // p0 //.
by rewrite ltn_subrL (leq_trans _ rN).
Qed.

(** Raising one level's F moves mass from a slice to the next, where the constraint cuts less. *)
Lemma forward_raised_le F n h m : (n < N)%N -> 0 <= h -> falling F -> falling (raised F n h) -> (m <= n.+1)%N ->
  poisson_dp (slices F) n.+1 m <= poisson_dp (slices (raised F n h)) n.+1 m.
Proof.
case: n => [|n] nN h0 fF fG mn.
  have one p i : (i <= 1)%N -> poisson_dp p 1 i = weight (p 0%N) i.
    move=> i1; rewrite /= i1 big_ord_recr /= subnn mul1r big1 ?add0r // => k _.
    by rewrite subn_eq0 leqNgt ltn_ord mul0r.
  rewrite !one //; apply: ler_wpmul2r; first by rewrite invr_ge0 ler0n.
  by apply: ler_expn2r; rewrite ?nnegrE ?fF ?fG // slices_raised eqxx mulr1 mulr0 subr0 ler_addl.
have nN' : (n < N)%N by exact: ltnW.
have below i : (i < n)%N -> slices (raised F n.+1 h) i = slices F i.
  by move=> i_n; rewrite slices_raised ![_ == _]ltn_eqF // ?ltnS ?(ltnW i_n) // !mulr0 subr0 addr0.
have at_n : slices (raised F n.+1 h) n = slices F n - h.
  by rewrite slices_raised eqxx ltn_eqF // mulr0 mulr1 addr0.
have behind : slices (raised F n.+1 h) n.+1 = slices F n.+1 + h.
  by rewrite slices_raised eqxx gtn_eqF // mulr0 mulr1 subr0.
rewrite !two_slices // at_n behind addrACA [- h + h]addrC subrr addr0.
rewrite (eq_bigr (fun k : 'I_m.+1 => poisson_dp (slices (raised F n.+1 h)) n (m - k) *
    weight (slices F n + slices F n.+1) k)) => [|k _]; last by rewrite (poisson_dp_ext _ below).
rewrite ler_add2l ler_opp2; apply: ler_wpmul2l; first exact: ler0n.
apply: ler_sum => k _; rewrite (poisson_dp_ext _ below) at_n; apply: ler_wpmul2l.
  by apply: (@poisson_dp_ge0 _ N) => //; exact: ltnW.
apply: ler_wpmul2r; first by rewrite invr_ge0 ler0n.
by apply: ler_expn2r; rewrite ?nnegrE ?fF // -?at_n ?fG // at_n ler_subl_addr ler_addl.
Qed.

Lemma raised_le F n h : (n < N)%N -> 0 <= h -> falling F -> falling (raised F n h) ->
  multinomial_sum N (slices F) <= multinomial_sum N (slices (raised F n h)).
Proof.
move=> nN h0 fF fG; rewrite -!poisson_dp_correct; apply: ler_wpmul2l; first exact: ler0n.
have rN : (N - n.+1 <= N)%N by exact: leq_subr.
rewrite -(forward_backward (slices F) rN) -(forward_backward (slices (raised F n h)) rN) subKn //.
apply: ler_sum => m _.
have -> : backward_dp N (slices (raised F n h)) (N - n.+1) m = backward_dp N (slices F) (N - n.+1) m.
  apply: backward_dp_ext => // i; rewrite subKn // => ni; rewrite slices_raised !gtn_eqF ?mulr0 ?subr0 ?addr0 //.
  exact: ltnW.
apply: ler_wpmul2r; first exact: backward_dp_ge0.
case: (leqP m n.+1) => mn; first exact: forward_raised_le.
by rewrite !poisson_dp_above.
Qed.

(** The completion probability rises with every F(c_n): with the deadline, and with less load. *)
Theorem probability_monotone F G : falling F -> falling G -> F N = G N -> (forall n, (n < N)%N -> F n <= G n) ->
  multinomial_sum N (slices F) <= multinomial_sum N (slices G).
Proof.
move=> fF fG FN le; pose H t m := if (m < t)%N then G m else F m.
have HN : forall m, (m <= N)%N -> H N m = G m.
  by move=> m; rewrite /H leq_eqVlt => /orP[/eqP ->|->] //; rewrite ltnn.
have fH t : (t <= N)%N -> falling (H t).
  move=> tN m mN; rewrite /slices /H; case: (ltnP m.+1 t) => [mt|tm].
    by rewrite (ltnW mt) fG.
  case: (ltnP m t) => [mt|tm']; last exact: fF.
  have tm1 : t = m.+1 by apply/eqP; rewrite eqn_leq tm.
  have := fG m mN; rewrite /slices !subr_ge0; apply: le_trans.
  by case: (ltnP m.+1 N) => [/le //|Nm]; have -> : m.+1 = N; [apply/eqP; rewrite eqn_leq mN|rewrite FN].
have -> : multinomial_sum N (slices G) = multinomial_sum N (slices (H N)).
  by apply: multinomial_sum_ext => n nN; rewrite /slices !HN // ltnW.
suff step t : (t <= N)%N -> multinomial_sum N (slices F) <= multinomial_sum N (slices (H t)) by exact: step.
elim: t => [|t IH] tN; first by rewrite le_eqVlt eqxx.
apply: le_trans (IH (ltnW tN)) _.
have next m : H t.+1 m = raised (H t) t (G t - F t) m.
  rewrite /raised /H ltnS leq_eqVlt; have [->|ne] := eqVneq m t; last by rewrite mulr0 addr0.
  by rewrite ltnn mulr1 addrC subrK.
have -> : multinomial_sum N (slices (H t.+1)) = multinomial_sum N (slices (raised (H t) t (G t - F t))).
  by apply: multinomial_sum_ext => n _; rewrite /slices !next.
apply: raised_le => //; first by rewrite subr_ge0 le.
  by apply: fH; exact: ltnW.
by move=> n nN; rewrite /slices -!next; exact: fH.
Qed.

(** ** The union bound *)

(** More than n workers above level n, for some n: at most the sum over n of C(N, n+1) (1 - F n)^(n+1). *)
Theorem union_bound F : falling F -> F N = 0 -> F 0%N <= 1 ->
  1 - multinomial_sum N (slices F) <= \sum_(n < N) 'C(N, n.+1)%:R * (1 - F n) ^+ n.+1.
Proof.
move=> fF FN F1; pose law := slice_law (1 - F 0%N) (slices F).
have law0 (t : 'I_N.+1) : 0 <= law t.
  by case: t => -[|t] tN /=; [rewrite /law /= subr_ge0|exact: fF].
have below n : (n <= N)%N -> \sum_(t < N.+1 | (t <= n)%N) law t = 1 - F n.
  elim: n => [|n IH] nN.
    rewrite (big_pred1 ord0) // => t; by rewrite leqn0.
  rewrite (bigID (fun t : 'I_N.+1 => (t <= n)%N)) /=.
  rewrite (eq_bigl (fun t : 'I_N.+1 => (t <= n)%N)) => [|t]; last first.
    by case: (leqP t n) => tn; rewrite ?andbF ?andbT // (leq_trans tn).
  rewrite IH ?(ltnW nN) // (big_pred1 (Ordinal (nN : n.+1 < N.+1)%N)) => [|t].
    by rewrite /law /= /slices addrA subrK.
  by rewrite /= -ltnNge -val_eqE /= eqn_leq.
have total : \sum_(t < N.+1) law t = 1.
  transitivity (\sum_(t < N.+1 | (t <= N)%N) law t); last by rewrite below // FN subr0.
  by apply: eq_bigl => t; rewrite -ltnS ltn_ord.
have all_outcomes (f : 'I_N -> 'I_N.+1 -> R) :
    \sum_(w : {ffun 'I_N -> 'I_N.+1}) \prod_i f i (w i) = \prod_i \sum_t f i t by rewrite bigA_distr_bigA.
pose prob (w : {ffun 'I_N -> 'I_N.+1}) := \prod_i law (w i).
have prob0 w : 0 <= prob w by apply: prodr_ge0 => i _.
have one : \sum_w prob w = 1.
  by rewrite (all_outcomes (fun _ t => law t)) big1 // => i _; exact: total.
rewrite -(success_probability N (1 - F 0%N)) -{1}one (bigID (@success N)) /= addrC addKr.
apply: (@le_trans _ _ (\sum_(w : {ffun 'I_N -> 'I_N.+1}) \sum_(n < N) \sum_(A : {set 'I_N} | #|A| == n.+1)
    prob w * (A \subset [set i | (w i <= n)%N])%:R)).
  rewrite big_mkcond; apply: ler_sum => w _; have nonneg (n : 'I_N) : 0 <= \sum_(A : {set 'I_N} | #|A| == n.+1)
      prob w * (A \subset [set i | (w i <= n)%N])%:R by apply: sumr_ge0 => A _; rewrite mulr_ge0 ?ler0n.
  case: ifP => [|_]; last by apply: sumr_ge0 => n _.
  rewrite negb_forall => /existsP[n]; rewrite -ltnNge => many.
  rewrite (bigD1 n) //= ler_paddr ?sumr_ge0 //.
  have [A sub cA] := subset_of_size many.
  rewrite (bigD1 A) ?cA ?eqxx //= sub mulr1 ler_addl; apply: sumr_ge0 => A' _; by rewrite mulr_ge0 ?ler0n.
rewrite exchange_big; apply: ler_sum => n _; rewrite exchange_big /=.
have each (A : {set 'I_N}) : #|A| == n.+1 ->
    \sum_(w : {ffun 'I_N -> 'I_N.+1}) prob w * (A \subset [set i | (w i <= n)%N])%:R = (1 - F n) ^+ n.+1.
  move=> /eqP cA; pose f (i : 'I_N) (t : 'I_N.+1) := law t * ((i \in A) ==> (t <= n)%N)%:R.
  transitivity (\sum_(w : {ffun 'I_N -> 'I_N.+1}) \prod_i f i (w i)).
    apply: eq_bigr => w _; rewrite big_split /=; congr (_ * _).
    case: (boolP (A \subset _)) => [/subsetP sub|/subsetPn[i iA]].
      by rewrite big1 // => i _; case: (boolP (i \in A)) => // /sub; rewrite inE => ->.
    by rewrite inE => no; rewrite (bigD1 i) //= iA (negbTE no) mul0r.
  rewrite all_outcomes (bigID (mem A)) /= [X in _ * X]big1 ?mulr1 => [|i /negbTE no]; last first.
    by rewrite -[RHS]total; apply: eq_bigr => t _; rewrite /f no mulr1.
  rewrite (eq_bigr (fun=> 1 - F n)) => [|i iA]; last first.
    rewrite -below ?(ltnW (ltn_ord n)) // [RHS]big_mkcond; apply: eq_bigr => t _.
    by rewrite /f iA /=; case: ifP => _; rewrite ?mulr1 ?mulr0.
  by rewrite prodr_const cA.
rewrite (eq_bigr (fun=> (1 - F n) ^+ n.+1)) => [|A]; last exact: each.
rewrite sumr_const -[_ *+ #|_|]mulr_natl.
have -> : #|[pred A : {set 'I_N} | #|A| == n.+1]| = 'C(N, n.+1).
  have -> : 'C(N, n.+1) = 'C(#|[set: 'I_N]|, n.+1) by rewrite cardsT card_ord.
  by rewrite -cards_draws; apply: eq_card => A; rewrite !inE subsetT.
by [].
Qed.

(** Terms of at most v each: what the closed form gives that equalises them. *)
Theorem equal_terms F v : falling F -> F N = 0 -> F 0%N <= 1 ->
  (forall n, (n < N)%N -> 'C(N, n.+1)%:R * (1 - F n) ^+ n.+1 <= v) -> 1 - multinomial_sum N (slices F) <= N%:R * v.
Proof.
move=> fF FN F1 le; apply: le_trans (union_bound fF FN F1) _.
apply: (@le_trans _ _ (\sum_(n < N) v)); first by apply: ler_sum => n _; exact: le.
by rewrite sumr_const card_ord mulr_natl.
Qed.

End Monotone.
