#!/usr/bin/env bash
# Checks the map of ARCHITECTURE.md by #include. Each folder has a line below with all that it may know: the folders
# above it in this list, and never one below, so that there is no circle and no arrow that runs up. Then rule 6 (the store
# knows no protocol, the protocols know no SQL) and rule 1 (a session has no socket and no thread) by the system's headers.
# Unit tests and what is made for them (*_for_tests.h) may look further, but a protocol's tests don't know the other protocol.
#   test/include_graph.sh [FOLDER]      the tree to look at, by default this one
set -euo pipefail
cd "${1:-"$(dirname "$0")/.."}"
found=0
rooms=" "

complain() { echo "$1" && found=$((found + 1)); }

# room FOLDER KNOWN...: the sources in FOLDER (not below) include nothing of ours but what is in it and in the folders, or
# the headers, that are named; each of these has had its own line before
room() {
    local folder=$1 known file included
    shift
    rooms+="$folder "
    for known in "$@"; do
        if [[ $known != *.h && $rooms != *" $known "* ]]; then complain "$folder may know $known, which stands below it"; fi
    done
    for file in "$folder"/*.h "$folder"/*.cpp; do
        if [ ! -e "$file" ] || [[ $file == *_test.cpp || $file == *_for_tests.h ]]; then continue; fi
        while read -r included; do
            case " $folder $* " in
            *" ${included%/*} "* | *" $included "*) ;;
            *) complain "$file includes $included; $folder may know only: $*" ;;
            esac
        done < <(sed -n 's/^ *# *include *"\(.*\)".*/\1/p' "$file")
    done
}
# never FOLDER WHAT PATTERN [tests]: no file in FOLDER includes such a header, of ours or the system's
never() {
    local line
    while read -r line; do complain "$line; $1 knows nothing of $2"; done < <(
        grep -nE "^ *# *include *[<\"]($3)" "$1"/*.h "$1"/*.cpp 2>/dev/null |
            if [ "${4-}" = tests ]; then cat; else grep -vE '(_test\.cpp|_for_tests\.h):'; fi || true
    )
}

# shellcheck disable=SC2086  # lists of folders
{
    room shared/text
    room shared/system shared/text
    room shared/wire shared/text
    room shared/program shared/text shared/wire
    room shared/sasl shared/text shared/system
    room shared/tls shared/text shared/system
    room shared shared/text shared/system/log.h shared/wire shared/sasl
    shared="shared/text shared/system shared/wire shared/program shared/sasl shared/tls shared"
    room shared/net $shared
    room shared/http $shared
    room store/queue $shared
    room store $shared store/queue
    room store/transcript $shared store
    room store/upkeep $shared store store/transcript
    room smtpd $shared store/mail_store.h
    room pop3d $shared store/mail_store.h

    below_labs="$shared store store/transcript smtpd pop3d"
    room labs/text $shared
    room labs/language $shared store/sentences.h
    room labs/museum $shared store
    room labs/catalogue $shared smtpd pop3d labs/museum labs/language
    room labs/faults $shared labs/catalogue labs/language
    room labs/dialogue $below_labs labs/text labs/museum labs/language labs/catalogue labs/faults
    room labs/record $shared store store/transcript labs/text labs/language labs/catalogue labs/dialogue
    room labs/compare $shared smtpd labs/text labs/language labs/catalogue labs/dialogue
    room labs/whatif $below_labs labs/text labs/language labs/catalogue labs/dialogue labs/record labs/compare
    room labs/explain $shared labs/text labs/language labs/catalogue labs/dialogue labs/record labs/compare
    room labs/manual $shared labs/text labs/language
    room labs/client $shared labs/text labs/language labs/catalogue labs/dialogue labs/record labs/explain

    room labs/course/lab $shared labs/language labs/catalogue labs/dialogue labs/faults
    room labs/course/roster $shared store store/upkeep labs/text labs/language
    room labs/course/mail shared/text labs/course/lab
    room labs/course/grading $shared store/transcript smtpd/path.h labs/catalogue labs/record labs/course/lab labs/course/mail
    room labs/course/class $below_labs labs/text labs/language labs/faults labs/dialogue labs/record labs/explain labs/course/lab labs/course/roster labs/course/grading
    room labs/course/viva $shared store store/transcript labs/text labs/language labs/record labs/whatif labs/course/lab labs/course/roster labs/course/class
    room labs/course/live $below_labs store/queue labs/faults labs/record labs/course/lab labs/course/roster labs/course/grading labs/course/class
    room labs/course $below_labs labs/text labs/language labs/dialogue labs/record labs/explain labs/course/lab labs/course/roster labs/course/grading labs/course/class

    room labs/screen/class $shared store labs/text labs/language labs/compare labs/explain labs/course/lab labs/course/roster labs/course/class
    room labs/screen $shared shared/net shared/http store store/queue store/transcript smtpd/path.h labs/text labs/language labs/catalogue labs/record labs/compare labs/explain \
        labs/course/lab labs/course/mail labs/course/roster labs/course/grading labs/course/class labs/screen/class
}
while read -r folder; do
    [[ $rooms == *" $folder "* ]] || complain "$folder has sources but no line in test/include_graph.sh"
done < <(find shared store smtpd pop3d labs -name '*.cpp' -printf '%h\n' | sort -u)

never smtpd POP3 'pop3d/' tests
never pop3d SMTP 'smtpd/' tests

network='Poco/Net/|sys/socket\.h|netinet/|netdb\.h|poll\.h|sys/epoll\.h'
database='Poco/Data/|sqlite3\.h'
threads='thread>|mutex>|condition_variable>|future>|Poco/Thread|Poco/Mutex'
for folder in shared/text shared/system shared/wire shared/program shared/sasl shared/tls shared; do
    never $folder sockets "$network"
    never $folder databases "$database"
done
for folder in shared/net shared/http; do
    never $folder databases "$database"
done
never shared/http sockets 'Poco/Net/.*(Socket|Server|Client)|sys/socket\.h|netinet/|netdb\.h|poll\.h|sys/epoll\.h'
never shared/http threads "$threads"
never store sockets "$network"
never store/transcript sockets "$network"
never store/upkeep sockets "$network"
for protocol in smtpd pop3d; do
    never $protocol sockets "$network"
    never $protocol databases "$database"
    never $protocol threads "$threads"
done

[ $found = 0 ] || { echo "include_graph: $found forbidden includes" && exit 1; }
