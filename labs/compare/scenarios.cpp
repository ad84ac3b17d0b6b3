#include "labs/compare/scenarios.h"

#include <string>

namespace postlab::labs {

namespace {

constexpr Side::Opening nothing{"nothing", "", ""};
constexpr Side::Opening greeted{"greeting", "after the greeting", "S: ...\n"};
constexpr Side::Opening introduced{"helo", "after HELO", R"(S: 220...
C: HELO client.example
S: 250...
)"};
constexpr Side::Opening envelope{"envelope", "after HELO, MAIL and RCPT", R"(S: 220...
C: HELO client.example
S: 250...
C: MAIL FROM:<ann@client.example>
S: 250...
C: RCPT TO:<%user@%domain>
S: 250...
)"};
constexpr Side::Opening after_login{"login", "after USER and PASS", R"(S: +OK...
C: USER %user
S: +OK...
C: PASS %password
S: +OK...
)"};

constexpr Scenario all[] = {
    {"greeting",
     "The greeting",
     {nothing, "S: ...\n"},
     {nothing, "S: ...\n"},
     "Both greet whoever connects. SMTP's greeting names the host behind its 220 (RFC 5321 4.3.1); POP3's may end in a "
     "timestamp, new each time, for APOP to make its proof from (RFC 1939 7)."},
    {"first",
     "Who speaks first",
     {nothing, R"(C: QUIT
S: 220...
S: ...
! closed
)"},
     {nothing, R"(C: QUIT
S: +OK...
S: ...
! closed
)"},
     "These clients did not wait, and yet the greeting came before the answer. In both protocols the server speaks "
     "first, and a polite client listens first (RFC 5321 4.3.1, RFC 1939 3)."},
    {"go_on",
     "Go on",
     {envelope, R"(C: DATA
S: 354...
)"},
     {greeted, R"(C: USER %user
S: +OK...
)"},
     "SMTP has replies of its own for it, 3yz: so far so good, now the rest (RFC 5321 4.2.1). POP3 has but +OK, and "
     "only the verb tells that this one means: now the password."},
    {"error",
     "An error",
     {introduced, R"(C: MAIL
S: ...
)"},
     {greeted, R"(C: USER
S: ...
)"},
     "Both lack their argument. SMTP's digits tell what kind of no it is: 5yz for good, 4yz only for now, 501 about "
     "the argument (RFC 5321 4.2). POP3 has one no for everything, and words for people (RFC 1939 3)."},
    {"unknown",
     "An unknown command",
     {introduced, R"(C: HALLO
S: ...
C: NOOP
S: ...
)"},
     {greeted, R"(C: HALLO
S: ...
C: USER %user
S: ...
)"},
     "An unknown verb does no harm, and the conversation goes on. SMTP keeps 500 for it (RFC 5321 4.2.4), POP3 says "
     "-ERR as to everything else (RFC 1939 3)."},
    {"state",
     "The wrong state",
     {introduced, R"(C: RCPT TO:<%user@%domain>
S: ...
)"},
     {greeted, R"(C: STAT
S: ...
)"},
     "The verbs are right, but too early: both servers keep a state, and a table says what is legal where "
     "(postlab explain --table smtp, or pop3). SMTP has 503 for it, POP3 -ERR."},
    {"who",
     "Who are you?",
     {greeted, R"(C: HELO client.example
S: 250...
C: MAIL FROM:<dean@university.example>
S: ...
)"},
     {greeted, R"(C: USER %user
S: +OK...
C: PASS %password
S: ...
)"},
     "SMTP believes the name of the computer, and the sender too: anybody may bring mail. POP3 gives mail out, so it "
     "asks for a person and wants proof (RFC 1939 7)."},
    {"lines",
     "The end of many lines",
     {greeted, R"(C: EHLO client.example
S: 250...
)"},
     {greeted, R"(C: CAPA
S: ...
)"},
     "An SMTP reply has a hyphen behind the code in each line but its last (RFC 5321 4.2.1). A POP3 one goes on until "
     "a line with a dot alone (RFC 1939 3)."},
    {"dots",
     "Dots",
     {envelope, R"(C: DATA
S: 354...
C: From: <ann@client.example>
C: Subject: %subject
C:
C: The next line begins with one dot.
C: ..like this
C: .
S: 250...
)"},
     {after_login, R"(C: RETR %letter
S: +OK...
)"},
     "The same trick both ways: whoever sends the letter doubles a dot at the front of a line, whoever takes it "
     "removes one (RFC 5321 4.5.2, RFC 1939 3). So a dot alone stays free to mean: this is the end."},
    {"drop",
     "The line drops",
     {envelope, R"(C: DATA
S: 354...
C: Subject: half a letter
! drop
S: 220...
C: HELO client.example
S: 250...
C: DATA
S: ...
)"},
     {after_login, R"(C: DELE %letter
S: +OK...
! drop
S: +OK...
C: USER %user
S: +OK...
C: PASS %password
S: +OK...
C: LIST %letter
S: ...
)"},
     "Whatever was not answered has not happened. Without the dot there is no letter, and its envelope has gone with "
     "the line (RFC 5321 4.1.1.4); without QUIT the mark is no deletion, and the letter is still there (RFC 1939 6)."},
    {"quit",
     "QUIT",
     {introduced, R"(C: MAIL FROM:<ann@client.example>
S: 250...
C: QUIT
S: ...
! closed
)"},
     {after_login, R"(C: DELE %letter
S: +OK...
C: QUIT
S: ...
! closed
)"},
     "In SMTP it is politeness: an open envelope is dropped, and every letter was safe when its 250 came "
     "(RFC 5321 4.1.1.10). In POP3 it is the deed: now, and only now, the marked letters are removed (RFC 1939 6)."},
    {"two",
     "Where the state lives",
     {introduced, R"(C: MAIL FROM:<ann@client.example>
S: 250...
S2: 220...
C2: HELO client.example
S2: 250...
C2: RCPT TO:<%user@%domain>
S2: ...
)"},
     {after_login, R"(C: STAT
S: ...
S2: +OK...
C2: USER %user
S2: +OK...
C2: PASS %password
S2: ...
)"},
     "Two connections at once. SMTP's state, the envelope, belongs to its connection, and the other one knows nothing "
     "of it (RFC 5321 3.3). POP3 locks the maildrop itself, for everybody (RFC 1939 4)."},
};

constexpr Side::Opening after_helo{"pop2_helo", "after HELO with name and password", R"(S: + POP2...
C: HELO %user %quoted
S: #...
)"};

constexpr AncestorScenario ancestors[] = {
    {"pop2_greeting",
     "The greeting",
     {nothing, "S: ...\n"},
     {nothing, "S: ...\n"},
     "Both servers speak first. One plus sign is all that the two have in common, so a program that speaks the other "
     "one notices at once (RFC 1939 4, RFC 937)."},
    {"pop2_login",
     "Logging in",
     {greeted, R"(C: USER %user
S: +OK...
C: PASS %password
S: ...
)"},
     {greeted, R"(C: HELO %user %quoted
S: ...
)"},
     "POP2 takes name and password in one line, where a blank within a word is quoted by a backslash. POP3 made two "
     "commands of it, and all behind PASS and one space is the password (RFC 1939 7). POP2 answers with the number of "
     "messages, behind a sign of its own."},
    {"pop2_length",
     "How long is it?",
     {after_login, R"(C: LIST 1
S: ...
)"},
     {after_helo, R"(C: READ 1
S: ...
)"},
     "In POP3 the length is a remark: what ends the message is the dot (RFC 1939 3). In POP2 it is a promise, and "
     "nothing else tells where the message ends (RFC 937, READ)."},
    {"pop2_message",
     "A message",
     {after_login, R"(C: RETR 1
S: ...
)"},
     {after_helo, R"(C: READ 1
S: ...
C: RETR
S: ...
C: ACKS
S: ...
)"},
     "Behind POP2's message comes no dot, so no line of it needs another one in front. But the client has to say what "
     "became of it, ACKS, ACKD or NACK, before it may say anything else; POP3 leaves that to TCP.",
     true},
    {"pop2_unknown",
     "An unknown command",
     {greeted, R"(C: HALLO
S: ...
C: USER %user
S: ...
)"},
     {greeted, R"(C: HALLO
S: ...
! closed
)"},
     "POP3 says no and goes on. \"If anything goes wrong close the connection\" is a rule of POP2 (RFC 937)."},
    {"pop2_words",
     "The other one's words",
     {greeted, R"(C: HELO %user %quoted
S: ...
)"},
     {greeted, R"(C: USER %user
S: ...
! closed
)"},
     "RETR and QUIT are all that both know. So POP3 got a port of its own, 110 beside POP2's 109, and the ancestor "
     "died "
     "out."},
};

template <class Any>
Text title_text(const Any& scenario) {
    return {"scenario." + std::string(scenario.id) + ".title", scenario.title};
}
template <class Any>
Text remark_text(const Any& scenario) {
    return {"scenario." + std::string(scenario.id) + ".remark", scenario.remark};
}
Text opening_text(const Side::Opening& opening) { return {"scenario.after." + std::string(opening.id), opening.words}; }

std::string_view in_words(const Language& language, const Text& text) { return language.text(text.id, text.english); }

}  // namespace

std::span<const Scenario> scenarios() { return all; }

std::span<const AncestorScenario> ancestor_scenarios() { return ancestors; }

std::string_view title_in(const Scenario& scenario, const Language& language) {
    return in_words(language, title_text(scenario));
}
std::string_view title_in(const AncestorScenario& scenario, const Language& language) {
    return in_words(language, title_text(scenario));
}
std::string_view remark_in(const Scenario& scenario, const Language& language) {
    return in_words(language, remark_text(scenario));
}
std::string_view remark_in(const AncestorScenario& scenario, const Language& language) {
    return in_words(language, remark_text(scenario));
}
std::string_view opening_in(const Side::Opening& opening, const Language& language) {
    return in_words(language, opening_text(opening));
}

std::vector<Text> texts_of_scenarios() {
    std::vector<Text> texts;
    for (const Side::Opening* opening : {&greeted, &introduced, &envelope, &after_login, &after_helo})
        texts.push_back(opening_text(*opening));
    for (const Scenario& scenario : all) {
        texts.push_back(title_text(scenario));
        texts.push_back(remark_text(scenario));
    }
    for (const AncestorScenario& scenario : ancestors) {
        texts.push_back(title_text(scenario));
        texts.push_back(remark_text(scenario));
    }
    return texts;
}

}  // namespace postlab::labs
