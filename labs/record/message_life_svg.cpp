#include <algorithm>
#include <map>
#include <optional>
#include <ostream>
#include <sstream>

#include "labs/language/sentences.h"
#include "labs/record/message_life.h"
#include "labs/record/turns.h"
#include "labs/text/paragraph.h"
#include "labs/text/svg.h"
#include "labs/text/visible.h"

namespace postlab::labs {

namespace {

using Visit = MessageLife::Visit;
using Deed = MessageLife::Deed;

// Three lanes beside each other, and time runs down. Units are CSS pixels, widths of texts characters.
constexpr int smtp_x = 24, store_x = 312, pop3_x = 466, lane_right = 770;
constexpr int head_y = 66, head_height = 24, first_block = 108, life_row = 16, block_gap = 18, text_indent = 8;
constexpr int bar_width = 26;
constexpr std::size_t smtp_width = 43, pop3_width = 47, most_bars = 4;

constexpr Literal life_style =
    "text{font-family:'DejaVu Sans',sans-serif;font-size:11px}"
    ".title{font-size:16px;font-weight:bold}.lane{font-size:12px;font-weight:bold;text-anchor:middle}"
    ".head{font-weight:bold}.wire{font-family:'DejaVu Sans Mono',monospace;font-size:10px}"
    ".owner{font-weight:bold;text-anchor:middle}.end{text-anchor:middle;font-weight:bold}"
    ".block{stroke-width:1}.bar{stroke-width:1.4}.marked{stroke-dasharray:4 3}"
    ".arrow{fill:none;stroke-width:2;marker-end:url(#head-store)}";

Markup rect(const std::string& kind, int x, int y, int width, int height) {
    return element("rect",
                   {{"class", kind},
                    {"x", std::to_string(x)},
                    {"y", std::to_string(y)},
                    {"width", std::to_string(width)},
                    {"height", std::to_string(height)},
                    {"rx", "4"}},
                   {}) +
           "\n";
}

Markup arrow(int from, int to, int y) {
    const std::string at = std::to_string(y);
    return element("path",
                   {{"class", "arrow line-store"},
                    {"d", "M" + std::to_string(from) + " " + at + "L" + std::to_string(to) + " " + at}},
                   {}) +
           "\n";
}

/// A line of a block, and what it does to the letter.
struct BlockLine {
    std::string kind, text;
    std::optional<Deed> deed = {};
};

struct Block {
    Time at;
    std::string head;
    std::vector<BlockLine> lines;
    std::vector<std::string> mailboxes;  ///< that it put the letter into; or the one that it looked at
    bool brings;
};

std::string clock_time(Time time) { return local_time(time).substr(11, 8); }

/// "C: MAIL FROM:<bob@post.example>", in lines that fit.
void add_said(std::vector<BlockLine>& lines, const MessageLife::Said& said, std::size_t width) {
    std::string text = (said.direction == Direction::client ? "C: " : "S: ") + said.bytes;
    text.erase(text.find_last_not_of("\r\n") + 1);
    const std::string kind = said.direction == Direction::client ? "wire fill-client"
                             : says_no(said.bytes)               ? "wire fill-bad"
                                                                 : "wire fill-server";
    std::string indent;
    for (std::string line : wrapped(visible(text, false), width - 3))
        for (; !line.empty(); indent = "   ") lines.push_back({kind, indent + taken(line, width - 3)});
}

class LifePicture {
public:
    LifePicture(const MessageLife& life, const Language& language) : life_(life), language_(language) {
        for (const MessageLife::Arrival& one : life.arrivals) blocks_.push_back(block_of(one));
        for (const MessageLife::Maildrop& maildrop : life.maildrops)
            for (const Visit& visit : maildrop.visits) blocks_.push_back(block_of(maildrop, visit));
        std::ranges::stable_sort(blocks_, {}, &Block::at);
        for (const MessageLife::Maildrop& maildrop : life.maildrops)
            if (bars_.size() < most_bars) bars_.emplace(maildrop.mailbox, Bar{});
        int x = store_x + (pop3_x - 12 - store_x) / 2 - bar_step() * static_cast<int>(bars_.size()) / 2;
        for (auto& [_, bar] : bars_) bar.x = x + (bar_step() - bar_width) / 2, x += bar_step();
        if (life.arrivals.empty())
            for (auto& [_, bar] : bars_) bar.from = first_block;
    }

    Markup drawn() {
        for (const Block& block : blocks_) draw(block);
        const int bottom = y_ + 8;
        Markup bars;
        for (auto& [mailbox, bar] : bars_) bars += drawn(mailbox, bar, bottom);
        std::ostringstream words;
        tell(life_, words, language_);
        const std::string title = language_.say("life.picture"_sentence, {std::to_string(life_.message)});
        return picture(bottom + 44, title, words.str(), life_style,
                       text_at(smtp_x, 30, "title fill-ink", title) +
                           text_at(smtp_x, 50, "fill-soft", language_.say("life.picture_read"_sentence)) +
                           lane(smtp_x, store_x - 12, "life.lane_smtp"_sentence) +
                           lane(store_x, pop3_x - 12, "life.lane_store"_sentence) +
                           lane(pop3_x, lane_right, "life.lane_pop3"_sentence) + bars + body_ + left_out(bottom));
    }

private:
    struct Bar {
        int x = 0, from = 0, to = 0;
        std::vector<std::pair<int, int>> marked = {};  ///< from there to there it carries a mark
    };

    int bar_step() const { return (pop3_x - 12 - store_x) / std::max(1, static_cast<int>(bars_.size())); }

    Block block_of(const MessageLife::Arrival& arrival) const {
        const store::KeptConversation& about = arrival.conversation;
        Block block{arrival.accepted.at, head_of(about, arrival.accepted.at), {}, arrival.mailboxes, true};
        for (const MessageLife::Said& said : arrival.envelope) add_said(block.lines, said, smtp_width);
        if (!arrival.accepted.bytes.empty()) add_said(block.lines, arrival.accepted, smtp_width);
        return block;
    }

    Block block_of(const MessageLife::Maildrop& maildrop, const Visit& visit) const {
        const store::KeptConversation& about = visit.conversation;
        Block block{
            about.started, head_of(about, about.started) + " · " + maildrop.mailbox, {}, {maildrop.mailbox}, false};
        for (const MessageLife::Step& step : visit.steps) {
            if (step.command) add_said(block.lines, *step.command, pop3_width);
            const std::string deed =
                step.deed == Deed::other ? step.verb : language_.say(sentence_for(step.deed), {about.how});
            block.lines.push_back({"fill-store", "→ " + deed, step.deed});
        }
        return block;
    }

    std::string head_of(const store::KeptConversation& about, Time at) const {
        return language_.say("life.conversation"_sentence) + " " + std::to_string(about.id) + ", " + about.protocol +
               " · " + clock_time(at);
    }

    void draw(const Block& block) {
        const int x = block.brings ? smtp_x : pop3_x, right = block.brings ? store_x - 12 : lane_right;
        const int height = life_row * (1 + static_cast<int>(block.lines.size())) + 8;
        body_ += rect("block fill-paper line-line", x, y_, right - x, height);
        int y = y_ + life_row;
        body_ += text_at(x + text_indent, y - 2, "head fill-ink", block.head);
        for (const BlockLine& line : block.lines) {
            y += life_row;
            body_ += text_at(x + text_indent, y - 3, line.kind, line.text);
            if (line.deed) deed(block.mailboxes[0], *line.deed, y - 6);
        }
        if (block.brings) arrival(block, y - 6, right);
        y_ += height + block_gap;
    }

    void arrival(const Block& block, int y, int right) {
        for (const std::string& mailbox : block.mailboxes) {
            const auto bar = bars_.find(mailbox);
            if (bar == bars_.end() || bar->second.from != 0) continue;
            bar->second.from = y - 8;
            body_ += arrow(right, bar->second.x, y);
        }
    }

    void deed(const std::string& mailbox, Deed deed, int y) {
        const auto found = bars_.find(mailbox);
        if (found == bars_.end()) return;
        Bar& bar = found->second;
        const bool carries_mark = !bar.marked.empty() && bar.marked.back().second == 0;
        if (deed == Deed::fetched || deed == Deed::looked) body_ += arrow(bar.x + bar_width, pop3_x, y);
        if (deed == Deed::marked && !carries_mark) bar.marked.emplace_back(y, 0);
        if ((deed == Deed::unmarked || deed == Deed::kept || deed == Deed::removed) && carries_mark)
            bar.marked.back().second = y;
        if (deed == Deed::removed || deed == Deed::thrown_away) {
            bar.to = y;
            body_ += arrow(pop3_x, bar.x + bar_width, y);
        }
    }

    Markup drawn(const std::string& mailbox, const Bar& bar, int bottom) const {
        if (bar.from == 0) return {};
        const int end = bar.to > 0 ? bar.to : bottom, center = bar.x + bar_width / 2;
        Markup drawn = rect("bar fill-store-bg line-store", bar.x, bar.from, bar_width, end - bar.from);
        for (const auto& [from, to] : bar.marked)
            drawn += rect("bar marked fill-paper line-bad", bar.x, from, bar_width, (to > 0 ? to : end) - from);
        const Sentence& state = bar.to > 0 ? "life.gone"_sentence : "life.still_there"_sentence;
        return drawn + text_at(center, bar.from - 6, "owner fill-store", mailbox) +
               text_at(center, end + 14, bar.to > 0 ? "end fill-bad" : "end fill-store", language_.say(state));
    }

    Markup lane(int x, int right, const Sentence& name) const {
        return rect("fill-client-bg line-line", x, head_y, right - x, head_height) +
               text_at((x + right) / 2, head_y + 16, "lane fill-ink", language_.say(name));
    }

    /// More maildrops than there is room for.
    Markup left_out(int bottom) const {
        if (life_.maildrops.size() <= most_bars) return {};
        return text_at(
            smtp_x, bottom + 30, "fill-soft",
            language_.say("life.more_maildrops"_sentence, {std::to_string(life_.maildrops.size() - most_bars)}));
    }

    const MessageLife& life_;
    const Language& language_;
    std::vector<Block> blocks_;
    std::map<std::string, Bar> bars_;
    int y_ = first_block;
    Markup body_;
};

}  // namespace

void draw(const MessageLife& life, std::ostream& out, const Language& language) {
    out << LifePicture(life, language).drawn().str();
}

}  // namespace postlab::labs
