#pragma once
#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include "labs/dialogue/bystander.h"
#include "labs/dialogue/memory_wire.h"

namespace postlab::labs {

/// Sessions in memory, with a bystander beside each connection, the first since it opened.
class OverhearingWire : public Wire {
public:
    using Tell = std::function<void(int connection, const Overheard& line)>;
    explicit OverhearingWire(Tell tell) : tell_(std::move(tell)) {}
    void on_tls(std::function<void()> begins) { tls_begins_ = std::move(begins); }

    void open(int connection, Protocol protocol) override {
        bystanders_[connection] =
            std::make_unique<Bystander>([this, connection](const Overheard& o) { tell_(connection, o); });
        unsaid_[connection].clear();
        wire.open(connection, protocol);
    }
    void send(int connection, std::string_view bytes) override {
        std::string& unsaid = unsaid_[connection] += bytes;
        for (std::size_t end; (end = unsaid.find('\n')) != unsaid.npos; unsaid.erase(0, end + 1))
            bystanders_.at(connection)->said(unsaid.substr(0, end + 1));
        wire.send(connection, bytes);
    }
    Heard hear(int connection) override {
        Heard heard = wire.hear(connection);
        if (heard.what == Heard::What::line) bystanders_.at(connection)->heard(heard.text);
        return heard;
    }
    void end(int connection) override { wire.end(connection); }
    std::optional<std::string> start_tls(int connection) override {
        tls_begins_();
        return wire.start_tls(connection);
    }
    void drop(int connection) override { wire.drop(connection); }
    std::string unheard(int connection) const override { return wire.unheard(connection); }
    std::optional<std::string> happen(const Step& event) override { return wire.happen(event); }

    MemoryWire wire;

private:
    const Tell tell_;
    std::function<void()> tls_begins_ = [] {};
    std::map<int, std::unique_ptr<Bystander>> bystanders_;
    std::map<int, std::string> unsaid_;
};

/// Whether it is what people say with `postlab talk` to a server as it is: each line of the client's is one step,
/// without control characters, and ended as it should be.
inline bool is_typed_in_lines(const Dialogue& dialogue) {
    return std::ranges::all_of(dialogue.steps, [](const Step& step) {
        if (step.kind == Step::Kind::set || step.kind == Step::Kind::fault) return false;
        if (step.kind != Step::Kind::client) return true;
        std::string text;
        for (const Piece& piece : step.pieces) text += piece.text;
        const auto is_control = [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7F'; };
        return text.ends_with("\r\n") && std::ranges::count_if(text, is_control) == 2;
    });
}

}  // namespace postlab::labs
