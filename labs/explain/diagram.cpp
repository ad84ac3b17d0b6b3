#include "labs/explain/diagram.h"

#include <algorithm>

#include "labs/catalogue/in_language.h"
#include "labs/catalogue/transitions.h"
#include "labs/explain/state_picture.h"
#include "labs/language/sentences.h"
#include "labs/text/paragraph.h"
#include "labs/text/svg.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

using Names = StatePicture::Names;
using Box = StatePicture::Box;
using BoxLine = StatePicture::BoxLine;
using Arrow = StatePicture::Arrow;

constexpr std::size_t most_way_lines = 3;  // of a box
constexpr int left_margin = 55, reply_height = 15;

void add(Names& names, std::string_view name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

// ---------------------------------------------------------------------------------- what there is to draw

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
        for (const std::string& line : wrapped(said, state_box_width - 4)) {
            lines.push_back({refuses ? BoxLine::About::refuses : BoxLine::About::stays, indent + line});
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
        boxes.push_back({state, passing, std::move(lines)});
    };
    for (std::size_t column = 0; column < tables.states.size(); ++column)
        put(tables.states[column], false, lines_of(tables, column, language));
    for (const PassingState& state : passing_states(tables.protocol)) {
        std::vector<BoxLine> lines;
        for (const std::string& line : wrapped(purpose(tables, state, language), state_box_width))
            lines.push_back({BoxLine::About::stays, line});
        put(state.name, true, std::move(lines));
    }
    put(closed, true, {{BoxLine::About::stays, language.say("diagram.closed"_sentence)}});
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

void add(StatePicture& picture, const Tables& tables, std::size_t from, const Transition& transition) {
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

StatePicture picture_of(const Tables& tables, const Language& language) {
    StatePicture picture{language, boxes_of(tables, language), {}, {}};
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

// ------------------------------------------------------------------------------------------------- the way

std::size_t box_of(const StatePicture& picture, std::string_view state) {
    const auto found = std::ranges::find(picture.boxes, state, &Box::state);
    return static_cast<std::size_t>(found - picture.boxes.begin());
}

/// "3 RCPT 503"
std::string in_short(const StatePath::Step& step, const Language& language) {
    const std::string said = step.letter ? language.say("diagram.dot"_sentence) : step.verb.empty() ? "?" : step.verb;
    return std::to_string(step.number) + " " + said + (step.code.empty() ? "" : " " + step.code);
}

/// What was said in a state and led nowhere else.
void add_lines(Box& box, const Sentence& what, const std::vector<std::string>& steps, const Language& language) {
    if (steps.empty()) return;
    std::string indent;
    std::vector<std::string> lines = wrapped(language.say(what, {joined(steps, ", ")}), state_box_width - 4);
    if (lines.size() > most_way_lines) lines.resize(most_way_lines), lines.back() += " …";
    for (const std::string& line : lines) {
        box.lines.push_back({BoxLine::About::way, indent + line});
        indent = "    ";
    }
}

void add_way_in(Box& box, const StatePath& way, const Language& language) {
    std::vector<std::string> taken, refused;
    for (const StatePath::Step& step : way.steps)
        if (step.from == box.state && step.to == box.state)
            (step.refused ? refused : taken).push_back(in_short(step, language));
    add_lines(box, "diagram.said_here"_sentence, taken, language);
    add_lines(box, "diagram.refused_here"_sentence, refused, language);
    const bool ends = way.end() == box.state && box.state != closed;
    if (ends && way.how != "quit") add_lines(box, "diagram.ends_here"_sentence, {way.how}, language);
}

void take(StatePicture& picture, std::string_view from, std::string_view to, std::size_t number) {
    for (Arrow& arrow : picture.arrows)
        if (arrow.from == box_of(picture, from) && arrow.to == box_of(picture, to)) {
            arrow.taken = true;
            if (number > 0) arrow.steps.push_back(number);
        }
}

void add_way(StatePicture& picture, const StatePath& way) {
    picture.has_way = true;
    for (Box& box : picture.boxes) add_way_in(box, way, picture.language);
    for (const StatePath::Step& step : way.steps)
        if (step.from != step.to) take(picture, step.from, step.to, step.number);
    const std::string_view end = way.end();
    for (const Transition& transition : transitions(Protocol::pop3))
        if (!transition.reply && transition.from == end) take(picture, end, transition.to, 0);  // by itself
}

std::string in_words(const StatePath& way, const Language& language) {
    std::string words;
    for (const StatePath::Step& step : way.steps)
        words += language.say(step.from == step.to ? "diagram.step_stays"_sentence : "diagram.step"_sentence,
                              {in_short(step, language), step.from, step.to}) +
                 " ";
    return words;
}

// ------------------------------------------------------------------------------------------------- all of it

/// The picture in words, for those who can't see it.
std::string description(const StatePicture& picture) {
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

std::string state_diagram(Protocol protocol, const Language& language, const StatePath* way) {
    const Tables& tables = labs::tables(protocol);
    StatePicture states = picture_of(tables, language);
    if (way) add_way(states, *way);
    place(states);
    std::string title = language.say("diagram.title"_sentence, {tables.name, task(tables, language)});
    std::string how_to_read = language.say("diagram.how_to_read"_sentence), words;
    if (way) {
        const std::string id = std::to_string(way->conversation);
        title = language.say("diagram.way_title"_sentence, {tables.name, id});
        how_to_read = language.say("diagram.way_how_to_read"_sentence);
        words = in_words(*way, language);
    }
    int y = bottom_of(states) + 24;
    Markup body = text_at(24, 30, "title", title) + text_at(24, 50, "", how_to_read) + drawn(states) +
                  text_at(left_margin, y, "", language.say("diagram.any_time"_sentence));
    for (const std::string& reply : states.any_time) body += text_at(left_margin, y += reply_height, "wire", reply);
    return picture(y + 16, title, words + description(states), style_of_states(), body).str();
}

}  // namespace postlab::labs
