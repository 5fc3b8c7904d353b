#!/bin/sh
# Installs a binary of bcgc with its manual pages and completions, or takes them away:
#   install.sh BINARY PREFIX
#   install.sh --remove PREFIX
set -eu

binary=$1
prefix=$2
pages=$prefix/share/man/man1
bash=$prefix/share/bash-completion/completions
zsh=$prefix/share/zsh/site-functions
fish=$prefix/share/fish/vendor_completions.d

if [ "$binary" = --remove ]; then
    rm -f "$prefix/bin/bcgc" "$pages/bcgc.1" "$pages"/bcgc-*.1 "$bash/bcgc" "$zsh/_bcgc" "$fish/bcgc.fish"
    echo "bcgc is gone from $prefix"
    exit
fi

mkdir -p "$prefix/bin" "$pages" "$bash" "$zsh" "$fish"
install -m 755 "$binary" "$prefix/bin/bcgc"
bcgc=$prefix/bin/bcgc
"$bcgc" man --list | while read -r page; do
    "$bcgc" man "$page" > "$pages/$page.1"
done
"$bcgc" completions bash > "$bash/bcgc"
"$bcgc" completions zsh > "$zsh/_bcgc"
"$bcgc" completions fish > "$fish/bcgc.fish"
echo "bcgc is $bcgc; man bcgc and completions for bash, zsh and fish are in $prefix/share"
