#!/usr/bin/env bash
# Plays the README's telnet sessions against a new server, started as script/server starts it.
#   test/readme.sh POSTLAB      POSTLAB: the program
set -euo pipefail
cd "$(dirname "$0")/.."
export POSTLAB=$1
work=$(mktemp -d)
: >"$work/said"
script/loop "$work/data" --smtp 127.0.0.1:0 --pop3 127.0.0.1:0 --web off >"$work/said" &
server=$!
trap 'kill $server 2>/dev/null || true; rm -rf "$work"' EXIT
until grep -q '^ready' "$work/said"; do
    kill -0 $server
    sleep 0.05
done
address() { sed -n "s/^listening $1 //p" "$work/said"; }
"$POSTLAB" play README.md "smtp=$(address smtp)" "pop3=$(address pop3)"

kill $server
wait $server # its exit status is the test's
