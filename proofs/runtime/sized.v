(** The size of the completion probability and of its derivatives on a panel.  Section 4 of docs/model.md;
    docs/certificates.md, section 5.

    [quadrature] has the sizes of polynomials.  A function that polynomials of a size approach uniformly has that size: sums
    and products of such functions are such functions, and so is whatever the recursion makes of slice probabilities. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import runtime.slice_dp runtime.gradient runtime.quadrature.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Sized.
Variables (R : realFieldType) (r : R).
Hypothesis r1 : 1 <= r.
Implicit Types (f g : R -> R) (p q : {poly R}) (A B M : R).

Let r0 : 0 <= r. Proof. exact: le_trans ler01 r1. Qed.

(** Polynomials whose sizes at distance r are at most M come as near to f as wanted, on [-1, 1]. *)
Definition sized f M := forall e, 0 < e -> exists2 p, majorant r p <= M & forall x, `|x| <= 1 -> `|f x - p.[x]| <= e.

Lemma sized_ge0 f M : sized f M -> 0 <= M.
Proof. by move=> /(_ 1 ltr01)[p le _]; exact: le_trans (majorant_ge0 r0 p) le. Qed.

Lemma sized_le f M M' : M <= M' -> sized f M -> sized f M'.
Proof. by move=> le sf e /sf[p pM near]; exists p => //; exact: le_trans le. Qed.

Lemma sized_ext f g M : (forall x, `|x| <= 1 -> f x = g x) -> sized f M -> sized g M.
Proof. by move=> fg sf e /sf[p pM near]; exists p => // x x1; rewrite -fg // near. Qed.

Lemma value_of_poly p x : `|x| <= 1 -> `|p.[x]| <= majorant r p.
Proof. by move=> x1; apply: majorant_bounds_values => //; exact: le_trans r1. Qed.

Lemma sized_value f M x : sized f M -> `|x| <= 1 -> `|f x| <= M.
Proof.
move=> sf x1; apply/ler_addgt0Pr => e /sf[p pM near].
rewrite -[f x](subrK p.[x]) addrC; apply: le_trans (ler_norm_add _ _) _.
by apply: ler_add (near x x1); apply: le_trans pM; exact: value_of_poly.
Qed.

Lemma sized_poly p : sized (horner p) (majorant r p).
Proof. by move=> e e0; exists p => // x _; rewrite subrr normr0 ltW. Qed.

Lemma sized_const c : sized (fun=> c) `|c|.
Proof.
move=> e e0; exists c%:P; first exact: majorantC.
by move=> x _; rewrite hornerC subrr normr0 ltW.
Qed.

Lemma sized0 : sized (fun=> 0) 0.
Proof. by have := sized_const 0; rewrite normr0. Qed.

Lemma sized1 : sized (fun=> 1) 1.
Proof. by have := sized_const 1; rewrite normr1. Qed.

Lemma sized_opp f M : sized f M -> sized (fun x => - f x) M.
Proof.
move=> sf e /sf[p pM near]; exists (- p).
  have -> : majorant r (- p) = majorant r p; last by [].
  by rewrite /majorant size_opp; apply: eq_bigr => k _; rewrite coefN normrN.
by move=> x x1; rewrite hornerN -opprD normrN near.
Qed.

Lemma sized_add f g A B : sized f A -> sized g B -> sized (fun x => f x + g x) (A + B).
Proof.
move=> sf sg e e0; have e2 : 0 < e / 2%:R by rewrite divr_gt0 ?ltr0n.
have [p pA nf] := sf _ e2; have [q qB ng] := sg _ e2; exists (p + q).
  by apply: le_trans (majorantD r0 _ _) _; exact: ler_add.
move=> x x1; rewrite hornerD opprD addrACA; apply: le_trans (ler_norm_add _ _) _.
by rewrite [e]splitr ler_add ?nf ?ng.
Qed.

Lemma sized_mul f g A B : sized f A -> sized g B -> sized (fun x => f x * g x) (A * B).
Proof.
move=> sf sg e e0; have A0 := sized_ge0 sf; have B0 := sized_ge0 sg.
have ab : 0 < A + B + 1 := ltr_spaddr ltr01 (addr_ge0 A0 B0).
have e1 : 0 < e / (A + B + 1) by rewrite divr_gt0.
have [p pA nf] := sf _ e1; have [q qB ng] := sg _ e1; exists (p * q).
  by apply: le_trans (majorantM r0 _ _) _; apply: ler_pmul => //; exact: majorant_ge0.
move=> x x1; rewrite hornerM.
have -> : f x * g x - p.[x] * q.[x] = (f x - p.[x]) * g x + p.[x] * (g x - q.[x]).
  by rewrite mulrBl mulrBr addrA subrK.
apply: le_trans (ler_norm_add _ _) _; rewrite !normrM.
apply: (@le_trans _ _ (e / (A + B + 1) * B + A * (e / (A + B + 1)))).
  apply: ler_add; apply: ler_pmul => //; rewrite ?nf ?ng ?(sized_value sg) //.
  exact: le_trans (value_of_poly p x1) pA.
rewrite [A * _]mulrC -mulrDr -mulrA ler_pimulr ?(ltW e0) // mulrC ler_pdivr_mulr // mul1r.
by rewrite [B + A]addrC ler_addl ler01.
Qed.

Lemma sized_exp f M n : sized f M -> sized (fun x => f x ^+ n) (M ^+ n).
Proof.
move=> sf; elim: n => [|n IH]; first by rewrite expr0; exact: sized1.
rewrite exprS; apply: sized_ext (sized_mul sf IH) => x _; by rewrite exprS.
Qed.

Lemma sized_sum (I : Type) (s : seq I) (P : pred I) (f : I -> R -> R) (M : I -> R) : (forall i, P i -> sized (f i) (M i)) ->
  sized (fun x => \sum_(i <- s | P i) f i x) (\sum_(i <- s | P i) M i).
Proof.
move=> sf; elim: s => [|i s IH].
  by rewrite big_nil; apply: sized_ext sized0 => x _; rewrite big_nil.
rewrite big_cons; case: ifP => Pi; last by apply: sized_ext IH => x _; rewrite big_cons Pi.
by apply: sized_ext (sized_add (sf i Pi) IH) => x _; rewrite big_cons Pi.
Qed.

Lemma sized_prod (I : Type) (s : seq I) (P : pred I) (f : I -> R -> R) (M : I -> R) : (forall i, P i -> sized (f i) (M i)) ->
  sized (fun x => \prod_(i <- s | P i) f i x) (\prod_(i <- s | P i) M i).
Proof.
move=> sf; elim: s => [|i s IH].
  by rewrite big_nil; apply: sized_ext sized1 => x _; rewrite big_nil.
rewrite big_cons; case: ifP => Pi; last by apply: sized_ext IH => x _; rewrite big_cons Pi.
by apply: sized_ext (sized_mul (sf i Pi) IH) => x _; rewrite big_cons Pi.
Qed.

Lemma sized_scale c f M : 0 <= c -> sized f M -> sized (fun x => c * f x) (c * M).
Proof. by move=> c0 sf; rewrite -{2}(ger0_norm c0); exact: sized_mul (sized_const c) sf. Qed.

(** A slice between two survival functions, by its value in the middle of the panel and what both move by. *)
Theorem slice_sized (inner outer : R -> R) A B : sized (fun x => inner x - inner 0) A -> sized (fun x => outer x - outer 0) B ->
  sized (fun x => inner x - outer x) (`|inner 0 - outer 0| + A + B).
Proof.
move=> si so; apply: sized_ext (sized_add (sized_add (sized_const _) si) (sized_opp so)) => x _ /=.
have chain (a b c : R) : (a - b) + (b - c) = a - c by rewrite addrA subrK.
by rewrite opprB [_ + (inner x - _)]addrC !chain.
Qed.

(** ** The recursion on a panel *)

Variable N : nat.
Variables (p : nat -> R -> R) (M : nat -> R).
Hypothesis slices_sized : forall n, (n < N)%N -> sized (p n) (M n).

(** The size of the completion probability, from those of the slice probabilities. *)
Theorem probability_sized : sized (fun x => multinomial_sum N (p^~ x)) (multinomial_sum N M).
Proof.
apply: sized_sum => k _; apply: sized_scale; first by rewrite divr_ge0 ?ler0n.
by apply: sized_prod => n _; apply: sized_exp; exact: slices_sized.
Qed.

Lemma weight_sized n k : (n < N)%N -> sized (fun x => weight (p n x) k) (weight (M n) k).
Proof.
move=> nN; rewrite mulrC; apply: sized_ext (sized_scale _ (sized_exp k (slices_sized nN))) => [x _|].
  exact: mulrC.
by rewrite invr_ge0 ler0n.
Qed.

Lemma poisson_dp_sized n m : (n <= N)%N -> sized (fun x => poisson_dp (p^~ x) n m) (poisson_dp M n m).
Proof.
elim: n m => [|n IH] m nN /=.
  by case: (_ == _); [exact: sized1|exact: sized0].
case: ifP => _; last exact: sized0.
by apply: sized_sum => k _; apply: sized_mul; [apply: IH; exact: ltnW|exact: weight_sized].
Qed.

Lemma backward_dp_sized t m : (t <= N)%N -> sized (fun x => backward_dp N (p^~ x) t m) (backward_dp N M t m).
Proof.
elim: t m => [|t IH] m tN /=.
  by case: (_ == _); [exact: sized1|exact: sized0].
apply: sized_sum => k _; apply: sized_mul; last by apply: IH; exact: ltnW.
by apply: weight_sized; rewrite ltn_subrL (leq_trans _ tN).
Qed.

(** The derivative by F(c_n), as a function of the slice probabilities. *)
Definition slope_at (u : nat -> R) (n : nat) : R := N`!%:R * poisson_dp u n n * backward_dp N u (N - n.+1) n.+1.

Lemma slope_at_slices F n : slope N F n = slope_at (slices F) n.
Proof. by []. Qed.

(** The same of the derivatives; a cut's integrand multiplies them by the density and the deadline. *)
Theorem slope_sized n : (n < N)%N -> sized (fun x => slope_at (p^~ x) n) (slope_at M n).
Proof.
move=> nN; apply: sized_mul; last by apply: backward_dp_sized; exact: leq_subr.
by apply: sized_scale; rewrite ?ler0n //; apply: poisson_dp_sized; exact: ltnW.
Qed.

End Sized.

(** ** Homogeneity: sizes may be scaled to add up to one *)

Section Homogeneous.
Variables (R : realFieldType) (N : nat).
Implicit Types (p : nat -> R) (c : R).

Theorem probability_homogeneous c p : multinomial_sum N (fun n => c * p n) = c ^+ N * multinomial_sum N p.
Proof.
rewrite /multinomial_sum mulr_sumr; apply: eq_bigr => k /andP[/eqP kN _]; rewrite mulrCA; congr (_ * _).
rewrite (eq_bigr (fun n : 'I_N => c ^+ k n * p n ^+ k n)) => [|n _]; last exact: exprMn.
by rewrite big_split /= prodrXr kN.
Qed.

Lemma poisson_dp_homogeneous c p n m : poisson_dp (fun n => c * p n) n m = c ^+ m * poisson_dp p n m.
Proof.
elim: n m => [|n IH] m /=; first by case: m => [|m]; rewrite ?mul1r //= mulr0.
case: ifP => _; last by rewrite mulr0.
rewrite mulr_sumr; apply: eq_bigr => k _; rewrite IH exprMn.
have -> : c ^+ m = c ^+ (m - k) * c ^+ k by rewrite -exprD subnK // -ltnS.
by rewrite -!mulrA; congr (_ * _); rewrite mulrCA.
Qed.

Lemma backward_dp_homogeneous c p t m : (0 < N)%N -> (m <= N)%N ->
  backward_dp N (fun n => c * p n) t m = c ^+ (N - m) * backward_dp N p t m.
Proof.
move=> N0; elim: t m => [|t IH] m mN /=.
  by have [->|_] := eqVneq m N; rewrite ?subnn ?mul1r // mulr0.
rewrite mulr_sumr; apply: eq_bigr => k mk.
have mkN : (m + k <= N)%N by apply: leq_trans mk _; rewrite ltn_subrL N0.
rewrite IH // exprMn.
have -> : c ^+ (N - m) = c ^+ k * c ^+ (N - (m + k)) by rewrite -exprD subnDA subnKC ?leq_subRL //.
by rewrite -!mulrA; congr (_ * _); rewrite [RHS]mulrCA; congr (_ * _); rewrite mulrCA.
Qed.

Theorem slope_homogeneous c p n : (n < N)%N -> slope_at N (fun n => c * p n) n = c ^+ N.-1 * slope_at N p n.
Proof.
move=> nN; rewrite /slope_at poisson_dp_homogeneous backward_dp_homogeneous ?(leq_ltn_trans _ nN) //.
have -> : c ^+ N.-1 = c ^+ n * c ^+ (N - n.+1) by rewrite -exprD subnS -!subn1 addnBA ?subn_gt0 // subnKC // ltnW.
by rewrite -!mulrA mulrCA; congr (_ * _); rewrite [in RHS]mulrCA; congr (_ * _); rewrite mulrCA.
Qed.

End Homogeneous.
