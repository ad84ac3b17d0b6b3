#!/usr/bin/env bash
# Checks the dependency graph of ARCHITECTURE.md by #include: rule 6 (the store knows no protocol, the protocols know
# no SQL, shared knows neither, smtpd and pop3d don't know each other) and rule 1 (a session has no socket and no thread).
# Unit tests may look further (a fake store, a dialogue player), but a protocol's tests don't know the other protocol.
set -euo pipefail
cd "$(dirname "$0")/.."
found=0

# only FOLDER PATTERN: files in FOLDER (not below) include nothing of ours but what the pattern allows
only() {
    local file included
    for file in "$1"/*.h "$1"/*.cpp; do
        if [ ! -e "$file" ] || [[ $file == *_test?(s).* ]]; then continue; fi
        while read -r included; do
            [[ $included =~ ^($2)$ ]] || complain "$file includes $included; $1 may know only $2"
        done < <(sed -n 's/^ *# *include *"\(.*\)".*/\1/p' "$file")
    done
}
# never FOLDER WHAT PATTERN [tests]: no file in FOLDER includes such a header, of ours or the system's
never() {
    local line
    while read -r line; do complain "$line; $1 knows nothing of $2"; done < <(
        grep -nE "^ *# *include *[<\"]($3)" "$1"/*.h "$1"/*.cpp 2>/dev/null |
            if [ "${4-}" = tests ]; then cat; else grep -vE '_tests?\.(h|cpp):'; fi || true
    )
}
complain() { echo "$1" && found=$((found + 1)); }

only shared 'shared/[^/]*'
only shared/net 'shared/.*'
only store 'shared/[^/]*|store/.*'
only smtpd 'shared/[^/]*|store/mail_store\.h|smtpd/.*'
only pop3d 'shared/[^/]*|store/mail_store\.h|pop3d/.*'
only labs '(shared|store|smtpd|pop3d)/.*|labs/[^/]*'
only labs/course '(shared|store|smtpd|pop3d|labs)/.*'
never smtpd POP3 'pop3d/' tests
never pop3d SMTP 'smtpd/' tests

network='Poco/Net/|sys/socket\.h|netinet/|netdb\.h|poll\.h|sys/epoll\.h'
database='Poco/Data/|sqlite3\.h'
threads='thread>|mutex>|condition_variable>|future>|Poco/Thread|Poco/Mutex'
never shared sockets "$network"
never shared databases "$database"
never shared/net databases "$database"
never store sockets "$network"
for protocol in smtpd pop3d; do
    never $protocol sockets "$network"
    never $protocol databases "$database"
    never $protocol threads "$threads"
done

[ $found = 0 ] || { echo "include_graph: $found forbidden includes" && exit 1; }
