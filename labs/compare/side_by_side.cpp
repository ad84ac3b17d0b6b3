#include "labs/compare/side_by_side.h"

#include <Poco/NumberFormatter.h>

#include <algorithm>

#include "labs/dialogue/reply_difference.h"
#include "labs/language/sentences.h"

namespace postlab::labs {

namespace {

using Row = ComparePage::Row;
using Milliseconds = std::chrono::duration<double, std::milli>;

std::string numbered(std::size_t index, std::string_view title) {
    return std::to_string(index + 1) + ". " + std::string(title);
}
std::string title(std::size_t scenario, const Language& language) {
    return numbered(scenario, title_in(scenarios()[scenario], language));
}

void put(const Moment& moment, std::vector<ComparePage::Line>& lines) {
    const std::string number = moment.connection == 1 ? "" : std::to_string(moment.connection);
    if (moment.kind == Moment::Kind::other) lines.push_back({"", moment.text});
    if (moment.kind == Moment::Kind::other) return;
    const std::string who = (moment.kind == Moment::Kind::said ? "C" : "S") + number;
    for (std::size_t at = 0; at < moment.text.size();) {
        const std::size_t end = std::min(moment.text.find('\n', at), moment.text.size() - 1) + 1;
        std::string line = moment.text.substr(at, end - at);
        if (line.ends_with("\r\n")) line.resize(line.size() - 2);
        lines.push_back({who, line});
        at = end;
    }
}

Row row_of(const std::vector<Moment>& left, const std::vector<Moment>& right) {
    Row row;
    for (const Moment& moment : left) put(moment, row.left);
    for (const Moment& moment : right) put(moment, row.right);
    return row;
}

// ------------------------------------------------------------------------------------------ two servers

std::string in_ms(Milliseconds time) {
    return Poco::NumberFormatter::format(time.count(), time.count() < 10 ? 2 : 0) + " ms";
}

Milliseconds median(std::vector<Milliseconds> times) {
    if (times.empty()) return {};
    std::ranges::nth_element(times, times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2));
    return times[times.size() / 2];
}

bool is_reply_at(const std::vector<Moment>& moments, std::size_t i) {
    return i < moments.size() && moments[i].kind == Moment::Kind::answered;
}

/// The same reply in every round.
std::vector<Milliseconds> times(const std::vector<Played>& rounds, Protocol protocol, std::size_t scenario,
                                std::size_t moment) {
    std::vector<Milliseconds> times;
    for (const Played& round : rounds) {
        const std::vector<Moment>& moments = round.in(protocol)[scenario];
        if (is_reply_at(moments, moment)) times.push_back(moments[moment].took);
    }
    return times;
}

/// Counts while it lays two servers' moments beside each other.
class Differences {
public:
    Differences(Protocol protocol, const std::vector<Played>& ours, const std::vector<Played>& theirs)
        : protocol_(protocol), ours_(ours), theirs_(theirs) {}

    std::vector<Row> rows(std::size_t scenario) {
        std::vector<Row> rows;
        const std::vector<Moment>&left = ours_[0].in(protocol_)[scenario], &right = theirs_[0].in(protocol_)[scenario];
        bool was_reply = true;
        for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
            const bool is_reply = is_reply_at(left, i) || is_reply_at(right, i);
            if (is_reply || was_reply) rows.emplace_back();  // what leads to a reply stands in one row
            was_reply = is_reply;
            Row& row = rows.back();
            if (i < left.size()) put_timed(ours_, scenario, i, row.left, our_times_);
            if (i < right.size()) put_timed(theirs_, scenario, i, row.right, their_times_);
            if (is_reply_at(left, i) && is_reply_at(right, i)) row.mark = mark(left[i], right[i]);
        }
        return rows;
    }

    std::string summary(const Language& language) const {
        const std::string all = std::to_string(same_ + words_ + codes_), same = std::to_string(same_),
                          words = std::to_string(words_), codes = std::to_string(codes_);
        return language.say("compare.summary"_sentence, {all, same, words, codes, std::to_string(ours_.size()),
                                                         in_ms(median(our_times_)), in_ms(median(their_times_))});
    }

private:
    void put_timed(const std::vector<Played>& rounds, std::size_t scenario, std::size_t moment,
                   std::vector<ComparePage::Line>& lines, std::vector<Milliseconds>& all) const {
        const std::vector<Moment>& moments = rounds[0].in(protocol_)[scenario];
        put(moments[moment], lines);
        if (!is_reply_at(moments, moment)) return;
        all.push_back(median(times(rounds, protocol_, scenario, moment)));
        lines.push_back({"", in_ms(all.back())});
    }

    std::string mark(const Moment& left, const Moment& right) {
        using Kind = ReplyDifference::Kind;
        const Kind kind = compare_replies(left.text, right.text, protocol_, left.verb).kind;
        if (kind == Kind::code) return ++codes_, "≠";
        if (kind == Kind::text) return ++words_, "~";
        return ++same_, "=";
    }

    const Protocol protocol_;
    const std::vector<Played>&ours_, &theirs_;
    int same_ = 0, words_ = 0, codes_ = 0;
    std::vector<Milliseconds> our_times_, their_times_;
};

}  // namespace

ComparePage::Sheet side_by_side(const Played& played, const Language& language) {
    ComparePage::Sheet sheet{language.say("compare.smtp"_sentence), language.say("compare.pop3"_sentence), {}};
    for (std::size_t i = 0; i < scenarios().size(); ++i)
        sheet.parts.push_back({title(i, language),
                               {row_of(played.smtp[i], played.pop3[i])},
                               std::string(remark_in(scenarios()[i], language))});
    return sheet;
}

ComparePage::Sheet side_by_side(const AncestorPlayed& played, const Language& language) {
    ComparePage::Sheet sheet{language.say("compare.pop3"_sentence), language.say("compare.pop2"_sentence), {}};
    for (const auto& [scenario, pop3, pop2] : played.scenes)
        sheet.parts.push_back({numbered(sheet.parts.size(), title_in(scenario, language)),
                               {row_of(pop3, pop2)},
                               std::string(remark_in(scenario, language))});
    return sheet;
}

ComparePage::Sheet differences(Protocol protocol, const std::vector<Played>& ours, const std::vector<Played>& theirs,
                               const Language& language) {
    ComparePage::Sheet sheet;
    Differences found(protocol, ours, theirs);
    for (std::size_t i = 0; i < scenarios().size(); ++i) sheet.parts.push_back({title(i, language), found.rows(i)});
    sheet.summary = found.summary(language);
    return sheet;
}

}  // namespace postlab::labs
