#include "labs/explain/diagram.h"

#include <algorithm>
#include <map>

#include "labs/catalogue/in_language.h"
#include "labs/catalogue/transitions.h"
#include "labs/language/sentences.h"
#include "labs/text/paragraph.h"
#include "labs/text/svg.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

// Boxes stand below each other; what leads back runs on their left,
// what leads further than to the next one on their right.
constexpr int box_x = 196, box_width = 430, box_right = box_x + box_width, center = box_x + box_width / 2;
constexpr int start_y = 76, first_box = 122, line_height = 15, padding = 9, gap = 50;
constexpr int first_lane = 52, lane_distance = 6, departure_distance = 34, first_arrival = 28, label_x = 55,
              end_lane = 744;
constexpr std::size_t text_width = 64, label_width = 20;  // characters

constexpr Literal diagram_style =
    "text{font-family:'DejaVu Sans',sans-serif;font-size:11px}"
    ".title{font-size:16px;font-weight:bold}.state{font-size:13px;font-weight:bold;text-anchor:middle}"
    ".wire{font-family:'DejaVu Sans Mono',monospace;font-size:10.5px}"
    ".box{stroke-width:1.4}.passing{stroke-dasharray:5 3}"
    ".arrow{fill:none;stroke-width:1.2;marker-end:url(#head)}";

using Names = std::vector<std::string_view>;

void add(Names& names, std::string_view name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

std::string listed(const Names& names) { return joined(names, ", "); }

// ---------------------------------------------------------------------------------- what there is to draw

struct BoxLine {
    std::string said;
    bool refuses = false;
};

struct Box {
    std::string_view state;
    bool passing;
    std::vector<BoxLine> lines;
    int top;

    int bottom() const { return top + 2 * padding + line_height * (1 + static_cast<int>(lines.size())); }
    int middle() const { return (top + bottom()) / 2; }
};

/// All moves from one state to another.
struct Arrow {
    std::size_t from, to;  ///< boxes
    Names verbs, codes;
};

struct Picture {
    const Language& language;
    std::vector<Box> boxes;
    std::vector<Arrow> arrows;
    std::vector<std::string> any_time;  ///< replies that end the conversation in every state
};

/// Which verbs stay in the state, and which replies refuse which others.
std::vector<BoxLine> lines_of(const Tables& tables, std::size_t column, const Language& language) {
    Names stay;
    std::vector<std::pair<const Reply*, Names>> refused;
    for (const Verb& verb : tables.verbs) {
        const Reply* refusal = verb.gate[column];
        if (!refusal && leads_to(tables, verb, tables.states[column]).empty()) stay.push_back(verb.name);
        if (!refusal) continue;
        auto group = std::ranges::find(refused, refusal, &std::pair<const Reply*, Names>::first);
        if (group == refused.end()) group = refused.insert(group, {refusal, {}});
        group->second.push_back(verb.name);
    }
    std::vector<BoxLine> lines;
    auto put = [&](const std::string& said, bool refuses) {
        std::string indent;
        for (const std::string& line : wrapped(said, text_width - 4)) {
            lines.push_back({indent + line, refuses});
            indent = "    ";
        }
    };
    if (!stay.empty()) put(language.say("diagram.stay"_sentence, {list_of(stay)}), false);
    for (const auto& [refusal, verbs] : refused)
        put(language.say("diagram.refused"_sentence, {list_of(verbs), as_said(*refusal)}), true);
    return lines;
}

std::vector<Box> boxes_of(const Tables& tables, const Language& language) {
    std::vector<Box> boxes;
    auto put = [&](std::string_view state, bool passing, std::vector<BoxLine> lines) {
        boxes.push_back({state, passing, std::move(lines), boxes.empty() ? first_box : boxes.back().bottom() + gap});
    };
    for (std::size_t column = 0; column < tables.states.size(); ++column)
        put(tables.states[column], false, lines_of(tables, column, language));
    for (const PassingState& state : passing_states(tables.protocol)) {
        std::vector<BoxLine> lines;
        for (const std::string& line : wrapped(purpose(tables, state, language), text_width))
            lines.push_back({line, false});
        put(state.name, true, std::move(lines));
    }
    put(closed, true, {{language.say("diagram.closed"_sentence), false}});
    return boxes;
}

/// A sentence as a name among others: it lives as long as the language does.
std::string_view word(const Sentence& sentence, const Language& language) {
    return language.text(sentence.id, sentence.text);
}

Names verbs_of(const Tables& tables, const Reply& reply) {
    Names verbs;
    for (const Verb& verb : tables.verbs) {
        const std::vector<const Reply*> replies = replies_of(tables, verb);
        if (std::ranges::find(replies, &reply) != replies.end()) verbs.push_back(verb.name);
    }
    return verbs;
}

void add(Picture& picture, const Tables& tables, std::size_t from, const Transition& transition) {
    const auto to =
        static_cast<std::size_t>(std::ranges::find(picture.boxes, transition.to, &Box::state) - picture.boxes.begin());
    auto arrow =
        std::ranges::find_if(picture.arrows, [&](const Arrow& known) { return known.from == from && known.to == to; });
    if (arrow == picture.arrows.end()) arrow = picture.arrows.insert(arrow, {from, to, {}, {}});
    if (!transition.reply)
        return add(arrow->verbs,
                   transition.verb.empty() ? word("diagram.by_itself"_sentence, picture.language) : transition.verb);
    add(arrow->codes, transition.reply->code);
    std::ranges::sort(arrow->codes);
    if (picture.boxes[from].passing) return add(arrow->verbs, word("diagram.dot"_sentence, picture.language));
    if (!transition.verb.empty()) return add(arrow->verbs, transition.verb);
    const Names legal = legal_in(tables, picture.boxes[from].state);
    for (std::string_view verb : verbs_of(tables, *transition.reply))
        if (std::ranges::find(legal, verb) != legal.end()) add(arrow->verbs, verb);
}

Picture picture_of(const Tables& tables, const Language& language) {
    Picture picture{language, boxes_of(tables, language), {}, {}};
    for (const Transition& transition : transitions(tables.protocol)) {
        if (transition.from.empty() && !transition.reply->positive())
            picture.any_time.push_back(as_said(*transition.reply));
        for (std::size_t from = 0; from < picture.boxes.size(); ++from) {
            const Box& box = picture.boxes[from];
            const bool from_all = transition.from.empty() && transition.reply->positive() && !box.passing;
            if (from_all || transition.from == box.state) add(picture, tables, from, transition);
        }
    }
    return picture;
}

// ------------------------------------------------------------------------------------------------- drawing

Markup path(const std::string& way) { return element("path", {{"class", "arrow line-soft"}, {"d", way}}, {}) + "\n"; }

std::string point(const char* command, int x, int y) { return command + std::to_string(x) + " " + std::to_string(y); }

Markup drawn(const Box& box) {
    Markup drawn =
        element("rect",
                {{"class", box.passing ? "box passing fill-store-bg line-store" : "box fill-client-bg line-client"},
                 {"x", std::to_string(box_x)},
                 {"y", std::to_string(box.top)},
                 {"width", std::to_string(box_width)},
                 {"height", std::to_string(box.bottom() - box.top)},
                 {"rx", "6"}},
                {}) +
        "\n";
    int y = box.top + padding + 11;
    drawn += text_at(center, y, "state", std::string(box.state));
    for (const BoxLine& line : box.lines)
        drawn += text_at(box_x + padding, y += line_height, line.refuses ? "wire fill-bad" : "wire", line.said);
    return drawn;
}

/// A label beside the middle of a box: the verbs above the line, the codes below it.
Markup label(const Arrow& arrow, int x, int y) {
    Markup label = text_at(x, y - 5, "wire", listed(arrow.verbs));
    for (const std::string& line : wrapped(listed(arrow.codes), label_width))
        label += text_at(x, y += 13, "wire", line);
    return label;
}

Markup to_next(const Arrow& arrow, const Box& from, const Box& to) {
    return path(point("M", center, from.bottom()) + point("L", center, to.top)) +
           text_at(center + 10, (from.bottom() + to.top) / 2 + 4, "wire",
                   listed(arrow.verbs) + (arrow.codes.empty() ? "" : ": ") + listed(arrow.codes));
}

/// How many arrows that lead back have been drawn: each has a lane of its own, and an end of its own at each box.
struct Backwards {
    int lanes = 0;
    std::map<std::size_t, int> from, to;  ///< by boxes
};

Markup back(const Arrow& arrow, const Box& from, const Box& to, Backwards& drawn) {
    const int lane = first_lane - drawn.lanes++ * lane_distance;
    const int departure = from.middle() + drawn.from[arrow.from]++ * departure_distance;
    const int arrival = to.middle() + first_arrival + drawn.to[arrow.to]++ * lane_distance;
    return path(point("M", box_x, departure) + point("L", lane, departure) + point("L", lane, arrival) +
                point("L", box_x, arrival)) +
           label(arrow, label_x, departure);
}

/// What leads to the same box shares a lane; the last box has the outermost. `departed`: so many have left this box.
Markup ahead(const Arrow& arrow, const Box& from, const Box& to, std::size_t boxes_behind, int departed) {
    const int lane = end_lane - static_cast<int>(boxes_behind) * lane_distance;
    const int departure = from.middle() + departed * departure_distance;
    return path(point("M", box_right, departure) + point("L", lane, departure) + point("L", lane, to.middle()) +
                point("L", box_right, to.middle())) +
           label(arrow, box_right + 12, departure);
}

Markup drawn(const Picture& picture) {
    Markup drawn =
        element("circle", {{"cx", std::to_string(center)}, {"cy", std::to_string(start_y)}, {"r", "6"}}, {}) + "\n" +
        path(point("M", center, start_y) + point("L", center, first_box)) +
        text_at(center + 10, (start_y + first_box) / 2 + 6, "", picture.language.say("diagram.start"_sentence));
    for (const Box& box : picture.boxes) drawn += labs::drawn(box);
    Backwards backwards;
    std::map<std::size_t, int> departed;
    for (const Arrow& arrow : picture.arrows) {
        const Box &from = picture.boxes[arrow.from], &to = picture.boxes[arrow.to];
        drawn += arrow.to < arrow.from ? back(arrow, from, to, backwards)
                 : arrow.to == arrow.from + 1
                     ? to_next(arrow, from, to)
                     : ahead(arrow, from, to, picture.boxes.size() - 1 - arrow.to, departed[arrow.from]++);
    }
    return drawn;
}

/// The picture in words, for those who can't see it.
std::string description(const Picture& picture) {
    const Language& language = picture.language;
    std::string words;
    for (const Arrow& arrow : picture.arrows)
        words += language.say(arrow.codes.empty() ? "diagram.arrow"_sentence : "diagram.arrow_answered"_sentence,
                              {picture.boxes[arrow.from].state, picture.boxes[arrow.to].state, list_of(arrow.verbs),
                               list_of(arrow.codes)}) +
                 " ";
    for (const Box& box : picture.boxes)
        words += language.say("diagram.box"_sentence, {box.state, joined(box.lines, " ", &BoxLine::said)}) + " ";
    return words;
}

}  // namespace

std::string state_diagram(Protocol protocol, const Language& language) {
    const Tables& tables = labs::tables(protocol);
    const Picture states = picture_of(tables, language);
    const std::string title = language.say("diagram.title"_sentence, {tables.name, task(tables, language)});
    int y = states.boxes.back().bottom() + 24;
    Markup body = text_at(24, 30, "title", title) + text_at(24, 50, "", language.say("diagram.how_to_read"_sentence)) +
                  drawn(states) + text_at(label_x, y, "", language.say("diagram.any_time"_sentence));
    for (const std::string& reply : states.any_time) body += text_at(label_x, y += line_height, "wire", reply);
    return picture(y + 16, title, description(states), diagram_style, body).str();
}

}  // namespace postlab::labs
