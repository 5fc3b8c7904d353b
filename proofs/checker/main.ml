(* Reads a certificate (the format is in FORMAT.md), hands it to the verified functions and prints what they prove.
   Exit status: 0 accepted, 1 rejected or beyond the limits, 2 not a certificate. *)

open Verified

exception Malformed of string
exception Beyond of string

(* Limits: bytes of a file, sets of workers that are visited. *)
let largest_file = 1 lsl 26
let most_sets = 10_000_000

let fail format = Printf.ksprintf (fun message -> raise (Malformed message)) format

(* {1 Words} *)

let contents path =
  let channel = open_in_bin path in
  Fun.protect ~finally:(fun () -> close_in channel) (fun () ->
      let size = in_channel_length channel in
      if size > largest_file then fail "the file has %d bytes, more than %d" size largest_file;
      really_input_string channel size)

let is_space c = c = ' ' || c = '\n' || c = '\t' || c = '\r'

(* The words of the text one after the other; from '#' to the end of the line is a comment. *)
let reader text =
  let size = String.length text and at = ref 0 in
  let rec skip () =
    if !at < size then
      if is_space text.[!at] then (incr at; skip ())
      else if text.[!at] = '#' then begin
        at := (match String.index_from_opt text !at '\n' with Some i -> i | None -> size);
        skip ()
      end
  in
  fun () ->
    skip ();
    let start = !at in
    while !at < size && not (is_space text.[!at]) && text.[!at] <> '#' do incr at done;
    String.sub text start (!at - start)

let is_integer word =
  let digits = if word <> "" && word.[0] = '-' then String.sub word 1 (String.length word - 1) else word in
  digits <> "" && String.for_all (fun c -> '0' <= c && c <= '9') digits

let show word = if String.length word > 20 then String.sub word 0 20 ^ "..." else word

let integer word =
  match word () with
  | "" -> fail "the file ends where an integer is expected"
  | text when is_integer text -> Big_int_Z.big_int_of_string text
  | text -> fail "'%s' stands where an integer is expected" (show text)

(* A number of things or a place in a list, counted from 0. *)
let count word =
  let value = integer word in
  if Big_int_Z.(sign_big_int value < 0 || gt_big_int value (big_int_of_int largest_file)) then
    fail "%s is no number of things" (show (Big_int_Z.string_of_big_int value));
  Big_int_Z.int_of_big_int value

(* At least one word each, so that no number of things needs more memory than the file. *)
let repeat n read =
  let rec go n so_far = if n = 0 then List.rev so_far else go (n - 1) (read () :: so_far) in
  go n []

let integers word n = repeat n (fun () -> integer word)
let rows word n length = repeat n (fun () -> integers word length)
let counted word read = let n = count word in repeat n read

let workers word =
  let n = count word in
  if n = 0 then fail "there are no workers";
  n

let rec tree word =
  match word () with
  | "leaf" ->
    let weights = counted word (fun () -> let cut = count word in let weight = integer word in (cut, weight)) in
    let multipliers = counted word (fun () -> integer word) in
    Leaf (weights, multipliers)
  | "node" ->
    let form = count word in
    let low = integer word in
    let below = tree word in
    let between = counted word (fun () -> tree word) in
    let above = tree word in
    Node (form, low, below, between, above)
  | text -> fail "'%s' stands where leaf or node is expected" (show text)

(* {1 Certificates: the claim if it is proved} *)

let decimal = Big_int_Z.string_of_big_int

let cuts word =
  let workers = workers word in
  let coordinates = integer word in
  let target = integer word in
  let cuts = counted word (fun () -> integers word workers) in
  let forms = counted word (fun () -> integers word workers) in
  let tree = tree word in
  fun () ->
    if accept workers coordinates target cuts forms tree then
      Some (Printf.sprintf "every integer partition of %s into %d blocks reaches %s on one of the %d cuts"
              (decimal coordinates) workers (decimal target) (List.length cuts))
    else None

let trace word =
  let workers = workers word in
  let coordinates = integer word in
  let rounds = counted word (fun () -> integers word workers) in
  let best = integers word workers in
  let target = integer word in
  let points = counted word (fun () -> integers word workers) in
  let forms = counted word (fun () -> integers word workers) in
  let tree = tree word in
  fun () ->
    match accept_trace workers coordinates rounds best target points forms tree with
    | Some cost ->
      Some (Printf.sprintf "over %d rounds the partition %s costs %s, and no integer partition of %s costs less than %s"
              (List.length rounds) (String.concat " " (List.map decimal best)) (decimal cost) (decimal coordinates)
              (decimal target))
    | None -> None

let tolerates workers stragglers = Printf.sprintf "the matrix of %d workers tolerates %d stragglers" workers stragglers

(* Whether N choose s is at most the limit: all sets are visited. *)
let few_sets workers stragglers =
  let fewer = min stragglers (workers - stragglers) in
  let rec binomial i sets =
    sets <= most_sets && (i > fewer || binomial (i + 1) (sets * (workers - fewer + i) / i))
  in
  binomial 1 1

let modulus word =
  let m = integer word in
  if not (Big_int_Z.is_int_big_int m) then fail "the modulus %s has more than 62 bits" (show (decimal m));
  m

let kernel word =
  let workers = workers word in
  let stragglers = count word in
  let denominator = integer word in
  let matrix = rows word workers workers in
  let modulus = modulus word in
  let check = rows word stragglers workers in
  fun () ->
    if not (few_sets workers stragglers) then raise (Beyond "there are too many sets of workers");
    if accept_kernel workers stragglers denominator matrix modulus check then Some (tolerates workers stragglers)
    else None

let classes word =
  let workers = workers word in
  let stragglers = count word in
  let denominator = integer word in
  let matrix = rows word workers workers in
  let classes = counted word (fun () -> counted word (fun () -> count word)) in
  fun () ->
    if accept_classes workers stragglers denominator matrix classes then Some (tolerates workers stragglers) else None

let certificate path =
  let word = reader (contents path) in
  let check =
    match word () with
    | "cuts" -> cuts word
    | "trace" -> trace word
    | "kernel" -> kernel word
    | "classes" -> classes word
    | text -> fail "it begins with '%s'; allowed are cuts, trace, kernel, classes" (show text)
  in
  match word () with "" -> check | text -> fail "'%s' stands behind the end" (show text)

let verify path =
  match (certificate path) () with
  | Some claim -> Printf.printf "%s: accepted: %s\n" path claim; 0
  | None -> Printf.printf "%s: rejected\n" path; 1
  | exception Beyond reason -> Printf.printf "%s: not verified: %s\n" path reason; 1
  | exception Malformed reason -> Printf.printf "%s: not a certificate: %s\n" path reason; 2
  | exception Sys_error reason -> Printf.printf "not read: %s\n" reason; 2
  | exception Stack_overflow -> Printf.printf "%s: not a certificate: nested too deeply\n" path; 2

let () =
  match List.tl (Array.to_list Sys.argv) with
  | [] -> prerr_endline "usage: verified-checker CERTIFICATE..."; exit 2
  | paths -> exit (List.fold_left (fun status path -> max status (verify path)) 0 paths)
