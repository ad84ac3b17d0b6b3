#pragma once
#include <sstream>
#include <string>

#include "labs/course/lab/words.h"
#include "labs/record/conversation.h"
#include "shared/text/text.h"

namespace postlab::course {

/// A recorded conversation, written down line by line, a second between any two:
///     C: PASS ****                           a command; its first word is its verb
///     S: +OK three letters | s017 | 1-3      a reply; behind bars the mailboxes and messages that it is about
///     c: Subject: x                          a line of a message from the client; s: one from the server
/// It begins `start` seconds after 2026 began, and ends a second behind its last line.
inline labs::Conversation conversation(std::int64_t id, const std::string& protocol, int start, const std::string& text,
                                       const std::string& how = "quit") {
    using namespace std::chrono;
    const Time began = sys_days{2026y / January / 1} + seconds(start);
    labs::Conversation made{{id, protocol, "192.0.2.1", began, {}, how, 0, 0, 0}, {}};
    std::istringstream in(text);
    std::string line, verb;
    for (std::uint32_t seq = 0; std::getline(in, line); ++seq) {
        const Direction who = lower_case(line.substr(0, 1)) == "c" ? Direction::client : Direction::server;
        const bool content = line[0] == 'c' || line[0] == 's';
        std::istringstream parts(line.substr(std::min<std::size_t>(3, line.size())));
        std::string said, mailboxes, messages;
        std::getline(parts, said, '|') && std::getline(parts, mailboxes, '|') && std::getline(parts, messages, '|');
        if (!mailboxes.empty() || !messages.empty()) said.pop_back();
        if (who == Direction::client && !content) {
            verb = said.substr(0, said.find(' '));
            for (char& c : verb) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        }
        made.events.push_back({seq,
                               seconds(seq),
                               who,
                               content,
                               said + "\r\n",
                               0,
                               "STATE",
                               "STATE",
                               verb,
                               content || who == Direction::client ? "" : "some.reply",
                               std::string(trimmed(mailboxes)),
                               std::string(trimmed(messages)),
                               {}});
    }
    made.about.ended = began + seconds(made.events.size());
    made.about.events = made.about.lines = made.events.size();
    return made;
}

}  // namespace postlab::course
