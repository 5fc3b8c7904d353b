(** The checker as an OCaml program: integers become zarith's, lists and booleans OCaml's, and the numbers of workers
    and places in lists, which are bounded by the length of the certificate, machine integers. *)
From bcgc Require Import checker.tree checker.trace checker.matrix.
From Coq Require Import Extraction ExtrOcamlBasic ExtrOcamlNatInt ExtrOcamlZBigInt.

Extraction "checker/verified.ml" accept accept_trace accept_kernel accept_classes.
