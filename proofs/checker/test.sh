#!/bin/sh
# The examples must end with the exit status of their folder: 0 accepted, 1 rejected, 2 not a certificate.
set -eu
cd "$(dirname "$0")"
count=0
for case in accept:0 reject:1 malformed:2; do
    for file in examples/"${case%:*}"/*; do
        status=0
        answer=$(./verified-checker "$file") || status=$?
        if [ "$status" -ne "${case#*:}" ]; then
            echo "checker: status $status instead of ${case#*:}: $answer" >&2
            exit 1
        fi
        count=$((count + 1))
    done
done
echo "checker: $count examples end as they should"
