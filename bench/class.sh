#!/bin/bash
# class.sh [options of classload]
# A class at its terminals, with the record, the classroom and its marks: 300 students (--students N) type three labs, all at the same
# time. Prints how long replies take (all, and greeting, login, end of a letter apart), how long the desk takes to begin a lab, how long a
# session's end to its grade in the course (feedback), and what the record has of it all. Exit status 1 when anything is missing.
# FLOOD=60 floods the server for so many seconds meanwhile, from another address, in every way that flood.py knows.
. "$(dirname "$0")/bench.inc"
build classload
USERS=0
slot 0
POSTLAB_ARGS="--set lab.folder=$ROOT/labs --set lab.marks=$DIR/marks"
up 0 postlab || exit 1
trap down EXIT
if [ "$FLOOD" ]; then python3 $HERE/flood.py $FLOOD "" $SMTP_PORT $POP_PORT & fi
$BIN/classload --data $DIR/data --labs $ROOT/labs --smtp $SMTP_PORT --pop3 $POP_PORT "$@"
