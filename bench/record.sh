#!/bin/bash
# record.sh [ROUNDS=9] [W,...=W1b,W5b]
# What the record of conversations costs: two servers, one with and one without it, each round one after the other, in turns. Prints
# for each workload the processor time of the server for a message (its threads' own, until they are idle again) and the rate, with and
# without, and the median of the rounds' ratios. POSTLAB = the executable. Processor time doesn't mind what else runs; rates do.
. "$(dirname "$0")/bench.inc"
ROUNDS=${1:-9}
build
trap 'for s in 0 1; do enter $s; down; done' EXIT
enter() { slot $1; . $HERE/servers/postlab.sh; [ -e $DIR/vars ] && . $DIR/vars; }
busy_ns() { cat /proc/$PIDS/task/*/schedstat | awk '{n += $1} END {printf "%.0f", n}'; }
# idle_ns: the server's processor time once it has come to rest
idle_ns() {
    local a=-1 b i
    b=$(busy_ns)
    for i in $(seq 100); do [ $((b - a)) -lt 300000 ] && break; sleep .2; a=$b; b=$(busy_ns); done
    echo $b
}
ARGS=("" "--set transcript.enabled=false")
for s in 0 1; do
    POSTLAB_ARGS="${ARGS[$s]}"
    up $s postlab || exit 1
    echo "PIDS=$PIDS" >$DIR/vars
done
T=$WORKDIR/record.$$
for w in $(tr , ' ' <<<"${2:-W1b,W5b}"); do
    rm -f $T.*
    for s in 0 1; do enter $s; prepare $w >/dev/null; workload $w >/dev/null; done
    for i in $(seq $ROUNDS); do
        for s in $((i % 2)) $(((i + 1) % 2)); do
            enter $s
            before=$(idle_ns)
            out=$(workload $w 2>$DIR/errors) || { cat $DIR/errors >&2; exit 1; }
            after=$(idle_ns)
            awk "BEGIN {printf \"%.3f\n\", ($after - $before) / 1000 / ($(get "$out" msgs_per_s) * $(get "$out" seconds))}" >>$T.cpu$s
            get "$out" msgs_per_s >>$T.rate$s
        done
    done
    for m in cpu rate; do
        read -r with _ <<<"$(stats <$T.${m}0)"
        read -r without _ <<<"$(stats <$T.${m}1)"
        read -r ratio low high <<<"$(paste $T.${m}0 $T.${m}1 | awk '{print $1 / $2}' | stats)"
        echo "$w $m $([ $m = cpu ] && echo us_per_message || echo msgs_per_s) with=$with without=$without ratio=$ratio ($low-$high)"
    done
done
rm -f $T.*
