#include "labs/catalogue/codes.h"

#include "shared/text/text.h"

namespace postlab::labs {

namespace {

constexpr Sentence meanings[] = {
    // RFC 5321 4.2.1
    {"code.2yz", "2yz: done, and the next command may come."},
    {"code.3yz", "3yz: so far so good, but the server waits for more before it acts."},
    {"code.4yz", "4yz: not now. Nothing has happened; the same command may work later."},
    {"code.5yz", "5yz: no. Nothing has happened, and the same command would fail again."},
    {"code.x0z", "x0z: it is about the command itself, its wording or its place."},
    {"code.x1z", "x1z: it is information, like status or help."},
    {"code.x2z", "x2z: it is about the connection."},
    {"code.x5z", "x5z: it is about the mail system, what it did or could not do with the mail."},
    // RFC 3463 2
    {"code.2", "2: success."},
    {"code.4", "4: a failure that may pass."},
    {"code.5", "5: a failure that lasts until something is changed."},
    {"code.x.0", "x.0: nothing more is known about the subject."},
    {"code.x.1", "x.1: it is about an address."},
    {"code.x.2", "x.2: it is about a mailbox."},
    {"code.x.3", "x.3: it is about the mail system that takes the mail."},
    {"code.x.4", "x.4: it is about the network or the route."},
    {"code.x.5", "x.5: it is about the protocol, the commands themselves."},
    {"code.x.6", "x.6: it is about the content of the message."},
    {"code.x.7", "x.7: it is about security or policy, what the server is allowed to do."},
    // RFC 1939 3, RFC 2449 8, RFC 3206
    {"code.+OK", "+OK: yes. POP3 has only two status indicators (RFC 1939 3), and this is the good one."},
    {"code.-ERR",
     "-ERR: no. POP3 has only two status indicators (RFC 1939 3); the words, or a code in square brackets, say why. "
     "The session goes on."},
    {"code.+",
     "+: go on. Only within AUTH: a challenge in base64 follows, or nothing, and the client answers (RFC 5034 4)."},
    {"code.[IN-USE]", "[IN-USE]: the login was right, but another session holds the maildrop (RFC 2449 8.1.2)."},
    {"code.[AUTH]", "[AUTH]: the name or its proof is at fault; ask the user again (RFC 3206 5)."},
    {"code.[SYS/TEMP]", "[SYS/TEMP]: the server's own trouble, and it may pass (RFC 3206 4)."},
    {"code.[SYS/PERM]", "[SYS/PERM]: the server's own trouble, and somebody must repair it (RFC 3206 4)."},
    {"code.[LOGIN-DELAY]", "[LOGIN-DELAY]: too soon after the last login (RFC 2449 8.1.1)."},
    {"code.[UTF8]", "[UTF8]: the letter has other characters than ASCII; say UTF8 before the login (RFC 6856 5)."},
    // RFC 937, Replies
    {"code.pop2.+", "+: yes, in POP2."},
    {"code.pop2.-",
     "-: no, in POP2, and the server closes (RFC 937): \"if anything goes wrong close the connection\"."},
    {"code.pop2.#", "#: a number of messages, in POP2 (RFC 937)."},
    {"code.pop2.=", "=: a number of octets, in POP2: so long is the message that RETR will send (RFC 937)."},
};
static_assert(well_formed(meanings, "code."));

std::string_view look_up(const std::string& code, const Language& language) {
    for (const Sentence& meaning : meanings)
        if (equal_ignoring_case(meaning.id, "code." + code)) return language.text(meaning.id, meaning.text);
    return {};
}

bool digits(std::string_view text, std::size_t least, std::size_t most) {
    return text.size() >= least && text.size() <= most && all_digits(text);
}

std::string both(std::string_view first, std::string_view second) {
    if (first.empty() || second.empty()) return std::string(first);
    return std::string(first).append(" ").append(second);
}

}  // namespace

std::string meaning_of_code(std::string_view code, const Language& language) {
    auto meaning = [&](std::string_view before, std::string_view digit, std::string_view behind) {
        return look_up(std::string(before).append(digit).append(behind), language);
    };
    if (digits(code, 3, 3)) return both(meaning("", code.substr(0, 1), "yz"), meaning("x", code.substr(1, 1), "z"));
    const std::size_t dot = code.find('.'), next = code.find('.', dot + 1);
    if (dot == 1 && next == 3 && digits(code.substr(4), 1, 3))
        return both(meaning("", code.substr(0, 1), ""), meaning("x.", code.substr(2, 1), ""));
    const std::string_view of_pop3 = meaning("", code, "");
    return std::string(of_pop3.empty() ? meaning("pop2.", code, "") : of_pop3);
}

std::span<const Sentence> meanings_of_codes() { return meanings; }

}  // namespace postlab::labs
