# Our own server while PAGES (1) browsers look at its board, which hears of every line that is said.
. $HERE/servers/postlab.sh
WEB=127.0.0.1:$((SMTP_PORT + 55))
start() {
    start_postlab || return 1
    local page=http://$WEB cookie=$DIR/cookie token i
    token=$(curl -sS -f -c $cookie $page/session | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
    [ "$token" ] || { echo "$page gives no token" >&2; return 1; }
    curl -sS -f -b $cookie -c $cookie -d "token=$token" --data-urlencode "key=$(<$DIR/data/web.key)" $page/login || return 1
    for i in $(seq ${PAGES:-1}); do
        { curl -sS -fN -b $cookie $page/board/events; rm -f $DIR/board.$i; } > >(head -c 1 > $DIR/board.$i; cat > /dev/null) &
        PIDS+=" $!"
    done
    holds || { echo "the board of $page does not open" >&2; return 1; }
}
# Whether each browser has the board open and has seen something of it.
holds() {
    local i n
    for i in $(seq ${PAGES:-1}); do
        for n in $(seq 50); do [ -s $DIR/board.$i ] && break; sleep .1; done
        [ -s $DIR/board.$i ] || return 1
    done
}
