# Our own server. POSTLAB = the executable, POSTLAB_ARGS = more options.
POSTLAB=${POSTLAB:-$BIN/postlab}
WEB=off
start_postlab() {
    mkdir -p $DIR/data
    local i; for i in $(seq 0 $((USERS - 1))); do echo pw | $POSTLAB user add user$i --data $DIR/data >/dev/null || return 1; done
    local tls=; [ "$TLS" ] && tls="--tls-cert $WORKDIR/cert.pem --tls-key $WORKDIR/key.pem --pop3s 127.0.0.1:$POPS_PORT"
    $POSTLAB serve --data $DIR/data --domain post.example --smtp 127.0.0.1:$SMTP_PORT --pop3 127.0.0.1:$POP_PORT --web $WEB $tls $POSTLAB_ARGS > $DIR/log 2>&1 & PIDS=$!
    for i in $(seq 100); do grep -q '^ready' $DIR/log && break; sleep .1; done
    SMTP_ARGS=
}
start() { start_postlab; }
stop() { kill $PIDS; wait $PIDS; }
