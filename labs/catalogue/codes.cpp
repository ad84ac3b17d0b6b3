#include "labs/catalogue/codes.h"

#include "shared/text/text.h"

namespace postlab::labs {

namespace {

struct Meaning {
    std::string_view code, text;
};

// RFC 5321 4.2.1
constexpr Meaning first_digits[] = {
    {"2", "2yz: done, and the next command may come."},
    {"3", "3yz: so far so good, but the server waits for more before it acts."},
    {"4", "4yz: not now. Nothing has happened; the same command may work later."},
    {"5", "5yz: no. Nothing has happened, and the same command would fail again."},
};
constexpr Meaning second_digits[] = {
    {"0", "x0z: it is about the command itself, its wording or its place."},
    {"1", "x1z: it is information, like status or help."},
    {"2", "x2z: it is about the connection."},
    {"5", "x5z: it is about the mail system, what it did or could not do with the mail."},
};

// RFC 3463 2
constexpr Meaning classes[] = {
    {"2", "2: success."},
    {"4", "4: a failure that may pass."},
    {"5", "5: a failure that lasts until something is changed."},
};
constexpr Meaning subjects[] = {
    {"0", "x.0: nothing more is known about the subject."},
    {"1", "x.1: it is about an address."},
    {"2", "x.2: it is about a mailbox."},
    {"3", "x.3: it is about the mail system that takes the mail."},
    {"4", "x.4: it is about the network or the route."},
    {"5", "x.5: it is about the protocol, the commands themselves."},
    {"6", "x.6: it is about the content of the message."},
    {"7", "x.7: it is about security or policy, what the server is allowed to do."},
};

constexpr Meaning pop3_codes[] = {
    {"+OK", "+OK: yes. POP3 has only two status indicators (RFC 1939 3), and this is the good one."},
    {"-ERR",
     "-ERR: no. POP3 has only two status indicators (RFC 1939 3); the words, or a code in square brackets, say why. "
     "The session goes on."},
    {"+",
     "+: go on. Only within AUTH: a challenge in base64 follows, or nothing, and the client answers (RFC 5034 4)."},
    {"[IN-USE]", "[IN-USE]: the login was right, but another session holds the maildrop (RFC 2449 8.1.2)."},
    {"[AUTH]", "[AUTH]: the name or its proof is at fault; ask the user again (RFC 3206 5)."},
    {"[SYS/TEMP]", "[SYS/TEMP]: the server's own trouble, and it may pass (RFC 3206 4)."},
    {"[SYS/PERM]", "[SYS/PERM]: the server's own trouble, and somebody must repair it (RFC 3206 4)."},
    {"[LOGIN-DELAY]", "[LOGIN-DELAY]: too soon after the last login (RFC 2449 8.1.1)."},
};

// RFC 937, Replies
constexpr Meaning pop2_codes[] = {
    {"+", "+: yes, in POP2."},
    {"-", "-: no, in POP2, and the server closes (RFC 937): \"if anything goes wrong close the connection\"."},
    {"#", "#: a number of messages, in POP2 (RFC 937)."},
    {"=", "=: a number of octets, in POP2: so long is the message that RETR will send (RFC 937)."},
};

template <std::size_t N>
std::string_view look_up(const Meaning (&meanings)[N], std::string_view code) {
    for (const Meaning& meaning : meanings)
        if (equal_ignoring_case(meaning.code, code)) return meaning.text;
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

std::string meaning_of_code(std::string_view code) {
    if (digits(code, 3, 3))
        return both(look_up(first_digits, code.substr(0, 1)), look_up(second_digits, code.substr(1, 1)));
    std::size_t dot = code.find('.'), next = code.find('.', dot + 1);
    if (dot == 1 && next == 3 && digits(code.substr(4), 1, 3))
        return both(look_up(classes, code.substr(0, 1)), look_up(subjects, code.substr(2, 1)));
    const std::string_view of_pop3 = look_up(pop3_codes, code);
    return std::string(of_pop3.empty() ? look_up(pop2_codes, code) : of_pop3);
}

}  // namespace postlab::labs
