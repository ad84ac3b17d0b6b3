#include "labs/record/replay.h"

#include <Poco/Exception.h>

#include <algorithm>
#include <ostream>

#include "labs/dialogue/network_failure.h"
#include "labs/dialogue/reply_difference.h"
#include "labs/dialogue/socket_wire.h"
#include "labs/dialogue/whole_reply.h"
#include "labs/language/sentences.h"
#include "labs/record/turns.h"
#include "labs/text/paragraph.h"
#include "labs/text/visible.h"
#include "shared/program/password_prompt.h"
#include "shared/system/digest.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

const Poco::Timespan patience(10, 0);
constexpr std::string_view stars = "****";

std::string picture(std::string_view line) {
    line.remove_suffix(line.ends_with("\r\n") ? 2 : 0);
    return visible(line, false);
}

/// A secret was said here, and is not in the record.
bool is_starred(const Turn& turn) {
    const std::string_view bytes = bytes_of(turn.command());
    return bytes.substr(0, bytes.find_last_not_of("\r\n") + 1).ends_with(stars);
}

/// POP2's line of name and password, behind which the record has stars: whose it was, the reply tells, if it was right.
std::string name_and_password(const Turn& turn, std::string_view password) {
    std::string words = turn.mailboxes.empty() ? "nobody " : std::string(turn.mailboxes) + " ";
    for (const char c : password) {
        if (c == ' ' || c == '\\') words += '\\';
        words += c;
    }
    return words;
}

/// One reply of a turn, with the content that it announced.
struct RecordedReply {
    std::string_view bytes, verb, row;
};

std::vector<RecordedReply> replies_of(const Turn& turn) {
    std::vector<RecordedReply> replies;
    for (const Utterance& said : turn.utterances) {
        if (said.direction == Direction::client || said.bytes.empty()) continue;
        if (!said.content || replies.empty()) replies.push_back({{said.bytes.data(), 0}, said.verb, said.reply});
        std::string_view& bytes = replies.back().bytes;
        bytes = {bytes.data(), bytes.size() + said.bytes.size()};  // one behind the other, where nothing is missing
    }
    return replies;
}

/// What a secret is to be said for.
enum class Secret { none, right_password, wrong_password, digest };

Secret secret_in(const Turn& turn) {
    const std::vector<RecordedReply> replies = replies_of(turn);
    const std::string_view row = replies.empty() ? "" : replies[0].row;
    if (is_starred(turn))
        return row == "pass.wrong" || row == "apop.wrong" || row == "helo.wrong" ? Secret::wrong_password
                                                                                 : Secret::right_password;
    const bool right = !replies.empty() && replies[0].bytes.starts_with("+OK");
    return turn.verb == "APOP" && right ? Secret::digest : Secret::none;
}

bool needs_password(const Turn& turn) {
    const Secret secret = secret_in(turn);
    return secret == Secret::right_password || secret == Secret::digest;
}

class Replay {
public:
    Replay(const Turns& turns, Protocol protocol, LineSocket& socket, const std::string& password,
           const Language& language, std::ostream& out)
        : turns_(turns), protocol_(protocol), socket_(socket), password_(password), language_(language), out_(out) {}

    /// `to_the_end`: the server closed the connection itself, and not because time was up.
    int run(bool to_the_end) {
        for (const Turn& turn : turns_) {
            if (!stopped_ && turn.kind != Turn::Kind::greeting) socket_.send(to_say(turn));
            std::string occasion = occasion_of(turn);
            for (const RecordedReply& reply : replies_of(turn)) {
                if (!stopped_) compare(turn, reply, occasion);
                occasion = language_.say("replay.unasked"_sentence);
            }
            if (!stopped_ && turn.kind != Turn::Kind::greeting && std::ranges::any_of(turn.utterances, begins_tls))
                start_tls();
        }
        if (to_the_end && !stopped_) expect_closed();
        const int alike = replies_ - other_codes_ - other_words_;
        out_ << language_.say("replay.sum"_sentence, {std::to_string(replies_), std::to_string(alike),
                                                      std::to_string(other_words_), std::to_string(other_codes_)})
             << "\n";
        return other_codes_ == 0 && !stopped_ ? 0 : 1;
    }

private:
    void start_tls() {
        const auto why_not = socket_.start_tls();
        if (!why_not) return;
        out_ << *why_not << "\n";
        stopped_ = true;
    }

    std::string to_say(const Turn& turn) const {
        std::string bytes(bytes_of(turn.said));
        const Secret secret = secret_in(turn);
        if (secret == Secret::right_password || secret == Secret::wrong_password) {
            const std::string password = secret == Secret::right_password ? password_ : "not " + password_;
            const bool pop2 = protocol_ == Protocol::pop2 && turn.verb == "HELO";
            bytes.replace(bytes.rfind(stars), stars.size(), pop2 ? name_and_password(turn, password) : password);
        } else if (secret == Secret::digest) {
            const std::size_t digest = bytes.rfind(' ', bytes.find_last_not_of("\r\n")) + 1;
            bytes.replace(digest, bytes.find_first_of("\r\n", digest) - digest, apop_digest(timestamp_, password_));
        }
        return bytes;
    }

    std::string occasion_of(const Turn& turn) const {
        if (turn.kind == Turn::Kind::greeting) return language_.say("replay.greeting"_sentence);
        return turn.kind == Turn::Kind::content
                   ? language_.say("replay.to_message"_sentence)
                   : language_.say("replay.to"_sentence, {picture(bytes_of(turn.command()))});
    }

    void compare(const Turn& turn, const RecordedReply& recorded, const std::string& occasion) {
        using Kind = ReplyDifference::Kind;
        const bool greeting = turn.kind == Turn::Kind::greeting;
        const bool with_argument = !turn.said.empty() && turn.said[0].text.find(' ') != std::string_view::npos;
        const WholeReply reply =
            hear_whole([&] { return socket_.hear(); }, protocol_, recorded.verb, with_argument, announced_, language_);
        announced_ = recorded.verb == "RETR" ? 0 : length_in(reply.text);
        ++replies_;
        if (greeting) note_timestamp(reply.text);
        const ReplyDifference difference =
            compare_replies(recorded.bytes, reply.text, protocol_, greeting ? "" : recorded.verb);
        const bool other_code = difference.kind == Kind::code;
        if (difference.kind == Kind::of_each_time)
            out_ << language_.say("replay.each_time"_sentence, {occasion, language_.say(*difference.what)}) << "\n";
        else if (other_code || difference.kind == Kind::text)
            print(language_.say(other_code ? "replay.other_code"_sentence : "replay.other_words"_sentence, {occasion}),
                  difference.first, difference.then.empty() ? reply.broke_off : picture(difference.then));
        other_codes_ += other_code;
        other_words_ += difference.kind == Kind::text;
        if (!reply.broke_off.empty()) return stop(reply.broke_off);
        const bool message_was_asked_for = recorded.bytes.starts_with("354");
        if (protocol_ == Protocol::smtp && message_was_asked_for != reply.text.starts_with("354"))
            stop(language_.say(message_was_asked_for ? "replay.not_asked"_sentence : "replay.asked"_sentence));
    }

    void note_timestamp(const std::string& greeting) {
        timestamp_ = greeting.substr(std::min(greeting.find('<'), greeting.size()));
        timestamp_.resize(std::min(timestamp_.find('>') + 1, timestamp_.size()));
    }

    void print(const std::string& what, std::string_view recorded, const std::string& now) {
        const std::string then = language_.say("replay.recorded"_sentence),
                          today = language_.say("replay.now"_sentence),
                          nothing = language_.say("replay.no_more"_sentence);
        const std::size_t width = std::max(columns(then), columns(today));
        out_ << what << "\n    " << padded(then, width) << " " << (recorded.empty() ? nothing : picture(recorded))
             << "\n    " << padded(today, width) << " " << (now.empty() ? nothing : now) << "\n";
    }

    void stop(const std::string& why) {
        out_ << language_.say("replay.stops"_sentence, {why}) << "\n";
        stopped_ = true;
    }

    void expect_closed() {
        const Heard heard = socket_.hear();
        if (heard.what == Heard::What::closed && heard.text.empty()) return;
        out_ << (heard.text.empty() ? language_.say("replay.stays_open"_sentence)
                                    : language_.say("replay.says_more"_sentence, {picture(heard.text)}))
             << "\n";
    }

    const Turns& turns_;
    const Protocol protocol_;
    LineSocket& socket_;
    const std::string password_;
    const Language& language_;
    std::ostream& out_;
    std::string timestamp_;      ///< of the greeting heard now (RFC 1939 7)
    std::size_t announced_ = 0;  ///< octets of the message to come, in POP2
    int replies_ = 0, other_words_ = 0, other_codes_ = 0;
    bool stopped_ = false;
};

/// Throws UsageError where not all of it was kept.
void expect_whole(const Conversation& conversation) {
    const std::string id = std::to_string(conversation.about.id);
    if (conversation.about.lost != 0)
        throw UsageError("replay.lost"_sentence, {id, std::to_string(conversation.about.lost)});
    for (const store::KeptEvent& event : conversation.events) {
        if (event.left_out != 0) throw UsageError("replay.left_out"_sentence, {id, std::to_string(event.left_out)});
        if (event.verb == "AUTH" && event.direction == Direction::client &&
            event.bytes.find(stars) != std::string::npos)
            throw UsageError("replay.auth"_sentence, {id});
    }
}

/// What is said before letters are sent once more.
std::string warning(const Turns& turns, const Conversation& conversation, const std::string& address,
                    const Language& language) {
    const auto letters = std::ranges::count_if(turns, [&](const Turn& turn) {
        return conversation.protocol() == Protocol::smtp && !turn.mailboxes.empty() && !turn.messages.empty();
    });
    if (letters == 0) return "";
    return language.say("replay.letters"_sentence, {std::to_string(conversation.about.id), std::to_string(letters),
                                                    plural(static_cast<std::size_t>(letters)), address}) +
           "\n";
}

}  // namespace

int replay(store::TranscriptReader& reader, const std::string& id, const std::string& address,
           const std::optional<std::string>& password, std::ostream& out, Secrecy secrecy, const Language& language) {
    const Conversation conversation = read_conversation(reader, id);
    expect_whole(conversation);
    const store::KeptConversation& about = conversation.about;
    if (!conversation.was_on_a_wire()) throw UsageError("replay.no_wire"_sentence, {id, about.protocol});
    const Turns turns(conversation, {.refusals = false});
    if (turns.empty()) throw UsageError("replay.nothing"_sentence, {id});
    if (!password && std::ranges::any_of(turns, needs_password)) throw UsageError("replay.password"_sentence, {id});
    const Poco::Net::SocketAddress server = parse_address(address);
    out << warning(turns, conversation, address, language) << std::flush;
    try {
        LineSocket socket(server, patience, language);
        if (auto why_not = socket.hide(secrecy, conversation.protocol())) throw Poco::IOException(*why_not);
        return Replay(turns, conversation.protocol(), socket, password.value_or("password"), language, out)
            .run(about.how == "quit" || about.how == "refused");
    } catch (const Poco::Exception& error) {
        out << "postlab replay: " << language.say("client.no_connection"_sentence, {address, network_failure(error)})
            << "\n";
        return 1;
    }
}

ProgramCommand replay_command() {
    return {"replay",
            "ID HOST:PORT",
            "says a recorded conversation again and compares the replies",
            with_secrecy({{"password", "", "is said where the record has stars; it comes on standard input"},
                          language_option,
                          data_option}),
            "postlab replay 1 localhost:2525",
            [](const CommandLine& line, std::ostream& out, std::ostream&) {
                store::TranscriptReader reader(data_directory(line));
                std::optional<std::string> password;
                const Language& language = language_in(line);
                if (line.has("password"))
                    password =
                        password_on_stdin("replay ID HOST:PORT --password", language.say("language.prompt"_sentence));
                return replay(reader, line.word(0), line.word(1), password, out, secrecy_in(line), language);
            },
            "Letters that were sent in it are sent once more. Each reply that is another one now is shown. Exit status "
            "1 when a code differs."};
}

}  // namespace postlab::labs
