#include "labs/dialogue/player.h"

#include <map>
#include <set>

namespace postlab::labs {

namespace {

using Kind = Step::Kind;

class Player {
public:
    Player(const Dialogue& dialogue, Wire& wire, Pace pace) : dialogue_(dialogue), wire_(wire), pace_(pace) {}

    std::optional<std::string> play() {
        for (at_ = 0; at_ < dialogue_.steps.size(); ++at_)
            if (auto complaint = play(dialogue_.steps[at_])) return complaint;
        for (int connection : open_)
            if (std::string more = wire_.unheard(connection); more != unfinished_[connection])
                return failed(last_of(connection), "nothing more", with_escapes(more));
        return std::nullopt;
    }

private:
    std::optional<std::string> play(const Step& step) {
        switch (step.kind) {
            case Kind::client:
                return client(step);
            case Kind::server:
                return server(step);
            case Kind::closed:
                return closed(step);
            case Kind::drop:
                wire_.drop(opened(step));
                open_.erase(step.connection);
                return std::nullopt;
            case Kind::end:
                wire_.end(opened(step));
                return std::nullopt;
            case Kind::connect:
                protocols_[step.connection] = step.argument == "pop3" ? Protocol::pop3 : Protocol::smtp;
                return std::nullopt;
            default:
                if (auto why_not = wire_.happen(step)) return where(step) + *why_not;
                return std::nullopt;
        }
    }

    int opened(const Step& step) {
        if (open_.insert(step.connection).second) {
            auto chosen = protocols_.find(step.connection);
            wire_.open(step.connection, chosen == protocols_.end() ? dialogue_.protocol : chosen->second);
        }
        return step.connection;
    }

    std::optional<std::string> client(const Step& step) {
        if (at_ < sent_up_to_) return std::nullopt;
        std::string bytes = bytes_to_send(step, captured_);
        if (pace_ == Pace::whole) bytes += client_lines_behind();
        int connection = opened(step);
        if (pace_ == Pace::bytes) {
            for (char c : bytes) wire_.send(connection, std::string_view(&c, 1));
        } else {
            wire_.send(connection, bytes);
        }
        return std::nullopt;
    }

    /// What may be sent together with the client's line at hand.
    std::string client_lines_behind() {
        const std::vector<Step>& steps = dialogue_.steps;
        std::string bytes;
        for (sent_up_to_ = at_ + 1; sent_up_to_ < steps.size(); ++sent_up_to_) {
            const Step& step = steps[sent_up_to_];
            bool talk = step.kind == Kind::client || step.kind == Kind::server;
            if (!talk || step.connection != steps[at_].connection) break;
            if (step.kind == Kind::server) continue;
            if (!sendable(step, captured_)) break;
            bytes += bytes_to_send(step, captured_);
        }
        return bytes;
    }

    std::optional<std::string> server(const Step& step) {
        Heard heard = wire_.hear(opened(step));
        if (step.unfinished) return unfinished(step, heard);
        if (heard.what != Heard::What::line) return failed(step, as_written(step), described(heard));
        unfinished_.erase(step.connection);
        std::string_view line = heard.text;
        bool ended = line.ends_with("\r\n");
        if (ended) line.remove_suffix(2);
        if (ended && matches(step, line, captured_)) return std::nullopt;
        return failed(step, as_written(step), with_escapes(line) + (ended ? "" : "   (the line does not end in CRLF)"));
    }

    std::optional<std::string> unfinished(const Step& step, const Heard& heard) {
        bool right = heard.what != Heard::What::line && matches(step, heard.text, captured_);
        if (!right) return failed(step, as_written(step), described(heard));
        unfinished_[step.connection] = heard.text;
        return std::nullopt;
    }

    std::optional<std::string> closed(const Step& step) {
        Heard heard = wire_.hear(opened(step));
        if (heard.what != Heard::What::closed || heard.text != unfinished_[step.connection])
            return failed(step, "the connection closed by the server", described(heard));
        unfinished_.erase(step.connection);
        wire_.drop(step.connection);
        open_.erase(step.connection);
        return std::nullopt;
    }

    const Step& last_of(int connection) const {
        auto step = dialogue_.steps.rbegin();
        while (step->connection != connection) ++step;
        return *step;
    }

    static std::string described(const Heard& heard) {
        if (heard.what == Heard::What::line) return with_escapes(heard.text);
        std::string before = heard.text.empty() ? "" : with_escapes(heard.text) + ", an unfinished line, then ";
        return before + (heard.what == Heard::What::closed ? "the connection closed" : "silence");
    }

    std::string where(const Step& step) const { return dialogue_.name + ":" + std::to_string(step.line) + ": "; }

    std::optional<std::string> failed(const Step& step, const std::string& expected, const std::string& got) const {
        return where(step) + "the server said something else on connection " + std::to_string(step.connection) +
               "\n    expected: " + expected + "\n    got:      " + got;
    }

    const Dialogue& dialogue_;
    Wire& wire_;
    Pace pace_;
    std::size_t at_ = 0, sent_up_to_ = 0;
    Captures captured_;
    std::set<int> open_;
    std::map<int, Protocol> protocols_;
    std::map<int, std::string> unfinished_;  ///< of a line, announced by an S line with a backslash behind it
};

}  // namespace

std::optional<std::string> play(const Dialogue& dialogue, Wire& wire, Pace pace) {
    return Player(dialogue, wire, pace).play();
}

}  // namespace postlab::labs
