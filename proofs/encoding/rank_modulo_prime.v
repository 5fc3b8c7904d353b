(** Ranks modulo a prime.  Section 13 of docs/model.md.

    Elimination modulo a word-sized prime is fast, and its rank can only be too small. *)
From mathcomp Require Import all_ssreflect all_algebra.
From bcgc Require Import encoding.decodability.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** A nonzero minor of order r, the witness of a rank of at least r. *)
Lemma rank_minor (F : fieldType) m n (A : 'M[F]_(m, n)) :
  exists f : 'I_(\rank A) -> 'I_m, exists g : 'I_(\rank A) -> 'I_n, \det (mxsub f g A) != 0.
Proof.
have [f ffree] : exists f : 'I_(\rank A) -> 'I_m, row_free (rowsub f A).
  by exists (fun i => maxrankfun A i); exact: maxrowsub_free.
have full : row_full (rowsub f A)^T by rewrite /row_full mxrank_tr.
exists f, (fullrankfun full); rewrite -unitfE -unitmxE -unitmx_tr.
have -> : (mxsub f (fullrankfun full) A)^T = rowsub (fullrankfun full) (rowsub f A)^T.
  by apply/matrixP => i j; rewrite !mxE.
exact: fullrowsub_unit.
Qed.

Lemma minor_rank (F : fieldType) m n r (A : 'M[F]_(m, n)) (f : 'I_r -> 'I_m) (g : 'I_r -> 'I_n) :
  \det (mxsub f g A) != 0 -> (r <= \rank A)%N.
Proof.
rewrite -unitfE -unitmxE -row_free_unit => /eqP <-.
have -> : mxsub f g A = colsub g (rowsub f A) by apply/matrixP => i j; rewrite !mxE.
rewrite -mxrank_tr.
have -> : (colsub g (rowsub f A))^T = rowsub g (rowsub f A)^T by apply/matrixP => i j; rewrite !mxE.
apply: leq_trans (mxrankS (rowsub_sub _ _)) _.
by rewrite mxrank_tr mxrankS // rowsub_sub.
Qed.

Section ModuloPrime.
(** ['F_p] is the field of the least prime factor of p, so p itself need not be prime. *)
Variable p : nat.

(** For an integer matrix, rank mod p <= rank over Q. *)
Theorem rank_mod_prime_le m n (A : 'M[int]_(m, n)) :
  (\rank (map_mx intr A : 'M['F_p]_(m, n)) <= \rank (map_mx intr A : 'M[rat]_(m, n)))%N.
Proof.
have [f [g]] := rank_minor (map_mx intr A : 'M['F_p]_(m, n)).
rewrite -map_mxsub det_map_mx /= => nz; apply: (@minor_rank _ _ _ _ _ f g).
rewrite -map_mxsub det_map_mx /= intr_eq0.
by apply: contraNneq nz => ->; rewrite rmorph0.
Qed.

(** Rows scaled to integers, then taken modulo p, have at most the rank of the rows themselves. *)
Lemma scaled_rank_le N n (B : 'M[rat]_(N, n)) (I : {set 'I_N}) (c : 'I_N -> rat) (A : 'M[int]_(N, n)) :
  (forall i j, c i * B i j = (A i j)%:~R) ->
  (\rank (map_mx intr (rowsub (fun k : 'I_#|I| => enum_val k) A) : 'M['F_p]_(#|I|, n)) <= \rank (rows_of B I))%N.
Proof.
move=> scaled; apply: leq_trans (rank_mod_prime_le _) _.
suff -> : map_mx intr (rowsub (fun k : 'I_#|I| => enum_val k) A) =
    diag_mx (\row_k c (enum_val k)) *m rows_of B I by rewrite mxrankM_maxr.
by apply/matrixP => k j; rewrite mul_diag_mx !mxE scaled.
Qed.

(** The check of the code: the rows of B, each scaled to integers, have rank N - s modulo p.  No condition
    on the prime is needed: a bad one can only lose rank. *)
Theorem rank_mod_prime_decodes N s (H : 'M[rat]_(s, N)) (B : 'M[rat]_N) (I : {set 'I_N})
    (c : 'I_N -> rat) (A : 'M[int]_N) :
  (forall i j, c i * B i j = (A i j)%:~R) ->
  B *m H^T = 0 -> H *m (ones _ N)^T = 0 -> \rank H = s -> #|I| = (N - s)%N ->
  \rank (map_mx intr (rowsub (fun k : 'I_#|I| => enum_val k) A) : 'M['F_p]_(#|I|, N)) = (N - s)%N ->
  decodable B I.
Proof.
move=> scaled BH H1 rH cI rp; apply: kernel_decodes BH H1 rH _.
by apply/eqP; rewrite eqn_leq -{1}cI rank_leq_row -rp; exact: scaled_rank_le.
Qed.

(** The same for a row space of any dimension, known to hold the all-ones row. *)
Theorem span_mod_prime_decodes N n (B : 'M[rat]_(N, n)) (I : {set 'I_N}) (c : 'I_N -> rat) (A : 'M[int]_(N, n)) :
  (forall i j, c i * B i j = (A i j)%:~R) -> (ones _ n <= B)%MS ->
  \rank (map_mx intr (rowsub (fun k : 'I_#|I| => enum_val k) A) : 'M['F_p]_(#|I|, n)) = \rank B ->
  decodable B I.
Proof.
move=> scaled one rp; apply: span_decodes one _; apply/eqP; rewrite eqn_leq mxrankS ?rowsub_sub //.
by rewrite -rp; exact: scaled_rank_le.
Qed.

End ModuloPrime.
