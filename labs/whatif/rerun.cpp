#include "labs/whatif/rerun.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "labs/catalogue/catalogue_languages.h"
#include "labs/whatif/auth_response.h"
#include "labs/whatif/faults_then.h"
#include "labs/whatif/server_then.h"
#include "labs/whatif/store_then.h"
#include "pop3d/session.h"
#include "shared/text/text.h"
#include "smtpd/session.h"

namespace postlab::labs {

namespace {

using Kind = Recorded::ClientLine::Kind;
using Next = Session::Next;

constexpr std::string_view starred = "****";

class Rerunning {
public:
    Rerunning(const Recorded& recorded, const std::vector<LetterThen>& letters, const std::filesystem::path& directory,
              const Settings& settings, const Alteration& alteration)
        : recorded_(recorded),
          alteration_(alteration),
          server_(server_then(recorded, settings)),
          store_(recorded, letters, directory),
          common_(recorded.last_common_line(alteration)),
          is_as_recorded_(common_ == recorded.lines() && !alteration.drop_after),
          now_(recorded.conversation.about.started) {}

    Rerun run() {
        open();
        for (const Recorded::ClientLine& line : recorded_.said()) {
            if (alteration_.drop_after && line.number > *alteration_.drop_after) break;
            say_addition(line.number);
            if (!closed_ && is_to_be_said(line)) say(line);
        }
        if (!alteration_.drop_after || alteration_.say_at <= alteration_.drop_after)
            say_addition(recorded_.lines() + 1);
        end();
        for (const auto& [name, mailbox] : store_.mailboxes)
            for (const auto& kept : mailbox.messages) rerun_.there[name].push_back({kept.id, kept.content});
        for (const MemoryRecorder::Ending& ending : rerun_.record.ended) rerun_.how = ending.how;
        session_.reset();
        return std::move(rerun_);
    }

private:
    void open() {
        const Turn& greeting = recorded_.turns[0];
        session_ = make_session();
        session_->arrange(std::make_unique<FaultsThen>(due_));
        if (server_.offers_tls) session_->offer_tls();
        begin_exchange(0);
        if (!greeting.utterances.empty() && begins_tls(greeting.utterances.front()))
            session_->tls_began(greeting.utterances.front().tls, now_);
        const bool busy = has_row(greeting, "session.busy") || has_row(greeting, "greeting.busy");
        follow(busy ? session_->turn_away(now_) : session_->open(now_));
    }

    std::unique_ptr<Session> make_session() {
        auto record =
            rerun_.record.begin(recorded_.conversation.about.protocol, recorded_.conversation.about.peer, now_);
        const std::string& peer = recorded_.conversation.about.peer;
        if (recorded_.conversation.protocol() == Protocol::smtp)
            return std::make_unique<smtpd::Session>(server_.settings, store_, std::move(record),
                                                    smtpd::Peer{peer.substr(0, peer.find(' ')), server_.address});
        auto session =
            std::make_unique<pop3d::Session>(server_.settings, store_, std::move(record), server_.timestamp, peer);
        session->offer_languages(languages_);
        return session;
    }

    bool is_to_be_said(const Recorded::ClientLine& line) {
        if (is_left_out(recorded_, line, alteration_.without)) return said_chunk_ = false;
        if (line.kind == Kind::letter) return asked_ == "354" || line.turn == letter_under_way_;
        if (line.kind == Kind::response) return asked_ == "334" || asked_ == "+";
        return line.kind != Kind::chunk || said_chunk_;
    }

    void say(const Recorded::ClientLine& line) {
        if (alteration_.say_at == line.number) return say_text(line.kind == Kind::letter ? line.turn : no_turn);
        const bool goes_on = !rerun_.exchanges.empty() && rerun_.exchanges.back().turn == line.turn;
        if (!goes_on) begin_exchange(line.turn);
        now_ = std::max(now_, recorded_.conversation.about.started + line.line->at);
        said_chunk_ = line.kind == Kind::command || line.kind == Kind::chunk;
        letter_under_way_ = line.kind == Kind::letter ? line.turn : no_turn;
        const Turn& turn = recorded_.turns[line.turn];
        if (is_cut_before(turn, line)) return;
        send(line.kind == Kind::command || line.kind == Kind::response ? without_stars(line)
                                                                       : std::string(line.line->bytes));
        begin_tls(turn);
    }

    /// In place of a line of the client's, in that turn of a letter's or in none; or behind one of the server's.
    void say_text(std::size_t turn) {
        letter_under_way_ = turn;
        said_chunk_ = false;
        if (turn == no_turn || rerun_.exchanges.back().turn != turn) begin_exchange(turn);
        send(alteration_.text + "\r\n");
        said_text_ = true;
        begin_tls({});
    }

    /// What is to be said behind a line of the server's, once `next` comes.
    void say_addition(std::size_t next) {
        if (alteration_.say_at && *alteration_.say_at < next && !said_text_ && !closed_) say_text(no_turn);
    }

    void begin_exchange(std::size_t turn) {
        end_exchange();
        const bool recorded = turn != no_turn;
        rerun_.exchanges.push_back(
            {recorded ? std::optional(turn) : std::nullopt, {}, {}, rerun_.record.events.size(), 0});
        store_.begin(recorded ? &recorded_.turns[turn] : nullptr);
        const bool again = recorded && is_common(recorded_.turns[turn]);
        *due_ = again ? faults_in(recorded_.turns[turn], recorded_.conversation.protocol()) : FaultsThen::Due();
    }
    void end_exchange() {
        if (!rerun_.exchanges.empty()) rerun_.exchanges.back().end_event = rerun_.record.events.size();
    }

    /// Whether the turn is as it was to its end, so that what went wrong in it does so again.
    bool is_common(const Turn& turn) const {
        if (is_as_recorded_) return true;
        const auto& lines = turn.reply.empty() ? turn.said : turn.reply;
        return lines.empty() || static_cast<std::size_t>(&lines.back() - recorded_.turns.lines().data()) + 1 < common_;
    }

    /// A fault cut the line once that had come.
    bool is_cut_before(const Turn& turn, const Recorded::ClientLine& line) const {
        return is_common(turn) && was_cut_before(turn) && line.line == &turn.said.back();
    }

    std::string without_stars(const Recorded::ClientLine& line) {
        std::string bytes(line.line->bytes);
        const Turn& turn = recorded_.turns[line.turn];
        if (turn.verb != "AUTH") return bytes;
        const std::vector<std::string> words = split(bytes);
        if (line.kind == Kind::command) mechanism_ = words.size() > 1 ? words[1] : "", responses_ = 0;
        const std::size_t place = bytes.find(starred);
        if (place == bytes.npos || has_row(turn, "auth.not_base64")) return bytes;
        const bool malformed = has_row(turn, "auth.malformed");
        return bytes.replace(
            place, starred.size(),
            malformed ? "eA==" : auth_response(mechanism_, responses_++, account_in(line.turn), challenge_));
    }

    /// Whom an exchange that begins or goes on there let in, or would have.
    std::string account_in(std::size_t turn) const {
        for (; turn < recorded_.turns.size() && recorded_.turns[turn].verb == "AUTH"; ++turn)
            if (!recorded_.turns[turn].mailboxes.empty()) return std::string(recorded_.turns[turn].mailboxes);
        return "nobody";
    }

    void send(const std::string& bytes) {
        if (closed_) return;
        rerun_.exchanges.back().said += bytes;
        follow(awaits_tls_ ? session_->no_tls_came(now_) : session_->receive(bytes, now_));
    }

    void begin_tls(const Turn& turn) {
        if (!awaits_tls_) return;
        const auto told = std::ranges::find_if(turn.utterances, [](const Utterance& one) { return !one.tls.empty(); });
        const bool was_not = told == turn.utterances.end() && !turn.utterances.empty();
        if (was_not) return;  // something else came
        awaits_tls_ = false;
        const std::string_view what = told == turn.utterances.end() ? "TLSv1.3" : told->tls;
        if (what.starts_with("failed")) {
            session_->tls_failed(what, now_);
            closed_ = true;
            return;
        }
        session_->tls_began(what, now_);
        follow(session_->resume(now_));
    }

    void follow(Next next) {
        std::string heard;
        for (;;) {
            heard += session_->take_output();
            if (next != Next::write) break;
            next = session_->resume(now_);
        }
        awaits_tls_ = next == Next::start_tls;
        closed_ = next == Next::close;
        rerun_.exchanges.back().heard += heard;
        if (heard.empty()) return;
        asked_ = heard.substr(0, heard.find_first_of(" \r"));
        challenge_ = heard.substr(std::min(heard.find(' ') + 1, heard.size()));
        challenge_.erase(std::min(challenge_.find('\r'), challenge_.size()));
    }

    /// As it was recorded, unless the line drops, or all has been said and nothing closes it.
    void end() {
        const std::string& how = recorded_.conversation.about.how;
        if (!closed_ && (alteration_.drop_after || (how != "timeout" && how != "released" && how != "shutdown"))) {
            follow(session_->end_of_input(now_));
        } else if (!closed_) {
            if (how == "released") session_->let_go();
            follow(how == "shutdown" ? session_->shut_down(now_) : session_->timed_out(now_));
            if (!closed_) follow(session_->shut_down(now_));
        }
        end_exchange();
    }

    static constexpr std::size_t no_turn = static_cast<std::size_t>(-1);

    const Recorded& recorded_;
    const Alteration alteration_;
    const ServerThen server_;
    const CatalogueLanguages languages_;
    StoreThen store_;
    const std::size_t common_;  ///< the last line that is said as it was
    const bool is_as_recorded_;
    std::shared_ptr<FaultsThen::Due> due_ = std::make_shared<FaultsThen::Due>();
    Rerun rerun_;
    std::unique_ptr<Session> session_;
    Time now_;
    std::string asked_, challenge_, mechanism_;  ///< the last reply's code, what stands behind it; of AUTH
    std::size_t responses_ = 0, letter_under_way_ = no_turn;
    bool closed_ = false, awaits_tls_ = false, said_chunk_ = false, said_text_ = false;
};

}  // namespace

Rerun run_again(const Recorded& recorded, const std::vector<LetterThen>& letters,
                const std::filesystem::path& directory, const Settings& settings, const Alteration& alteration) {
    return Rerunning(recorded, letters, directory, settings, alteration).run();
}

std::vector<std::string> rows_of(const Rerun& rerun, std::size_t turn) {
    std::vector<std::string> rows;
    for (const Rerun::Exchange& exchange : rerun.exchanges) {
        if (exchange.turn != turn) continue;
        for (std::size_t event = exchange.first_event; event < exchange.end_event; ++event)
            if (!rerun.record.events[event].reply.empty()) rows.push_back(rerun.record.events[event].reply);
    }
    return rows;
}

}  // namespace postlab::labs
