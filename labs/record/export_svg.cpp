#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "labs/language/sentences.h"
#include "labs/record/export.h"
#include "labs/record/turns.h"
#include "labs/text/markup.h"
#include "labs/text/paragraph.h"
#include "labs/text/svg.h"
#include "labs/text/visible.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

// Units are CSS pixels.
constexpr int client_x = 90, server_x = 660, first_row = 100, row_height = 24;
constexpr std::size_t longest_text = 80, longest_content = 10;  // characters; lines

constexpr Literal picture_style =
    "text{font-family:sans-serif;font-size:11px}"
    ".wire{font-family:'DejaVu Sans Mono',monospace;font-size:11px;white-space:pre}"
    ".title{font-size:15px;font-weight:bold}.who{font-size:13px;font-weight:bold;text-anchor:middle}"
    ".time{text-anchor:end;font-size:10px}.state{font-weight:bold;font-size:10px}"
    ".note{font-style:italic;text-anchor:middle}.life{stroke-dasharray:4 3}.arrow{marker-end:url(#head)}";

/// The colour of what was said: a letter's, a refusal's, or that of whoever said it.
std::string colour_of(const Utterance& utterance) {
    if (utterance.content) return "store";
    if (utterance.direction == Direction::client) return "client";
    return says_no(utterance.bytes) ? "bad" : "server";
}

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
    explicit Diagram(const Language& language) : language_(language) {}

    void conversation(const Conversation& conversation) {
        const Turns turns(conversation);
        for (const Utterance& utterance : turns.utterances()) {
            if (utterance.lost != 0) note(lost_note(utterance.lost, language_));
            if (rows_ == 0) state(utterance.state_before);
            const std::size_t lines = utterance.lines.size();
            const std::size_t drawn = utterance.content ? std::min(lines, longest_content) : lines;
            for (const Line& line : utterance.lines.first(drawn)) arrow(line, utterance);
            if (drawn < lines) more_lines(lines - drawn);
            if (is_report(utterance)) note(report_note(utterance.messages, utterance.mailboxes, language_));
            if (!utterance.tls.empty()) note(tls_note(utterance.tls, language_));
            if (!utterance.injected.empty()) note(injected_note(utterance.injected, language_));
            if (utterance.left_out != 0) note(left_out_note(utterance.left_out, language_));
        }
        if (const std::uint64_t lost = conversation.lost_at_end()) note(lost_note(lost, language_));
        note(language_.say("export.ended"_sentence, {conversation.how_it_ended(language_)}));
    }

    Markup drawn(const std::string& title, const std::string& subtitle) const {
        const int bottom = y() + 10;
        return picture(bottom + 20, title, said_, picture_style,
                       text_at(30, 30, "title fill-ink", title) + text_at(30, 48, "fill-soft", subtitle) +
                           lifeline(client_x, language_.say("export.client"_sentence), bottom) +
                           lifeline(server_x, language_.say("export.server"_sentence), bottom) + body_);
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

    static Markup lifeline(int x, const std::string& name, int bottom) {
        const Markup box = element("rect",
                                   {{"class", "fill-paper line-ink"},
                                    {"x", std::to_string(x - 40)},
                                    {"y", "62"},
                                    {"width", "80"},
                                    {"height", "22"}},
                                   {});
        return line("life line-line", x, 84, x, bottom) + box + "\n" + text_at(x, 78, "who fill-ink", name);
    }

    void arrow(const Line& spoken, const Utterance& utterance) {
        const bool client = utterance.direction == Direction::client, last = &spoken == &utterance.lines.back();
        const int from = client ? client_x : server_x, to = client ? server_x : client_x;
        said_.append(client ? "C: " : "S: ").append(shown(spoken.bytes)).append("\n");
        for (const std::string& piece : pieces(shown(spoken.bytes), longest_text)) {
            ++rows_;
            body_ += text_at(client_x + 12, y() - 5, "wire fill-" + colour_of(utterance), piece);
        }
        body_ += text_at(client_x - 8, y() + 3, "time fill-soft", seconds(spoken.at)) +
                 line("arrow line-" + colour_of(utterance), from, y(), to, y());
        if (last && utterance.state_after != utterance.state_before) state(utterance.state_after);
    }

    void state(std::string_view name) { body_ += text_at(server_x + 8, y() + 4, "state fill-ink", std::string(name)); }

    void more_lines(std::size_t count) {
        note(language_.say("export.more_lines"_sentence, {std::to_string(count), plural(count)}));
    }

    void note(const std::string& said) {
        ++rows_;
        body_ += text_at((client_x + server_x) / 2, y(), "note fill-soft", said);
    }

    const Language& language_;
    int rows_ = 0;
    Markup body_;
    std::string said_;  ///< the same in words, for those who can't see it
};

}  // namespace

void export_svg(const Conversation& conversation, std::ostream& out, const Language& language) {
    const store::KeptConversation& about = conversation.about;
    Diagram diagram(language);
    diagram.conversation(conversation);
    out << diagram
               .drawn(language.say("export.title"_sentence, {std::to_string(about.id), about.protocol, about.peer}),
                      language.say("export.began"_sentence, {local_time(about.started)}))
               .str();
}

}  // namespace postlab::labs
