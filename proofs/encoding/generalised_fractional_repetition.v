(** Fractional repetition for every N and s.  Section 13 of docs/model.md; Charalambides et al.

    Workers that are congruent modulo s+1 form a class; each class shares all subsets out as evenly as possible. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import encoding.decodability encoding.classes.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section GeneralisedFractionalRepetition.
Variables (F : fieldType) (N s : nat).
Hypothesis sN : (s < N)%N.

(** Workers of class k, and where the share of the worker at a place of a class of so many begins. *)
Definition class_size (k : nat) : nat := ((N + s - k) %/ s.+1)%N.
Definition share_from (size place : nat) : nat := (place * N %/ size)%N.

Definition shares (i j : 'I_N) : bool :=
  let size := class_size (i %% s.+1) in
  (share_from size (i %/ s.+1) <= j < share_from size (i %/ s.+1).+1)%N.

Definition generalised_fractional_repetition : 'M[F]_N := \matrix_(i, j) (shares i j)%:R.

Definition class (k : 'I_s.+1) : {set 'I_N} := [set i : 'I_N | (i %% s.+1 == k)%N].

Lemma place_lt k place : (k <= s)%N -> (place < class_size k)%N = (place * s.+1 + k < N)%N.
Proof.
move=> ks; rewrite /class_size leq_divRL // leq_subRL; last by rewrite (leq_trans ks) // leq_addl.
have -> : (k + place.+1 * s.+1 = (place * s.+1 + k).+1 + s)%N 
  by rewrite mulSn addnCA addnC addnS addSn [(k + _)%N]addnC.
by rewrite leq_add2r.
Qed.

Lemma class_size_gt0 k : (k <= s)%N -> (0 < class_size k)%N.
Proof. by move=> ks; rewrite place_lt // mul0n add0n (leq_ltn_trans ks). Qed.

Lemma share_mono size place : (share_from size place <= share_from size place.+1)%N.
Proof. by rewrite leq_div2r // leq_mul2r leqnSn orbT. Qed.

(** Shares of a class lie end to end. *)
Lemma class_sum (R : Type) (idx : R) (op : Monoid.com_law idx) (f : nat -> nat -> R) (k : 'I_s.+1) :
  \big[op/idx]_(i in class k) f (i %% s.+1)%N (i %/ s.+1)%N = \big[op/idx]_(place < class_size k) f k place.
Proof.
have ks : (k <= s)%N by rewrite -ltnS.
have lt (place : 'I_(class_size k)) : (place * s.+1 + k < N)%N by rewrite -place_lt.
pose h place : 'I_N := Ordinal (lt place).
rewrite (reindex h) /=; last first.
  pose back (i : 'I_N) : 'I_(class_size k) := insubd (Ordinal (class_size_gt0 ks)) (i %/ s.+1)%N.
  exists back => [place _|i].
    apply: val_inj; by rewrite /back val_insubd /= divnMDl // divn_small // addn0 ltn_ord.
  rewrite inE => /eqP ik; have inside : (i %/ s.+1 * s.+1 + k < N)%N by rewrite -ik -divn_eq.
  by apply: val_inj; rewrite /back /= val_insubd place_lt // inside -ik -divn_eq.
apply: eq_big => [place|place _]; first by rewrite inE /= modnMDl modn_small // eqxx.
by rewrite /= modnMDl modn_small // divnMDl // divn_small // addn0.
Qed.

Lemma class_covers (k : 'I_s.+1) (j : 'I_N) : \sum_(i in class k) generalised_fractional_repetition i j = 1.
Proof.
pose f m place : F := (share_from (class_size m) place <= j < share_from (class_size m) place.+1)%N%:R.
rewrite (eq_bigr (fun i : 'I_N => f (i %% s.+1)%N (i %/ s.+1)%N)) => [|i _]; last by rewrite mxE.
rewrite class_sum; set c := class_size k.
have c0 : (0 < c)%N by rewrite class_size_gt0 // -ltnS.
have end_to_end n : \sum_(place < n) f k place = (j < share_from c n)%N%:R.
  elim: n => [|n IH]; first by rewrite big_ord0 /share_from mul0n div0n.
  rewrite big_ord_recr IH /f -/c /= -natrD; congr _%:R; have := share_mono c n.
  by case: (ltnP j (share_from c n)) => [lt le|_ _] /=; rewrite ?(leq_trans lt le).
by rewrite end_to_end /share_from mulnC mulnK // ltn_ord.
Qed.

(** It tolerates s stragglers. *)
Theorem generalised_fractional_repetition_tolerates : tolerates generalised_fractional_repetition s.
Proof.
apply: (classes_tolerate (C := class)) (ltnW sN) => [k k' ne|k j]; last exact: class_covers.
rewrite -setI_eq0; apply/eqP/setP => i; rewrite !inE; apply/negP => /andP[/eqP -> /eqP e].
by case/eqP: ne; exact: val_inj.
Qed.

(** *** How many subsets a worker computes *)

Lemma card_below b : (b <= N)%N -> #|[set j : 'I_N | (j < b)%N]| = b.
Proof. by move=> bN; rewrite -sum1dep_card -(big_ord_widen N (fun=> 1%N) bN) sum1_card card_ord. Qed.

Definition weight_of (i : 'I_N) : nat := #|[set j | generalised_fractional_repetition i j != 0]|.

Lemma weight_is_share (i : 'I_N) : weight_of i =
  (share_from (class_size (i %% s.+1)) (i %/ s.+1).+1 - share_from (class_size (i %% s.+1)) (i %/ s.+1))%N.
Proof.
set c := class_size _; set p := (i %/ s.+1)%N.
have im : (i %% s.+1 <= s)%N by rewrite -ltnS ltn_mod.
have pc : (p.+1 <= c)%N by rewrite place_lt // -divn_eq.
have bN : (share_from c p.+1 <= N)%N.
  rewrite /share_from (leq_trans (leq_div2r c (_ : _ <= c * N)%N)) ?leq_mul2r ?pc ?orbT //.
  by rewrite mulKn // class_size_gt0.
have aN := leq_trans (share_mono c p) bN.
rewrite -[in RHS](card_below bN) -[in X in (_ - X)%N](card_below aN) /weight_of.
have -> : [set j | generalised_fractional_repetition i j != 0] =
    [set j : 'I_N | (j < share_from c p.+1)%N] :\: [set j : 'I_N | (j < share_from c p)%N].
  apply/setP => j; rewrite !inE mxE /shares -/c -/p -leqNgt.
  by case: (_ && _); rewrite ?oner_eq0 ?eqxx.
rewrite cardsD; congr (_ - #|pred_of_set _|)%N; apply/setP => j; rewrite !inE andbC.
by case: ltnP => // lt; rewrite (leq_trans lt) // share_mono.
Qed.

(** The largest share: N over the size of the smallest class, rounded up. *)
Definition largest_weight : nat := let q := (N %/ s.+1)%N in ((N + q.-1) %/ q)%N.

Let q0 : (0 < N %/ s.+1)%N. Proof. by rewrite divn_gt0. Qed.

Lemma largest_weight_covers : (N <= largest_weight * (N %/ s.+1))%N.
Proof.
rewrite /largest_weight; set q := (N %/ s.+1)%N; have := ltn_ceil (N + q.-1) q0; rewrite -/q mulSn => lt.
rewrite -(leq_add2r q.-1) -ltnS; apply: leq_trans lt _.
by rewrite addnC -addnS (prednK (q0 : 0 < q)%N).
Qed.

(** No worker computes more. *)
Theorem generalised_fractional_repetition_weight (i : 'I_N) :
  (#|[set j | generalised_fractional_repetition i j != 0%R]| <= largest_weight)%N.
Proof.
rewrite -/(weight_of i) weight_is_share leq_subLR -ltnS /share_from; set c := class_size _; set p := (i %/ s.+1)%N.
have im : (i %% s.+1 <= s)%N by rewrite -ltnS ltn_mod.
have c0 : (0 < c)%N by rewrite class_size_gt0.
rewrite -addSn ltn_divLR // mulSn addnC mulnDl -addSn leq_add //; first exact: ltn_ceil.
apply: leq_trans largest_weight_covers _; rewrite leq_mul2l leq_div2r ?orbT //.
by rewrite -addnBA // leq_addr.
Qed.

(** Some worker computes as many. *)
Theorem generalised_fractional_repetition_weight_attained :
  exists i : 'I_N, #|[set j | generalised_fractional_repetition i j != 0]| = largest_weight.
Proof.
case: (boolP [exists i, weight_of i == largest_weight]) => [/existsP[i /eqP e]|]; first by exists i.
rewrite negb_exists => /forallP none; exfalso; pose k : 'I_s.+1 := ord_max.
have less i : (weight_of i <= largest_weight.-1)%N.
  have := none i; have := generalised_fractional_repetition_weight i; rewrite -/(weight_of i).
  by rewrite leq_eqVlt => /orP[-> //|lt _]; rewrite -ltnS (ltn_predK lt).
have ck : class_size k = (N %/ s.+1)%N by rewrite /class_size addnK.
pose f m place := (share_from (class_size m) place.+1 - share_from (class_size m) place)%N.
have total : (\sum_(i in class k) weight_of i = N)%N.
  rewrite (eq_bigr (fun i : 'I_N => f (i %% s.+1)%N (i %/ s.+1)%N)) => [|i _]; last exact: weight_is_share.
  rewrite class_sum /f; set c := class_size k; have c0 : (0 < c)%N by rewrite /c ck.
  have end_to_end n : (\sum_(place < n) (share_from c place.+1 - share_from c place) = share_from c n)%N.
    elim: n => [|n IH]; first by rewrite big_ord0 /share_from mul0n div0n.
    by rewrite big_ord_recr IH /= subnKC // share_mono.
  by rewrite end_to_end /share_from mulKn.
have : (N <= N %/ s.+1 * largest_weight.-1)%N.
  apply: (@leq_trans (\sum_(i in class k) weight_of i)); first by rewrite total.
  apply: (@leq_trans (\sum_(i in class k) largest_weight.-1)); first exact: leq_sum.
  by rewrite (class_sum _ (fun _ _ => largest_weight.-1)) sum_nat_const card_ord ck.
have l0 : (0 < largest_weight)%N.
  by rewrite lt0n; apply/eqP => l0; have := largest_weight_covers; rewrite l0 mul0n leqn0; case: N sN.
have : (largest_weight * (N %/ s.+1) <= N + (N %/ s.+1).-1)%N := leq_trunc_div _ _.
rewrite -(prednK l0) mulSn mulnC => le big; have := leq_trans (leq_add (leqnn (N %/ s.+1)) big) le.
by rewrite addnC leq_add2l -{1}(prednK q0) ltnn.
Qed.

End GeneralisedFractionalRepetition.
