#!/bin/sh
# usage: test.sh [FOLDER...]
# Every file of FOLDER/accept, FOLDER/reject and FOLDER/malformed must end with the exit status of its folder: 0 accepted,
# 1 rejected, 2 not a certificate. Without a folder: the examples.
set -eu
checker=$(dirname "$0")/verified-checker
[ $# -gt 0 ] || set -- "$(dirname "$0")/examples"
for folder; do
    count=0
    for case in accept:0 reject:1 malformed:2; do
        for file in "$folder/${case%:*}"/*; do
            [ -e "$file" ] || continue
            status=0
            answer=$("$checker" "$file") || status=$?
            if [ "$status" -ne "${case#*:}" ]; then
                echo "checker: status $status instead of ${case#*:}: $answer" >&2
                exit 1
            fi
            count=$((count + 1))
        done
    done
    if [ "$count" -eq 0 ]; then
        echo "checker: there is nothing to check in $folder" >&2
        exit 1
    fi
    echo "checker: $count files of $folder end as they should"
done
