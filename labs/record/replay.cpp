#include "labs/record/replay.h"

#include <Poco/Exception.h>
#include <Poco/NumberParser.h>

#include <algorithm>
#include <ostream>

#include "labs/dialogue/reply_difference.h"
#include "labs/dialogue/socket_wire.h"
#include "labs/dialogue/whole_reply.h"
#include "labs/record/recorded_turns.h"
#include "labs/text/visible.h"
#include "shared/digest.h"
#include "shared/password_prompt.h"

namespace postlab::labs {

namespace {

const Poco::Timespan patience(10, 0);
constexpr std::string_view stars = "****";

std::string_view without_end(std::string_view line) { return line.substr(0, line.find_last_not_of("\r\n") + 1); }
std::string picture(std::string_view line) {
    line.remove_suffix(line.ends_with("\r\n") ? 2 : 0);
    return visible(line, false);
}

/// Whether the client said a wrong password here.
bool guessed_wrong(const Turn& said, const Turn* answer) {
    return said.starred() && answer && (answer->reply == "pass.wrong" || answer->reply == "apop.wrong");
}
bool is_good_apop(const Turn& said, const Turn* answer) {
    return said.verb == "APOP" && !said.starred() && answer && answer->bytes.starts_with("+OK");
}

const Turn* behind(const std::vector<Turn>& turns, std::size_t at) {
    return at + 1 < turns.size() ? &turns[at + 1] : nullptr;
}

bool needs_password(const std::vector<Turn>& turns) {
    for (std::size_t i = 0; i < turns.size(); ++i) {
        const Turn* answer = behind(turns, i);
        if ((turns[i].starred() && !guessed_wrong(turns[i], answer)) || is_good_apop(turns[i], answer)) return true;
    }
    return false;
}

class Replay {
public:
    Replay(const std::vector<Turn>& turns, Protocol protocol, LineSocket& socket, const std::string& password,
           std::ostream& out)
        : turns_(turns), protocol_(protocol), socket_(socket), password_(password), out_(out) {}

    /// `to_the_end`: the server closed the connection itself, and not because time was up.
    int run(bool to_the_end) {
        for (at_ = 0; at_ < turns_.size() && !stopped_; ++at_)
            if (turns_[at_].who == Direction::client)
                socket_.send(bytes_to_say());
            else
                compare(hear());
        if (to_the_end && !stopped_) expect_closed();
        out_ << replies_ << " replies compared: " << replies_ - other_codes_ - other_words_ << " as recorded, "
             << other_words_ << " in other words, " << other_codes_ << " with another code\n";
        return other_codes_ == 0 && !stopped_ ? 0 : 1;
    }

private:
    std::string bytes_to_say() const {
        const Turn& said = turns_[at_];
        const Turn* answer = behind(turns_, at_);
        std::string bytes = said.bytes;
        if (said.starred()) {
            const bool wrong = guessed_wrong(said, answer);
            bytes.replace(bytes.rfind(stars), stars.size(), wrong ? "not " + password_ : password_);
        } else if (is_good_apop(said, answer)) {
            const std::size_t end = without_end(bytes).size(), digest = bytes.rfind(' ', end - 1) + 1;
            bytes.replace(digest, end - digest, apop_digest(timestamp_, password_));
        }
        return bytes;
    }

    WholeReply hear() {
        const bool with_argument = without_end(said_before()).find(' ') != std::string_view::npos;
        return hear_whole([&] { return socket_.hear(); }, protocol_, turns_[at_].verb, with_argument);
    }

    std::string_view said_before() const { return at_ == 0 ? std::string_view() : turns_[at_ - 1].bytes; }

    /// What the reply at hand answers.
    std::string occasion() const {
        if (at_ == 0) return "the greeting";
        if (turns_[at_ - 1].who == Direction::server) return "what was said unasked";
        return turns_[at_ - 1].content ? "the reply to the message" : "the reply to " + picture(said_before());
    }

    void compare(const WholeReply& reply) {
        using Kind = ReplyDifference::Kind;
        const Turn& recorded = turns_[at_];
        ++replies_;
        if (at_ == 0) timestamp_ = reply.text.substr(std::min(reply.text.find('<'), reply.text.size()));
        timestamp_.resize(std::min(timestamp_.find('>') + 1, timestamp_.size()));
        const ReplyDifference difference =
            compare_replies(recorded.bytes, reply.text, protocol_, at_ == 0 ? "" : recorded.verb);
        const bool other_code = difference.kind == Kind::code;
        if (difference.kind == Kind::of_each_time)
            out_ << occasion() << ": another " << difference.what << ", as it should be\n";
        else if (other_code || difference.kind == Kind::text)
            print(other_code ? " has another code" : " has other words", difference.first,
                  difference.then.empty() ? reply.broke_off : picture(difference.then));
        other_codes_ += other_code;
        other_words_ += difference.kind == Kind::text;
        if (!reply.broke_off.empty()) return stop(reply.broke_off);
        const bool message_was_asked_for = recorded.bytes.starts_with("354");
        if (protocol_ == Protocol::smtp && message_was_asked_for != reply.text.starts_with("354"))
            stop(message_was_asked_for ? "the message is not asked for now" : "a message is asked for now");
    }

    void print(const char* what, std::string_view recorded, const std::string& now) {
        out_ << occasion() << what << "\n    recorded: " << (recorded.empty() ? "(no more lines)" : picture(recorded))
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

    const std::vector<Turn>& turns_;
    const Protocol protocol_;
    LineSocket& socket_;
    const std::string password_;
    std::ostream& out_;
    std::string timestamp_;  ///< of the greeting heard now (RFC 1939 7)
    std::size_t at_ = 0;
    int replies_ = 0, other_words_ = 0, other_codes_ = 0;
    bool stopped_ = false;
};

}  // namespace

int replay(store::TranscriptReader& reader, const std::string& id, const std::string& address,
           const std::optional<std::string>& password, std::ostream& out) {
    Poco::Int64 number;
    if (!Poco::NumberParser::tryParse64(id, number)) throw UsageError("\"" + id + "\" is no conversation's number");
    const std::vector<Turn> turns = recorded_turns(reader, number);
    const store::KeptConversation conversation = *reader.conversation(number);
    if (conversation.protocol != "smtp" && conversation.protocol != "pop3")
        throw UsageError("conversation " + id + " was on no wire: it is an entry of \"" + conversation.protocol + "\"");
    if (turns.empty()) throw UsageError("nothing was said in conversation " + id);
    if (!password && needs_password(turns))
        throw UsageError("a password was said in conversation " + id +
                         " and is starred in the record; --password reads it from standard input");
    Poco::Net::SocketAddress server;
    try {
        server = parse_address(address);
    } catch (const Poco::Exception& error) {
        throw UsageError(error.displayText());
    }
    const Protocol protocol = conversation.protocol == "pop3" ? Protocol::pop3 : Protocol::smtp;
    try {
        LineSocket socket(server, patience);
        return Replay(turns, protocol, socket, password.value_or("password"), out)
            .run(conversation.how == "quit" || conversation.how == "refused");
    } catch (const Poco::Exception& error) {
        out << "postlab replay: no connection to " << address << ": " << error.displayText() << "\n";
        return 1;
    }
}

ProgramCommand replay_command() {
    return {"replay",
            "ID HOST:PORT",
            "says a recorded conversation again and compares the replies",
            {{"password", "", "is said where the record has stars; it comes on standard input"}, data_option},
            "postlab replay 1 localhost:2525",
            [](const CommandLine& line, std::ostream& out, std::ostream&) {
                store::TranscriptReader reader(data_directory(line));
                std::optional<std::string> password;
                if (line.has("password")) password = password_on_stdin("replay ID HOST:PORT --password");
                return replay(reader, line.word(0), line.word(1), password, out);
            },
            "Each reply that is another one now is shown. Exit status 1 when a code differs."};
}

}  // namespace postlab::labs
