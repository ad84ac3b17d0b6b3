#include <algorithm>

#include "labs/dialogue/reply_difference.h"
#include "labs/language/sentences.h"
#include "labs/whatif/what_if.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

using Cell = std::vector<ComparePage::Line>;
using Row = ComparePage::Row;
using Exchange = Rerun::Exchange;

constexpr std::size_t most_lines = 8, most_rows = 12;  // of a cell, and behind a line that drops

std::string without_end(std::string_view line) {
    return std::string(line.substr(0, line.find_last_not_of("\r\n") + 1));
}

void add_lines(Cell& cell, const char* who, std::string_view octets) {
    while (!octets.empty()) {
        const std::size_t end = std::min(octets.find('\n'), octets.size() - 1) + 1;
        cell.push_back({who, without_end(octets.substr(0, end))});
        octets.remove_prefix(end);
    }
}

/// One side's way from the fork on, and beside it the other's.
class Rows {
public:
    Rows(const Recorded& recorded, const Rerun& rerun, const Alteration& alteration, const Language& language)
        : recorded_(recorded), rerun_(rerun), alteration_(alteration), language_(language) {}

    std::vector<Row> all() {
        const std::size_t common = recorded_.last_common_line(alteration_);
        const std::size_t fork = common == 0 ? 0 : recorded_.turn_of(common);
        for (std::size_t turn = fork == 0 ? 0 : fork - 1; turn < recorded_.turns.size(); ++turn) add(turn);
        if (rerun_.how == "drop" && !alteration_.drop_after)
            rows_.back().right.push_back(words("whatif.hangs_up"_sentence));
        return shortened(std::move(rows_));
    }
    std::size_t first_line() const {
        const std::size_t common = recorded_.last_common_line(alteration_);
        const std::size_t fork = common == 0 ? 0 : recorded_.turn_of(common);
        return number_of(recorded_.turns[fork == 0 ? 0 : fork - 1]);
    }

private:
    ComparePage::Line words(const Sentence& sentence, std::vector<Phrase> details = {}) const {
        return {"", language_.say(sentence, std::move(details))};
    }

    std::size_t number_of(const Turn& turn) const {
        const auto& lines = turn.said.empty() ? turn.reply : turn.said;
        return lines.empty() ? 1 : number_of(lines.front());
    }
    std::size_t number_of(const Line& line) const {
        return static_cast<std::size_t>(&line - recorded_.turns.lines().data()) + 1;
    }

    Cell cell_of(const Turn& turn, std::size_t last_line) const {
        Cell cell;
        for (const Utterance& utterance : turn.utterances)
            for (const Line& line : utterance.lines)
                if (const std::size_t number = number_of(line); number <= last_line)
                    cell.push_back({utterance.direction == Direction::client ? "C" : "S", without_end(line.bytes)});
        return cell;
    }
    /// Its lines as they are counted.
    Cell numbered(const Turn& turn) const {
        Cell cell = cell_of(turn, recorded_.lines());
        std::size_t number = number_of(turn);
        for (ComparePage::Line& line : cell) line.who.insert(0, std::to_string(number++) + " ");
        return cell;
    }

    const Exchange* exchange_of(std::optional<std::size_t> turn) const {
        const auto found = std::ranges::find(rerun_.exchanges, turn, &Exchange::turn);
        return found == rerun_.exchanges.end() ? nullptr : &*found;
    }

    void add(std::size_t index) {
        const Turn& turn = recorded_.turns[index];
        const Cell left = numbered(turn);
        const Exchange* addition =
            alteration_.say_at && recorded_.turn_of(*alteration_.say_at) == index ? exchange_of(std::nullopt) : nullptr;
        const bool replaced = addition != nullptr && exchange_of(index) == nullptr;
        Cell right = replaced ? cell_of(*addition) : right_of(index);
        const bool dropped = drops_in(index);
        if (dropped) right.push_back(words("whatif.drops"_sentence));
        rows_.push_back({left, right, replaced || dropped ? "" : mark_of(index)});
        if (addition != nullptr && !replaced) rows_.push_back({{}, cell_of(*addition), ""});
    }

    static Cell cell_of(const Exchange& exchange) {
        Cell cell;
        add_lines(cell, "C", exchange.said);
        add_lines(cell, "S", exchange.heard);
        return cell;
    }

    bool drops_in(std::size_t turn) const {
        return alteration_.drop_after && recorded_.turn_of(*alteration_.drop_after) == turn;
    }
    bool is_behind_drop(std::size_t turn) const {
        return alteration_.drop_after && recorded_.turn_of(*alteration_.drop_after) < turn;
    }

    /// Where nothing is otherwise yet it is what was recorded, line by line as it was heard.
    Cell right_of(std::size_t index) const {
        if (is_behind_drop(index)) return {};
        const std::size_t common = recorded_.last_common_line(alteration_);
        const bool is_common = drops_in(index) && common == *alteration_.drop_after;
        if (is_common) return cell_of(recorded_.turns[index], common);
        const Exchange* exchange = exchange_of(index);
        if (exchange != nullptr) return cell_of(*exchange);
        const Exchange& last = rerun_.exchanges.back();
        const bool closed = rerun_.how != "drop" && (!last.turn || *last.turn < index);
        return {words(closed ? "whatif.closed"_sentence : "whatif.not_said"_sentence)};
    }

    std::string mark_of(std::size_t index) const {
        const Exchange* exchange = exchange_of(index);
        if (exchange == nullptr || is_behind_drop(index)) return "";
        const Turn& turn = recorded_.turns[index];
        using Kind = ReplyDifference::Kind;
        const Kind kind = compare_replies(bytes_of(turn.reply), exchange->heard, recorded_.conversation.protocol(),
                                          turn.kind == Turn::Kind::greeting ? "" : turn.verb)
                              .kind;
        return kind == Kind::code ? "≠" : kind == Kind::text ? "~" : "=";
    }

    void shorten(Cell& cell) const {
        if (cell.size() <= most_lines) return;
        const std::size_t out = cell.size() - most_lines + 1;
        cell.erase(cell.begin() + most_lines - 3, cell.begin() + static_cast<std::ptrdiff_t>(most_lines - 3 + out));
        cell.insert(cell.begin() + most_lines - 3, words("whatif.more"_sentence, {std::to_string(out)}));
    }

    /// Without what is alike behind the fork, and what nobody reads behind a line that has dropped.
    std::vector<Row> shortened(std::vector<Row> rows) const {
        std::vector<Row> kept;
        std::size_t alike = 0, unread = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const bool last = i + 1 == rows.size();
            alike += rows[i].mark == "=" && i > 1 && !last;
            unread += rows[i].right.empty() && i > most_rows && !last;
            if (!last && ((rows[i].mark == "=" && i > 1) || (rows[i].right.empty() && i > most_rows))) continue;
            if (alike > 0) kept.push_back({{words("whatif.alike"_sentence, {std::to_string(alike)})}, {}, ""});
            if (unread > 0) kept.push_back({{words("whatif.unread"_sentence, {std::to_string(unread)})}, {}, ""});
            alike = unread = 0;
            kept.push_back(std::move(rows[i]));
        }
        for (Row& row : kept) shorten(row.left), shorten(row.right);
        return kept;
    }

    const Recorded& recorded_;
    const Rerun& rerun_;
    const Alteration& alteration_;
    const Language& language_;
    std::vector<Row> rows_;
};

const Sentence& fate_in_words(Ending::Fate fate) {
    switch (fate) {
        case Ending::Fate::there:
            return "whatif.there"_sentence;
        case Ending::Fate::unmarked:
            return "whatif.unmarked"_sentence;
        case Ending::Fate::removed:
            break;
    }
    return "whatif.removed"_sentence;
}

Cell cell_of(const Ending& ending, std::size_t letter, const Language& language) {
    if (letter >= ending.letters.size()) return {};
    const Ending::Letter& one = ending.letters[letter];
    return {{std::to_string(one.number), language.say(fate_in_words(one.fate), {std::to_string(one.id)})}};
}

/// Whether a letter is shown of which no more than its size is known.
bool shows_made_up(const WhatIf& what_if, const Rerun& rerun) {
    return std::ranges::any_of(rerun.record.events, [&](const RecordedEvent& event) {
        if (event.reply != "retr.ok" && event.reply != "top.ok") return false;
        return std::ranges::any_of(what_if.letters(), [&](const LetterThen& letter) {
            return letter.made_up && event.messages == std::to_string(letter.id);
        });
    });
}

/// The maildrop, letter by letter.
ComparePage::Part maildrop(const Ending& then, const Ending& otherwise, const Language& language) {
    const std::string& mailbox = then.mailbox.empty() ? otherwise.mailbox : then.mailbox;
    ComparePage::Part part{language.say("whatif.maildrop"_sentence, {mailbox}), {}, ""};
    const std::size_t count = std::max(then.letters.size(), otherwise.letters.size());
    for (std::size_t i = 0; i < count; ++i) {
        Row row{cell_of(then, i, language), cell_of(otherwise, i, language), ""};
        const bool both = !row.left.empty() && !row.right.empty();
        row.mark = !both ? "" : then.letters[i] == otherwise.letters[i] ? "=" : "≠";
        part.rows.push_back(std::move(row));
    }
    if (mailbox.empty()) part.title = language.say("whatif.no_maildrop"_sentence);
    if (count == 0 && !mailbox.empty()) part.remark = language.say("whatif.empty"_sentence);
    return part;
}

Cell delivered(const Ending& ending, const Language& language) {
    Cell cell;
    for (const Ending::Delivery& one : ending.delivered) {
        const std::string octets = std::to_string(one.octets), id = std::to_string(one.id);
        const Sentence& said = one.id == 0 ? "whatif.delivered_new"_sentence : "whatif.delivered"_sentence;
        cell.push_back({"", language.say(said, {one.mailboxes, octets, id})});
    }
    if (cell.empty()) cell.push_back({"", language.say("whatif.none_delivered"_sentence)});
    return cell;
}

}  // namespace

std::string in_words(const Alteration& wanted, const Recorded& recorded, const Language& language) {
    std::vector<std::string> parts;
    if (!wanted.without.empty()) parts.push_back(language.say("whatif.without"_sentence, {wanted.without}));
    if (wanted.say_at) {
        const bool replaces = std::ranges::any_of(
            recorded.said(), [&](const Recorded::ClientLine& said) { return said.number == *wanted.say_at; });
        parts.push_back(language.say(replaces ? "whatif.say"_sentence : "whatif.add"_sentence,
                                     {wanted.text, std::to_string(*wanted.say_at)}));
    }
    if (wanted.drop_after) parts.push_back(language.say("whatif.drop"_sentence, {std::to_string(*wanted.drop_after)}));
    std::string all = parts[0];
    for (std::size_t i = 1; i < parts.size(); ++i) all = language.say("whatif.and"_sentence, {all, parts[i]});
    return all;
}

ComparePage what_if_page(const WhatIf& what_if, const WhatIf::Outcome& otherwise, const Alteration& alteration,
                         const Language& language) {
    const Recorded& recorded = what_if.recorded();
    const Ending &then = what_if.as_it_was(), &now = otherwise.ending;
    ComparePage::Sheet sheet{language.say("whatif.then"_sentence), language.say("whatif.otherwise"_sentence), {}, ""};
    Rows rows(recorded, otherwise.rerun, alteration, language);
    const std::string from = std::to_string(rows.first_line());
    sheet.parts.push_back({language.say("whatif.said"_sentence, {from}), rows.all(), ""});
    if (recorded.conversation.protocol() == Protocol::pop3) {
        if (shows_made_up(what_if, otherwise.rerun)) sheet.parts[0].remark = language.say("whatif.made_up"_sentence);
        sheet.parts.push_back(maildrop(then, now, language));
    } else {
        const bool same = then.delivered == now.delivered;
        sheet.parts.push_back({language.say("whatif.letters"_sentence),
                               {{delivered(then, language), delivered(now, language), same ? "=" : "≠"}},
                               ""});
    }
    sheet.summary = language.say("whatif.why"_sentence, {language.say(*now.why)});
    if (now.leaves_the_same_as(then)) sheet.summary = language.say("whatif.same"_sentence) + " " + sheet.summary;
    const std::string question = in_words(alteration, recorded, language);
    return {language.say("whatif.title"_sentence, {recorded.id(), question}), {std::move(sheet)}, language.code()};
}

}  // namespace postlab::labs
