#!/bin/bash
# cost.sh NAME [MESSAGES=200] : what one message costs a server: system calls, syncs, forks (strace -f -c on its processes),
# CPU milliseconds and context switches are left to perf. Slow under strace: counts only, no rates.
. "$(dirname "$0")/bench.inc"
N=${2:-200}
build; up 9 $1 || exit 1
trap 'slot 9; down' EXIT
[ "$POP_ONLY" ] || smtp --connections 4 --per-connection 5 --total 20 --first-user 20 >/dev/null   # warm
p=$(tree $PIDS | sort -u | sed 's/^/-p /' | tr '\n' ' ')
echo "$1 processes: $(tree $PIDS | sort -u | wc -l)"
count() { # LABEL UNITS COMMAND... : strace while it runs
    local l=$1 n=$2; shift 2
    strace -f -c -qq -o $DIR/strace.out $p & local s=$!
    sleep 1; "$@" > $DIR/sample 2>&1; sleep 1; until settled; do sleep .1; done; kill -INT $s; wait $s 2>/dev/null
    awk -v l="$1" -v L="$l" -v n=$n '$NF ~ /^[a-z_0-9]+$/ && $4 ~ /^[0-9]+$/ && $NF!="total" {t+=$4; c[$NF]+=$4}
        END{printf "%s: syscalls=%.1f fsync=%.2f fdatasync=%.2f rename+link+unlink=%.1f open=%.1f fork/clone=%.2f read+recv=%.1f write+send=%.1f per unit (%d)\n", L, t/n, c["fsync"]/n, c["fdatasync"]/n,
        (c["rename"]+c["renameat"]+c["link"]+c["linkat"]+c["unlink"]+c["unlinkat"])/n, (c["openat"]+c["open"])/n, (c["fork"]+c["vfork"]+c["clone"]+c["clone3"])/n, (c["read"]+c["recvfrom"]+c["recvmsg"]+c["pread64"])/n, (c["write"]+c["sendto"]+c["sendmsg"]+c["writev"]+c["pwrite64"])/n, n}' $DIR/strace.out
}
[ "$POP_ONLY" ] || count "$1 message" $N smtp --connections 4 --per-connection 20 --total $N --first-user 20
if answers $POP_PORT; then
    put 1 100 4096; pop --first-user 1 --ops stat,uidl >/dev/null 2>&1
    p=$(tree $PIDS | sort -u | sed 's/^/-p /' | tr '\n' ' ')
    count "$1 pop3-retr" 1000 pop --first-user 1 --ops stat,retr --sessions 10
    count "$1 pop3-login" 50 pop --first-user 40 --ops stat --sessions 50
fi
