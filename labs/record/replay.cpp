#include "labs/record/replay.h"

#include <Poco/Exception.h>

#include <algorithm>
#include <ostream>

#include "labs/dialogue/reply_difference.h"
#include "labs/dialogue/socket_wire.h"
#include "labs/dialogue/whole_reply.h"
#include "labs/record/turns.h"
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
    const std::string_view bytes = bytes_of(turn.said);
    return turn.kind == Turn::Kind::command && bytes.substr(0, bytes.find_last_not_of("\r\n") + 1).ends_with(stars);
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
        return row == "pass.wrong" || row == "apop.wrong" ? Secret::wrong_password : Secret::right_password;
    const bool right = !replies.empty() && replies[0].bytes.starts_with("+OK");
    return turn.verb == "APOP" && right ? Secret::digest : Secret::none;
}

bool needs_password(const Turn& turn) {
    const Secret secret = secret_in(turn);
    return secret == Secret::right_password || secret == Secret::digest;
}

class Replay {
public:
    Replay(const Turns& turns, Protocol protocol, LineSocket& socket, const std::string& password, std::ostream& out)
        : turns_(turns), protocol_(protocol), socket_(socket), password_(password), out_(out) {}

    /// `to_the_end`: the server closed the connection itself, and not because time was up.
    int run(bool to_the_end) {
        for (const Turn& turn : turns_) {
            if (!stopped_ && turn.kind != Turn::Kind::greeting) socket_.send(to_say(turn));
            std::string occasion = occasion_of(turn);
            for (const RecordedReply& reply : replies_of(turn)) {
                if (!stopped_) compare(turn, reply, occasion);
                occasion = "what was said unasked";
            }
            if (!stopped_ && turn.kind != Turn::Kind::greeting && std::ranges::any_of(turn.utterances, begins_tls))
                start_tls();
        }
        if (to_the_end && !stopped_) expect_closed();
        out_ << replies_ << " replies compared: " << replies_ - other_codes_ - other_words_ << " as recorded, "
             << other_words_ << " in other words, " << other_codes_ << " with another code\n";
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
            bytes.replace(bytes.rfind(stars), stars.size(), password);
        } else if (secret == Secret::digest) {
            const std::size_t digest = bytes.rfind(' ', bytes.find_last_not_of("\r\n")) + 1;
            bytes.replace(digest, bytes.find_first_of("\r\n", digest) - digest, apop_digest(timestamp_, password_));
        }
        return bytes;
    }

    std::string occasion_of(const Turn& turn) const {
        if (turn.kind == Turn::Kind::greeting) return "the greeting";
        return turn.kind == Turn::Kind::content ? "the reply to the message"
                                                : "the reply to " + picture(bytes_of(turn.said));
    }

    void compare(const Turn& turn, const RecordedReply& recorded, const std::string& occasion) {
        using Kind = ReplyDifference::Kind;
        const bool greeting = turn.kind == Turn::Kind::greeting;
        const bool with_argument = !turn.said.empty() && turn.said[0].text.find(' ') != std::string_view::npos;
        const WholeReply reply =
            hear_whole([&] { return socket_.hear(); }, protocol_, recorded.verb, with_argument, announced_);
        announced_ = recorded.verb == "RETR" ? 0 : length_in(reply.text);
        ++replies_;
        if (greeting) note_timestamp(reply.text);
        const ReplyDifference difference =
            compare_replies(recorded.bytes, reply.text, protocol_, greeting ? "" : recorded.verb);
        const bool other_code = difference.kind == Kind::code;
        if (difference.kind == Kind::of_each_time)
            out_ << occasion << ": another " << difference.what << ", as it should be\n";
        else if (other_code || difference.kind == Kind::text)
            print(occasion + (other_code ? " has another code" : " has other words"), difference.first,
                  difference.then.empty() ? reply.broke_off : picture(difference.then));
        other_codes_ += other_code;
        other_words_ += difference.kind == Kind::text;
        if (!reply.broke_off.empty()) return stop(reply.broke_off);
        const bool message_was_asked_for = recorded.bytes.starts_with("354");
        if (protocol_ == Protocol::smtp && message_was_asked_for != reply.text.starts_with("354"))
            stop(message_was_asked_for ? "the message is not asked for now" : "a message is asked for now");
    }

    void note_timestamp(const std::string& greeting) {
        timestamp_ = greeting.substr(std::min(greeting.find('<'), greeting.size()));
        timestamp_.resize(std::min(timestamp_.find('>') + 1, timestamp_.size()));
    }

    void print(const std::string& what, std::string_view recorded, const std::string& now) {
        out_ << what << "\n    recorded: " << (recorded.empty() ? "(no more lines)" : picture(recorded))
             << "\n    now:      " << (now.empty() ? "(no more lines)" : now) << "\n";
    }

    void stop(const std::string& why) {
        out_ << "the replay ends here: " << why << "\n";
        stopped_ = true;
    }

    void expect_closed() {
        const Heard heard = socket_.hear();
        if (heard.what == Heard::What::closed && heard.text.empty()) return;
        out_ << "the server closed the connection then; now "
             << (heard.text.empty() ? "it does not" : "it says " + picture(heard.text)) << "\n";
    }

    const Turns& turns_;
    const Protocol protocol_;
    LineSocket& socket_;
    const std::string password_;
    std::ostream& out_;
    std::string timestamp_;      ///< of the greeting heard now (RFC 1939 7)
    std::size_t announced_ = 0;  ///< octets of the message to come, in POP2
    int replies_ = 0, other_words_ = 0, other_codes_ = 0;
    bool stopped_ = false;
};

/// Throws UsageError where not all of it was kept.
Conversation whole_conversation(store::TranscriptReader& reader, const std::string& id) {
    Conversation conversation = read_conversation(reader, id);
    const std::string impossible = "conversation " + id + " can't be played again: ";
    if (conversation.about.lost != 0)
        throw UsageError(impossible + std::to_string(conversation.about.lost) +
                         " lines or blocks of it were not recorded");
    for (const store::KeptEvent& event : conversation.events)
        if (event.left_out != 0)
            throw UsageError(impossible + std::to_string(event.left_out) +
                             " octets of a message in it were not kept (transcript.max_content_bytes)");
    for (const store::KeptEvent& event : conversation.events)
        if (event.verb == "AUTH" && event.direction == Direction::client &&
            event.bytes.find(stars) != std::string::npos)
            throw UsageError(impossible + "what was said in an exchange of AUTH is in no record");
    return conversation;
}

}  // namespace

int replay(store::TranscriptReader& reader, const std::string& id, const std::string& address,
           const std::optional<std::string>& password, std::ostream& out, Secrecy secrecy) {
    const Conversation conversation = whole_conversation(reader, id);
    const store::KeptConversation& about = conversation.about;
    if (!conversation.was_on_a_wire())
        throw UsageError("conversation " + id + " was on no wire: it is an entry of \"" + about.protocol + "\"");
    const Turns turns(conversation, {.refusals = false});
    if (turns.empty()) throw UsageError("nothing was said in conversation " + id);
    if (!password && std::ranges::any_of(turns, needs_password))
        throw UsageError("a password was said in conversation " + id +
                         " and is starred in the record; --password reads it from standard input");
    const Poco::Net::SocketAddress server = parse_address(address);
    const auto letters = std::ranges::count_if(
        turns, [](const Turn& turn) { return turn.kind == Turn::Kind::content && turn.code.starts_with('2'); });
    if (letters > 0)
        out << "conversation " << id << " sent " << letters << (letters == 1 ? " letter" : " letters")
            << ", which will be sent again to " << address << "\n"
            << std::flush;
    try {
        LineSocket socket(server, patience);
        if (auto why_not = socket.hide(secrecy, conversation.protocol())) throw Poco::IOException(*why_not);
        return Replay(turns, conversation.protocol(), socket, password.value_or("password"), out)
            .run(about.how == "quit" || about.how == "refused");
    } catch (const Poco::Exception& error) {
        out << "postlab replay: no connection to " << address << ": " << words_of(error) << "\n";
        return 1;
    }
}

ProgramCommand replay_command() {
    return {
        "replay",
        "ID HOST:PORT",
        "says a recorded conversation again and compares the replies",
        with_secrecy({{"password", "", "is said where the record has stars; it comes on standard input"}, data_option}),
        "postlab replay 1 localhost:2525",
        [](const CommandLine& line, std::ostream& out, std::ostream&) {
            store::TranscriptReader reader(data_directory(line));
            std::optional<std::string> password;
            if (line.has("password")) password = password_on_stdin("replay ID HOST:PORT --password");
            return replay(reader, line.word(0), line.word(1), password, out, secrecy_in(line));
        },
        "Letters that were sent in it are sent once more. Each reply that is another one now is shown. Exit status "
        "1 when a code differs."};
}

}  // namespace postlab::labs
