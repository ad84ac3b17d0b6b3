#!/bin/bash
# versus.sh NAME PEER[,PEER...] W[,W...] [ROUNDS=3]
# All servers run; each round measures the machine (ref), then every server once, in turn. Prints for each workload and
# server the median (min-max), the median of the per-round ratios to NAME (rates: above 1 = faster than NAME; _ms: below 1),
# and for durable rates the ratio to the machine's durable_files_per_s. Every sample goes to $WORKDIR/raw.tsv.
. "$(dirname "$0")/bench.inc"
[ $# -ge 3 ] || { sed -n 2,5p "$0"; exit 2; }
NAMES=($1 ${2//,/ }) ROUNDS=${4:-3}
build
enter() { slot $1; unset -f settled fill start stop holds; settled() { true; }; FORMAT=; [[ ${NAMES[$1]} == *:* ]] && FORMAT=${NAMES[$1]#*:}; . $HERE/servers/${NAMES[$1]%%:*}.sh; . $DIR/vars; }
all=${!NAMES[*]} started=
trap 'for s in $started; do enter $s; down; done' EXIT
for s in $all; do slot $s; up $s ${NAMES[$s]} || exit 1; started+=" $s"; echo "PIDS='$PIDS'; SMTP_ARGS='$SMTP_ARGS'; POP_ONLY='$POP_ONLY'" > $DIR/vars; done
T=$WORKDIR/round.$$
for w in ${3//,/ }; do
    m=${METRIC[$w]}; rm -f $T.*
    for s in $all; do enter $s; prepare $w; [ -s $DIR/cold ] && { echo "$w ${NAMES[$s]} first login: $(tr ' ' '\n' < $DIR/cold | grep -E 'errors|login_p50|stat_p50|list_p50|uidl_p50' | tr '\n' ' ')"; rm $DIR/cold; }; done
    for i in $(seq $ROUNDS); do
        r=$($BIN/ref $WORKDIR); rf=$(get "$r" durable_files_per_s)
        for s in $all; do
            enter $s; c=$(server_cpu); x=$(workload $w 2>$DIR/errors); x+=" server_cpu_all_ms=$(($(server_cpu) - c))"; v=$(get "$x" $m); v=${v:-0}; e=$(get "$x" errors); declare -F holds >/dev/null && ! holds && e=1; [ "${e:-1}" = 0 ] || v=0; [ $s = 0 ] && first=$v
            printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$(date +%T)" $w ${NAMES[$s]} "$v" "$(load)" "$r" "$x" >> $WORKDIR/raw.tsv
            echo "$v" >> $T.v$s; awk "BEGIN{print $v/($first+1e-9)}" >> $T.r$s; awk "BEGIN{print $v/$rf}" >> $T.f$s; echo ${e:-1} >> $T.e$s
            [[ $w =~ ^W[1-4][a-d]?$ ]] && get "$x" end_to_end_per_s >> $T.d$s
        done
    done
    for s in $all; do
        read med lo hi <<< $(stats < $T.v$s); read rm rl rh <<< $(stats < $T.r$s); read fm fl fh <<< $(stats < $T.f$s)
        printf '%-4s %-16s %s=%s (%s-%s)  x%s (%s-%s)' $w ${NAMES[$s]} $m $med $lo $hi $rm $rl $rh
        [[ $w =~ ^W[1-4][a-d]?$ ]] && printf '  per-durable-file=%s  end-to-end/s=%s' $fm "$(stats < $T.d$s)"
        printf '  errors=%s load=%s\n' $(awk '{n+=$1} END{print n}' $T.e$s) $(load)
    done
done
rm -f $T.*
