#include "labs/course/grading/ended_session.h"

#include <algorithm>

#include "shared/line_reader.h"
#include "shared/message_ranges.h"
#include "shared/telnet.h"

namespace postlab::course {

namespace {

using store::KeptEvent;

/// Puts a session together, event by event.
class Assembly {
public:
    explicit Assembly(const labs::Conversation& conversation) : session_(std::make_shared<EndedSession>()) {
        const store::KeptConversation& about = conversation.about;
        session_->conversation = about.id;
        session_->protocol = conversation.protocol();
        session_->began = about.started;
        session_->ended = about.started;
        if (!conversation.events.empty()) session_->ended += conversation.events.back().at;
        if (about.ended) session_->ended = *about.ended;
        session_->how = !about.ended ? "killed" : about.how == "fault" ? "drop" : about.how;
        std::size_t octets = 0;
        for (const KeptEvent& event : conversation.events) octets += event.bytes.size();
        session_->bytes.reserve(std::min(octets, most_octets));  // views into it must stay where they are
    }

    void add(const KeptEvent& event) {
        const bool server = event.direction == Direction::server;
        if (server) session_->octets_said += event.bytes.size() + event.left_out;
        if (server && event.content && telnet_refusals(event.bytes) == event.bytes.size()) return;
        note_facts(event);
        if (session_->bytes.size() + event.bytes.size() > most_octets || lines_ > most_lines)
            session_->complete = false;
        if (!session_->complete) return;
        const bool goes_on = event.content && runs_continue_ == event.direction;
        runs_continue_ = event.content ? std::optional(event.direction) : std::nullopt;
        if (!server && !goes_on) begin_turn(event);
        if (session_->turns.empty()) session_->turns.push_back({});
        if (server && !event.content) reply(event);
        take_bytes(event, goes_on);
    }

    std::shared_ptr<const EndedSession> finish() {
        end_run();
        if (session_->complete) find_letters();
        return std::move(session_);
    }

private:
    /// What must be known of a session however long it is.
    void note_facts(const KeptEvent& event) {
        if (event.direction == Direction::client || event.content) return;
        if (session_->protocol == labs::Protocol::pop3 && !event.mailboxes.empty()) {
            session_->mailbox = event.mailboxes;
            session_->listed = message_ids(event.messages);
        } else if (session_->protocol == labs::Protocol::pop3 && event.verb == "QUIT") {
            session_->removed = message_ids(event.messages);
        } else if (session_->protocol == labs::Protocol::smtp && !event.mailboxes.empty()) {
            const std::vector<std::uint64_t> ids = message_ids(event.messages);
            if (ids.size() == 1)
                session_->accepted.push_back({ids[0],
                                              {},
                                              word(event.mailboxes),
                                              {},
                                              {session_->conversation, event.seq},
                                              session_->began + event.at});
        }
    }

    std::string_view word(const std::string& text) { return *session_->words.insert(text).first; }

    void begin_turn(const KeptEvent& event) {
        end_run();
        session_->turns.push_back({});
        Turn& turn = session_->turns.back();
        turn.kind = event.content ? Turn::Kind::content : Turn::Kind::command;
        turn.verb = word(event.verb);
        turn.state = word(event.state_before);
    }

    void reply(const KeptEvent& event) {
        Turn& turn = session_->turns.back();
        turn.reply_id = word(event.reply);
        const std::size_t code = session_->protocol == labs::Protocol::smtp ? 3 : event.bytes.find_first_of(" \r\n");
        turn.code = word(event.bytes.substr(0, code));
        if (!event.mailboxes.empty()) turn.mailboxes = word(event.mailboxes);
        if (!event.messages.empty()) turn.messages = word(event.messages);
        if (!event.injected.empty()) turn.injected = word(event.injected);
    }

    void take_bytes(const KeptEvent& event, bool goes_on) {
        if (!goes_on) {
            end_run();
            run_from_ = session_->bytes.size();
            run_at_ = session_->began + event.at;
            run_seq_ = event.seq;
            run_direction_ = event.direction;
        }
        session_->bytes += event.bytes;
    }

    /// Divides into lines what has been said since the last time.
    void end_run() {
        if (session_->turns.empty()) return;
        std::string_view rest = std::string_view(session_->bytes).substr(run_from_);
        run_from_ = session_->bytes.size();
        Turn& turn = session_->turns.back();
        std::vector<Line>& lines = run_direction_ == Direction::client ? turn.said : turn.reply;
        while (!rest.empty()) {
            const std::string_view line = rest.substr(0, rest.find('\n') + (rest.find('\n') == rest.npos ? 0 : 1));
            rest.remove_prefix(line.size());
            lines.push_back(line_of(line, run_direction_ == Direction::client && turn.kind == Turn::Kind::command));
            ++lines_;
        }
    }

    Line line_of(std::string_view raw, bool command) {
        Line line{raw, LineEnd::none, run_at_, run_seq_};
        if (line.text.ends_with("\r\n") || line.text.ends_with(std::string_view("\r\0", 2)))
            line.text.remove_suffix(2), line.end = LineEnd::crlf;
        else if (line.text.ends_with('\n'))
            line.text.remove_suffix(1), line.end = LineEnd::lf;
        if (!command || std::ranges::all_of(line.text, [](char c) { return c >= ' ' && c <= '~'; })) return line;
        LineReader reader(most_octets);
        if (auto taken = reader.take(raw)) line.text = word(std::string(taken->text));
        return line;
    }

    /// Envelope and content of each letter that was accepted.
    void find_letters() {
        std::string_view reverse_path;
        auto letter = session_->accepted.begin();
        for (const Turn& turn : session_->turns) {
            if (letter == session_->accepted.end()) return;
            if (turn.verb == "MAIL" && turn.code == "250" && !turn.said.empty()) reverse_path = path(turn.said[0].text);
            if (turn.mailboxes.empty() || turn.reply.empty() || turn.reply[0].seq != letter->where.seq) continue;
            letter->reverse_path = reverse_path;
            if (turn.kind == Turn::Kind::content && !turn.said.empty()) letter->content = content(turn);
            ++letter;
        }
    }

    static std::string_view path(std::string_view mail) {
        mail.remove_prefix(std::min(mail.find(':'), mail.size() - 1) + 1);
        mail.remove_prefix(std::min(mail.find_first_not_of(" <"), mail.size()));
        return mail.substr(0, mail.find_first_of("> "));
    }

    static std::string_view content(const Turn& turn) {
        const Line& last = turn.said.back();
        const char* begin = turn.said.front().text.data();
        return {begin, static_cast<std::size_t>(last.text.data() - begin) + (last.text == "." ? 0 : last.text.size())};
    }

    std::shared_ptr<EndedSession> session_;
    std::size_t lines_ = 0;
    std::optional<Direction> runs_continue_;  ///< content of that direction came last
    std::size_t run_from_ = 0;
    Time run_at_{};
    std::uint32_t run_seq_ = 0;
    Direction run_direction_{};
};

}  // namespace

std::shared_ptr<const EndedSession> ended_session(const labs::Conversation& conversation) {
    Assembly assembly(conversation);
    for (const KeptEvent& event : conversation.events) assembly.add(event);
    return assembly.finish();
}

std::vector<std::uint64_t> messages_of(const EndedSession& session, std::string_view verb) {
    std::vector<std::uint64_t> all;
    for (const Turn& turn : session.turns)
        if (turn.verb == verb)
            for (std::uint64_t id : message_ids(turn.messages)) all.push_back(id);
    return all;
}

}  // namespace postlab::course
