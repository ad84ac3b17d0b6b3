# The same octets from memory, POP3 only. Not a peer: it shows what the generator gets from a program that has nothing to do.
POP_ONLY=1
start() { mkdir -p $DIR/mail; $BIN/memory_pop3 $POP_PORT $DIR/mail > $DIR/log 2>&1 & PIDS=$!; }
stop() { kill $PIDS; }
# What SMTP puts in front of a message, as long as ours.
fill() { { echo $2; printf 'Return-Path: <bench@client.example>\r\nReceived: from client.example ([127.0.0.1]) by post.example with ESMTP id 12345\r\n\tfor <user0@post.example>; Mon, 01 Jan 2001 00:00:00 +0000\r\n'; message $3; } > $DIR/mail/user$1; }
