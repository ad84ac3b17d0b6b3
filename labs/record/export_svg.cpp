#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "labs/record/export.h"
#include "labs/record/turns.h"
#include "labs/text/markup.h"
#include "labs/text/paragraph.h"
#include "labs/text/svg.h"
#include "labs/text/visible.h"

namespace postlab::labs {

namespace {

// Units are CSS pixels.
constexpr int client_x = 90, server_x = 660, first_row = 100, row_height = 24;
constexpr std::size_t longest_text = 80, longest_content = 10;  // characters; lines

constexpr Literal picture_style =
    "text{font-family:sans-serif;font-size:11px;fill:#000}"
    ".wire{font-family:'DejaVu Sans Mono',monospace;font-size:11px;white-space:pre}"
    ".title{font-size:15px;font-weight:bold}.who{font-size:13px;font-weight:bold;text-anchor:middle}"
    ".time{text-anchor:end;fill:#444;font-size:10px}.state{font-weight:bold;font-size:10px}"
    ".note{font-style:italic;text-anchor:middle;fill:#444}"
    ".life{stroke:#888;stroke-dasharray:4 3}.arrow{stroke:#000;marker-end:url(#head)}.content{stroke:#888}"
    ".box{fill:#fff;stroke:#000}";

/// The usual line end is what the arrow stands for; the pictures of other hidden characters are in few fonts.
std::string shown(std::string_view line) {
    if (line.ends_with("\r\n")) line.remove_suffix(2);
    return visible(line, true);
}

/// The text in pieces of so many characters of UTF-8, one at least.
std::vector<std::string> pieces(const std::string& text, std::size_t longest) {
    std::vector<std::string> all{""};
    std::size_t characters = 0;
    for (const char c : text) {
        const bool begins = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
        if (begins && characters++ == longest) {
            all.emplace_back();
            characters = 1;
        }
        all.back() += c;
    }
    return all;
}

/// Draws row under row; the picture's height is known at the end.
class Diagram {
public:
    void conversation(const Conversation& conversation) {
        const Turns turns(conversation);
        for (const Utterance& utterance : turns.utterances()) {
            if (utterance.lost != 0) note(lost_note(utterance.lost));
            if (rows_ == 0) state(utterance.state_before);
            const std::size_t lines = utterance.lines.size();
            const std::size_t drawn = utterance.content ? std::min(lines, longest_content) : lines;
            for (const Line& line : utterance.lines.first(drawn)) arrow(line, utterance);
            if (drawn < lines) more_lines(lines - drawn);
            if (!utterance.tls.empty()) note(tls_note(utterance.tls));
            if (!utterance.injected.empty()) note(injected_note(utterance.injected));
            if (utterance.left_out != 0) note(left_out_note(utterance.left_out));
        }
        if (const std::uint64_t lost = conversation.lost_at_end()) note(lost_note(lost));
        note("ended by: " + conversation.how_it_ended());
    }

    Markup drawn(const std::string& title, const std::string& subtitle) const {
        const int bottom = y() + 10;
        return picture(bottom + 20, title, "", picture_style,
                       text_at(30, 30, "title", title) + text_at(30, 48, "", subtitle) +
                           lifeline(client_x, "client", bottom) + lifeline(server_x, "server", bottom) + body_);
    }

private:
    int y() const { return first_row + rows_ * row_height; }

    static Markup line(const std::string& kind, int x1, int y1, int x2, int y2) {
        return element("line",
                       {{"class", kind},
                        {"x1", std::to_string(x1)},
                        {"y1", std::to_string(y1)},
                        {"x2", std::to_string(x2)},
                        {"y2", std::to_string(y2)}},
                       {}) +
               "\n";
    }

    static Markup lifeline(int x, const char* name, int bottom) {
        const Markup box = element(
            "rect", {{"class", "box"}, {"x", std::to_string(x - 40)}, {"y", "62"}, {"width", "80"}, {"height", "22"}},
            {});
        return line("life", x, 84, x, bottom) + box + "\n" + text_at(x, 78, "who", name);
    }

    void arrow(const Line& spoken, const Utterance& utterance) {
        const bool client = utterance.direction == Direction::client, last = &spoken == &utterance.lines.back();
        const int from = client ? client_x : server_x, to = client ? server_x : client_x;
        for (const std::string& piece : pieces(shown(spoken.bytes), longest_text)) {
            ++rows_;
            body_ += text_at(client_x + 12, y() - 5, "wire", piece);
        }
        body_ += text_at(client_x - 8, y() + 3, "time", seconds(spoken.at)) +
                 line(utterance.content ? "arrow content" : "arrow", from, y(), to, y());
        if (last && utterance.state_after != utterance.state_before) state(utterance.state_after);
    }

    void state(std::string_view name) { body_ += text_at(server_x + 8, y() + 4, "state", std::string(name)); }

    void more_lines(std::size_t count) {
        note(std::to_string(count) + (count == 1 ? " more line of content" : " more lines of content"));
    }

    void note(const std::string& said) {
        ++rows_;
        body_ += text_at((client_x + server_x) / 2, y(), "note", said);
    }

    int rows_ = 0;
    Markup body_;
};

}  // namespace

void export_svg(const Conversation& conversation, std::ostream& out) {
    const store::KeptConversation& about = conversation.about;
    Diagram diagram;
    diagram.conversation(conversation);
    out << diagram
               .drawn(
                   "Conversation " + std::to_string(about.id) + ": " + about.protocol + " with " + about.peer,
                   "Started " + local_time(about.started) + "; times are seconds since then, states are the server's.")
               .str();
}

}  // namespace postlab::labs
