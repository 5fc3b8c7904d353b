#!/bin/sh
# Check what README.md claims of the compiled proofs:
#   1. no source leaves a gap or adds an axiom, and none switches a check of the kernel off;
#   2. the table of README.md and the theorems of the sources are the same list;
#   3. no theorem of the table rests on an axiom other than those of the standard library's reals.
# Run by `make`, after the sources are compiled.
set -eu
cd "$(dirname "$0")"

fail() { echo "proofs: $*" >&2; exit 1; }

# The classical reals of the standard library, and nothing else.
allowed="ClassicalDedekindReals.sig_forall_dec ClassicalDedekindReals.sig_not_dec"
allowed="$allowed FunctionalExtensionality.functional_extensionality_dep Classical_Prop.classic"

work=.check
rm -rf "$work" && mkdir "$work"
sources=$(find . -name '*.v' -not -path "./$work/*" | sort)

# 1. Words that have no place in a finished proof, comments included.
forbidden='Admitted|admit|give_up|Axioms?|Parameters?|Conjectures?|bypass_check|(Guard|Positivity|Universe) Checking|type-in-type|Print Assumptions'
if grep -nEw "$forbidden" $sources >&2; then fail "unfinished proof or axiom in the lines above"; fi

# 2. Rows of the table start with the theorem in backticks, by file and name: | `runtime.slice_dp.name` |
sed -nE "s/^\| \`([A-Za-z0-9_.']+)\` \|.*/\1/p" README.md | sort >"$work/listed"
for file in $sources; do
    module=$(echo "$file" | sed -e 's|^\./||' -e 's|\.v$||' -e 's|/|.|g')
    sed -nE "s/^[[:space:]]*(Theorem|Corollary|Fact|Proposition)[[:space:]]+([A-Za-z0-9_']+).*/$module.\2/p" "$file"
done | sort >"$work/stated"
[ -s "$work/listed" ] || fail "README.md lists no theorem"
if duplicates=$(uniq -d "$work/listed") && [ -n "$duplicates" ]; then fail "listed twice: $duplicates"; fi
if ! diff "$work/listed" "$work/stated" >"$work/difference"; then
    sed -n -e 's/^< /  only in README.md: /p' -e 's/^> /  only in the sources: /p' "$work/difference" >&2
    fail "README.md and the sources name different theorems"
fi

# 3. Ask Coq. It fails if a theorem does not exist.
{
    for file in $sources; do
        echo "$file" | sed -e 's|^\./||' -e 's|\.v$||' -e 's|/|.|g' -e 's|.*|From bcgc Require &.|'
    done
    while read -r theorem; do
        echo "Goal True. idtac \"THEOREM $theorem\". Abort."
        echo "Print Assumptions bcgc.$theorem."
    done <"$work/listed"
} >"$work/assumptions.v"
coqc -Q . bcgc -w none "$work/assumptions.v" >"$work/output" 2>&1 || { cat "$work/output" >&2; fail "Coq rejects the list of theorems"; }

# An axiom starts in column 1, its type may go on in further lines; anything unknown counts as an axiom.
if ! awk -v allowed="$allowed" '
    BEGIN { n = split(allowed, a, " "); for (i = 1; i <= n; i++) ok[a[i]] = 1 }
    /^THEOREM / { theorem = $2; next }
    /^Closed under the global context$/ { closed++; answered[theorem] = 1; next }
    /^Axioms:$/ { classical++; answered[theorem] = 1; next }
    /^[^ \t]/ { if (!($1 in ok)) { print "  " theorem " rests on " $0; bad = 1 } }
    END {
        while ((getline line < "'"$work/listed"'") > 0) if (!(line in answered)) { print "  no answer for " line; bad = 1 }
        if (bad) exit 1
        printf "proofs: %d theorems, %d without any axiom, %d with those of the classical reals only\n", closed + classical, closed, classical
    }' "$work/output"; then
    fail "axioms outside the permitted list"
fi
rm -rf "$work"
