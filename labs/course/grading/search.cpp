#include "labs/course/grading/search.h"

#include <algorithm>
#include <utility>

#include "shared/text/text.h"

namespace postlab::course {

using labs::Piece;

namespace {

/// In so short a time nobody reads a reply and answers it; a line that was pasted comes sooner, be the machine busy.
constexpr std::chrono::milliseconds nobody_reads_as_fast{250};

bool has_names(const Pattern::LineForm& form) {
    return std::ranges::any_of(form.pieces, [](const Piece& piece) { return piece.kind == Piece::Kind::name; });
}

bool has_names(const Pattern& pattern) {
    return std::ranges::any_of(pattern.exchanges(), [](const Pattern::Exchange& exchange) {
        return has_names(exchange.command) ||
               std::ranges::any_of(exchange.reply, [](const Pattern::LineForm& form) { return has_names(form); });
    });
}

/// Where the text stands in the line, from there on; npos: nowhere.
std::size_t find_in(std::string_view line, std::string_view text, std::size_t from, bool any_case) {
    if (!any_case) return line.find(text, from);
    const auto found = std::search(line.begin() + static_cast<std::ptrdiff_t>(from), line.end(), text.begin(),
                                   text.end(), [](char a, char b) { return ascii_lower(a) == ascii_lower(b); });
    return found == line.end() && !text.empty() ? line.npos : static_cast<std::size_t>(found - line.begin());
}

}  // namespace

Search::Search(const Pattern& pattern, Sessions sessions)
    : pattern_(pattern), sessions_(sessions), exhaustive_(has_names(pattern)) {}

void Search::without(const Pattern& pattern) {
    std::size_t spent = 0;  // all of it counts as one search
    for (const auto& session : sessions_) {
        Search one(pattern, std::span(&session, 1));
        one.spent_ = spent;
        if (one.next() || one.steps_ > most_steps) excluded_.insert(session.get());
        spent = one.steps_;
    }
}

std::optional<Match> Search::next() {
    steps_ = spent_;
    bound_.clear();
    found_.clear();
    captured_.clear();
    nearest_exchanges_ = 0;
    nearest_.clear();
    if (lasts_ || within_ || ahead_ || last_line_) exhaustive_ = true;
    if (!go_on(0)) return std::nullopt;
    Match match;
    match.lines = lines_of(found_);
    for (const Found& found : found_) match.turns.emplace(found.session, found.turn);
    match.from = found_.front().place.at;
    match.to = found_.back().to;
    used_.insert(match.turns.begin(), match.turns.end());
    return match;
}

std::vector<Citation> Search::lines_of(const std::vector<Found>& found) {
    std::vector<Citation> lines;
    for (const Found& one : found) lines.insert(lines.end(), one.lines.begin(), one.lines.end());
    return lines;
}

/// Finds the exchange and all behind it; what it had taken it gives back when that fails.
bool Search::go_on(std::size_t exchange) {
    if (exchange == pattern_.exchanges().size()) return long_enough();
    const int connection = pattern_.exchanges()[exchange].connection;
    for (const auto& [number, session] : bound_)
        if (number == connection) return go_on_in(exchange, *session);
    for (const auto& session : sessions_) {
        if (!step() || session->protocol != pattern_.protocol(connection) || excluded_.contains(session.get()))
            continue;
        if (std::ranges::find(bound_, session.get(), &std::pair<int, const EndedSession*>::second) != bound_.end())
            continue;
        bound_.emplace_back(connection, session.get());
        if (go_on_in(exchange, *session)) return true;
        bound_.pop_back();
    }
    return false;
}

bool Search::go_on_in(std::size_t exchange, const EndedSession& session) {
    if (pattern_.exchanges()[exchange].kind == Exchange::Kind::end) return try_end(exchange, session);
    if (pattern_.exchanges()[exchange].kind == Exchange::Kind::tls) return try_tls(exchange, session);
    // The longest match is found from the end.
    const bool backwards = lasts_ && exchange > 0 && exchange + 1 == pattern_.exchanges().size();
    for (std::size_t i = 0; i < session.turns.size(); ++i) {
        bool matched = false;
        if (try_turn(exchange, session, backwards ? session.turns.size() - 1 - i : i, matched)) return true;
        if (steps_ > most_steps || (matched && !exhaustive_)) return false;  // nothing later can do better
    }
    return false;
}

bool Search::try_end(std::size_t exchange, const EndedSession& session) {
    const std::string& how = pattern_.exchanges()[exchange].how;
    const std::size_t last = session.turns.empty() ? 0 : session.turns.size() - 1;
    Found found{{session.ended, session.conversation, session.turns.size(), 0}, session.ended, {}, &session, last};
    if (!step() || (how != "any" && how != session.how) || !is_after_last(found.place)) return false;
    return take(exchange, std::move(found), captured_);
}

/// It begins behind all that was said in its turn.
bool Search::try_tls(std::size_t number, const EndedSession& session) {
    const bool quoted = last_line_ && number + 1 == pattern_.exchanges().size();
    for (std::size_t index = 0; index < session.turns.size(); ++index)
        for (const labs::Utterance& utterance : session.turns[index].utterances) {
            if (!step() || !begins_tls(utterance) || used_.contains({&session, index})) continue;
            if (quoted && !equal_ignoring_case(utterance.tls, *last_line_)) continue;
            const Time at = session.began + utterance.at;
            const Place place{at, session.conversation, index, std::string_view::npos};
            if (!is_after_last(place)) continue;
            if (take(number, {place, at, {{session.conversation, utterance.seq}}, &session, index}, captured_))
                return true;
        }
    return false;
}

bool Search::try_turn(std::size_t number, const EndedSession& session, std::size_t index, bool& matched) {
    const Exchange& exchange = pattern_.exchanges()[number];
    const Turn& turn = session.turns[index];
    const bool no_command = exchange.kind == Exchange::Kind::reply;
    if (!step() || used_.contains({&session, index}) || !came_as_wanted(number, session, index)) return false;
    const bool in_chunk = exchange.kind == Exchange::Kind::content && turn.kind == Turn::Kind::command;
    if (in_chunk && (found_.empty() || found_.back().turn != index)) return false;  // another BDAT's
    const std::span<const Line> lines = no_command                                 ? turn.reply
                                        : exchange.kind == Exchange::Kind::content ? turn.content()
                                                                                   : turn.command();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!step()) return false;
        const Place place{session.time_of(lines[i]), session.conversation, index, no_command ? 0 : i + 1 + in_chunk};
        if (!is_after_last(place)) continue;
        const labs::Captures before = exhaustive_ ? captured_ : labs::Captures();
        Found found{place, place.at, {session.place_of(lines[i])}, &session, index};
        if (no_command || matches_command(exchange.command, lines[i].text)) {
            const bool last = number + 1 == pattern_.exchanges().size();
            if (auto cited = reply(exchange, session, turn, last, found.to)) {
                if (no_command) found.lines.clear();
                found.lines.insert(found.lines.end(), cited->begin(), cited->end());
                matched = true;
                if (take(number, std::move(found), before)) return true;
                if (!exhaustive_) return false;
            }
        }
        captured_ = before;
        if (no_command) return false;
    }
    return false;
}

bool Search::came_as_wanted(std::size_t exchange, const EndedSession& session, std::size_t index) const {
    if (!ahead_ || exchange == 0 || index == 0) return true;
    const Turn &before = session.turns[index - 1], &turn = session.turns[index];
    if (before.reply.empty() || turn.said.empty()) return true;
    return (turn.said.front().at - before.reply.back().at <= nobody_reads_as_fast) == *ahead_;
}

bool Search::take(std::size_t exchange, Found found, const labs::Captures& before) {
    found_.push_back(std::move(found));
    if (found_.size() > nearest_exchanges_) {
        nearest_exchanges_ = found_.size();
        nearest_ = lines_of(found_);
    }
    if (go_on(exchange + 1)) return true;
    found_.pop_back();
    captured_ = before;
    return false;
}

/// The reply's lines in their order; cited is the last of them.
std::optional<std::vector<Citation>> Search::reply(const Exchange& exchange, const EndedSession& session,
                                                   const Turn& turn, bool last, Time& to) {
    std::vector<Citation> cited;
    std::size_t at = 0;
    for (std::size_t i = 0; i < exchange.reply.size(); ++i) {
        const bool quoted = last && last_line_ && i + 1 == exchange.reply.size();
        auto fits = [&](const Line& line) {
            return (!quoted || line.text == *last_line_) && matches(exchange.reply[i], line.text);
        };
        while (at < turn.reply.size() && step() && !fits(turn.reply[at])) ++at;
        if (at == turn.reply.size() || steps_ > most_steps) return std::nullopt;
        to = session.time_of(turn.reply[at]);
        cited.assign(1, session.place_of(turn.reply[at]));
        ++at;
    }
    const bool command_quoted = last && last_line_ && exchange.reply.empty();
    if (command_quoted && (turn.said.empty() || turn.said[0].text != *last_line_)) return std::nullopt;
    return cited;
}

bool Search::long_enough() const {
    const auto time = found_.back().to - found_.front().place.at;
    return (!lasts_ || time >= *lasts_) && (!within_ || time <= *within_);
}

/// What may have been a secret is starred in the record, also where it was a command without an argument.
bool Search::matches_command(const Pattern::LineForm& form, std::string_view line) {
    constexpr std::string_view stars = " ****";
    if (matches(form, line)) return true;
    return line.ends_with(stars) && matches(form, line.substr(0, line.size() - stars.size()));
}

bool Search::matches(const Pattern::LineForm& form, std::string_view line) {
    any_case_ = form.any_case;
    return matches(std::span<const Piece>(form.pieces), line);
}

/// A name captures as little as it can; `...` between two texts reaches as far as the first place where the second
/// stands.
bool Search::matches(std::span<const Piece> pieces, std::string_view line) {
    if (!step()) return false;
    if (pieces.empty()) return line.empty();
    const Piece& piece = pieces.front();
    const auto known = piece.kind == Piece::Kind::name ? captured_.find(piece.text) : captured_.end();
    if (piece.kind == Piece::Kind::literal || known != captured_.end()) {
        const std::string& text = piece.kind == Piece::Kind::literal ? piece.text : known->second;
        const bool here = any_case_ ? starts_ignoring_case(line, text) : line.starts_with(text);
        return here && matches(pieces.subspan(1), line.substr(text.size()));
    }
    const bool name = piece.kind == Piece::Kind::name;
    if (pieces.size() == 1) {
        if (name && line.empty()) return false;
        if (name) captured_[piece.text] = line;
        return true;
    }
    for (std::size_t length = name; length <= line.size() && steps_ <= most_steps; ++length) {
        if (pieces[1].kind == Piece::Kind::literal) {  // go straight to where it can go on
            const std::size_t from = std::exchange(length, find_in(line, pieces[1].text, length, any_case_));
            steps_ += (std::min(length, line.size()) - from) / 32;
            if (length == line.npos) return false;
        }
        if (name) captured_[piece.text] = line.substr(0, length), steps_ += length / 32;
        if (matches(pieces.subspan(1), line.substr(length))) return true;
        if (name) captured_.erase(piece.text);
    }
    return false;
}

}  // namespace postlab::course
