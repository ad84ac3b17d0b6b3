#include "labs/explain/state_picture.h"

#include <algorithm>
#include <map>

#include "labs/language/sentences.h"
#include "labs/text/paragraph.h"
#include "labs/text/svg.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

using Box = StatePicture::Box;
using BoxLine = StatePicture::BoxLine;
using Arrow = StatePicture::Arrow;

// Boxes stand below each other; what leads back runs on their left,
// what leads further than to the next one on their right.
constexpr int box_x = 196, box_width = 430, box_right = box_x + box_width, center = box_x + box_width / 2;
constexpr int start_y = 76, first_box = 122, line_height = 15, padding = 9, gap = 50;
constexpr int first_lane = 52, lane_distance = 6, first_arrival = 28, label_x = 55, end_lane = 744, label_line = 13;
constexpr int number_height = 16, digit_width = 7;
constexpr std::size_t label_width = 18, most_numbers = 4;  // characters; of one arrow

constexpr Literal diagram_style =
    "text{font-family:'DejaVu Sans',sans-serif;font-size:11px}"
    ".title{font-size:16px;font-weight:bold}.state{font-size:13px;font-weight:bold;text-anchor:middle}"
    ".wire{font-family:'DejaVu Sans Mono',monospace;font-size:10.5px}.way{font-weight:bold}"
    ".box{stroke-width:1.4}.passing{stroke-dasharray:5 3}"
    ".arrow{fill:none;stroke-width:1.2;marker-end:url(#head)}"
    ".taken{stroke-width:3;marker-end:url(#head-client)}.number{font-size:10.5px;font-weight:bold;text-anchor:middle}";

std::string listed(const StatePicture::Names& names) { return joined(names, ", "); }

/// How far from each other departures are, so that no label lies on another: the lines above each one and below it.
struct Place {
    int above, below;
};
Place place_of(const Arrow& arrow) {
    const auto lines = [](const std::string& text) { return static_cast<int>(wrapped(text, label_width).size()); };
    return {label_line * lines(listed(arrow.verbs)) + 6, label_line * lines(listed(arrow.codes)) + 6};
}

bool is_back(const Arrow& arrow) { return arrow.to < arrow.from; }
bool is_to_next(const Arrow& arrow) { return arrow.to == arrow.from + 1; }

/// Where an arrow leaves its box, among those that leave it on the same side.
int departure_of(const StatePicture& picture, const Arrow& arrow) {
    int height = 0, before = 0;
    for (const Arrow& other : picture.arrows) {
        if (other.from != arrow.from || is_to_next(other) || is_back(other) != is_back(arrow)) continue;
        const Place place = place_of(other);
        if (&other < &arrow) before += place.above + place.below;
        height += place.above + place.below;
    }
    return picture.boxes[arrow.from].middle() - height / 2 + before + place_of(arrow).above;
}

Markup path(const std::string& way, bool taken) {
    return element("path", {{"class", taken ? "arrow taken line-client" : "arrow line-soft"}, {"d", way}}, {}) + "\n";
}

std::string point(const char* command, int x, int y) { return command + std::to_string(x) + " " + std::to_string(y); }

std::string numbers(const std::vector<std::size_t>& steps) {
    std::string text;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const bool left_out = steps.size() > most_numbers && i >= most_numbers - 1 && i + 1 < steps.size();
        if (left_out && i == most_numbers - 1) text += " … ";
        if (left_out) continue;
        text += (text.empty() || text.ends_with(' ') ? "" : ", ") + std::to_string(steps[i]);
    }
    return text;
}

/// The numbers of the steps that went along an arrow, on it; `x` is where they begin, or end.
Markup numbered(const Arrow& arrow, int x, int y, bool ends) {
    if (arrow.steps.empty()) return {};
    const std::string text = numbers(arrow.steps);
    const int width = static_cast<int>(columns(text)) * digit_width + 8, left = ends ? x - width : x;
    const Markup ground = element("rect",
                                  {{"class", "fill-paper line-client"},
                                   {"x", std::to_string(left)},
                                   {"y", std::to_string(y - number_height / 2)},
                                   {"width", std::to_string(width)},
                                   {"height", std::to_string(number_height)},
                                   {"rx", std::to_string(number_height / 2)}},
                                  {});
    return ground + "\n" + text_at(left + width / 2, y + 4, "number fill-client", text);
}

const char* class_of(BoxLine::About about) {
    switch (about) {
        case BoxLine::About::refuses:
            return "wire fill-bad";
        case BoxLine::About::way:
            return "wire way fill-client";
        case BoxLine::About::stays:
            break;
    }
    return "wire";
}

Markup drawn_box(const Box& box) {
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
        drawn += text_at(box_x + padding, y += line_height, class_of(line.about), line.said);
    return drawn;
}

/// A label beside an arrow: the verbs above the line, the codes below it.
Markup label(const Arrow& arrow, int x, int y) {
    Markup label;
    const std::vector<std::string> verbs = wrapped(listed(arrow.verbs), label_width);
    int above = y - 5 - label_line * (static_cast<int>(verbs.size()) - 1), below = y;
    for (const std::string& line : verbs) {
        label += text_at(x, above, "wire", line);
        above += label_line;
    }
    for (const std::string& line : wrapped(listed(arrow.codes), label_width))
        label += text_at(x, below += label_line, "wire", line);
    return label;
}

Markup to_next(const Arrow& arrow, const Box& from, const Box& to) {
    const int middle = (from.bottom() + to.top) / 2;
    return path(point("M", center, from.bottom()) + point("L", center, to.top), arrow.taken) +
           text_at(center + 10, middle + 4, "wire",
                   listed(arrow.verbs) + (arrow.codes.empty() ? "" : ": ") + listed(arrow.codes)) +
           numbered(arrow, center - 8, middle - 3, true);
}

/// How many arrows that lead back have been drawn: each has a lane of its own, and an end of its own at each box.
struct Backwards {
    int lanes = 0;
    std::map<std::size_t, int> to;  ///< by boxes
};

Markup back(const Arrow& arrow, const Box& to, int departure, Backwards& drawn) {
    const int lane = first_lane - drawn.lanes++ * lane_distance;
    const int arrival = to.middle() + first_arrival + drawn.to[arrow.to]++ * lane_distance;
    return path(point("M", box_x, departure) + point("L", lane, departure) + point("L", lane, arrival) +
                    point("L", box_x, arrival),
                arrow.taken) +
           label(arrow, label_x, departure) + numbered(arrow, box_x - 4, departure, true);
}

/// What leads to the same box shares a lane; the last box has the outermost.
Markup ahead(const Arrow& arrow, const Box& to, std::size_t boxes_behind, int departure) {
    const int lane = end_lane - static_cast<int>(boxes_behind) * lane_distance;
    return path(point("M", box_right, departure) + point("L", lane, departure) + point("L", lane, to.middle()) +
                    point("L", box_right, to.middle()),
                arrow.taken) +
           label(arrow, box_right + 12, departure) + numbered(arrow, lane - 8, departure, true);
}

}  // namespace

int Box::bottom() const { return top + 2 * padding + line_height * (1 + static_cast<int>(lines.size())); }

void place(StatePicture& picture) {
    int top = first_box;
    for (Box& box : picture.boxes) {
        box.top = top;
        top = box.bottom() + gap;
    }
}

int bottom_of(const StatePicture& picture) { return picture.boxes.back().bottom(); }

Literal style_of_states() { return diagram_style; }

Markup drawn(const StatePicture& picture) {
    Markup drawn =
        element("circle", {{"cx", std::to_string(center)}, {"cy", std::to_string(start_y)}, {"r", "6"}}, {}) + "\n" +
        path(point("M", center, start_y) + point("L", center, first_box), picture.has_way) +
        text_at(center + 10, (start_y + first_box) / 2 + 6, "", picture.language.say("diagram.start"_sentence));
    for (const Box& box : picture.boxes) drawn += drawn_box(box);
    Markup way;  // lies on top
    Backwards backwards;
    for (const Arrow& arrow : picture.arrows) {
        const Box &from = picture.boxes[arrow.from], &to = picture.boxes[arrow.to];
        const int departure = departure_of(picture, arrow);
        (arrow.taken ? way : drawn) += is_back(arrow) ? back(arrow, to, departure, backwards)
                                       : is_to_next(arrow)
                                           ? to_next(arrow, from, to)
                                           : ahead(arrow, to, picture.boxes.size() - 1 - arrow.to, departure);
    }
    return drawn + way;
}

}  // namespace postlab::labs
