#pragma once
#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "labs/course/grading/attempts.h"
#include "labs/course/lab/pattern.h"

namespace postlab::course {

/// Where a pattern has been found.
struct Match {
    std::vector<Citation> lines;                                  ///< of its C lines, and of the last of its S lines
    std::set<std::pair<const EndedSession*, std::size_t>> turns;  ///< the exchanges that it took
    Time from, to;                                                ///< of its first line and its last
};

/// Finds a pattern in recorded sessions. The number of steps is bounded: what takes longer counts as not found, always
/// in the same way, so that no conversation, however it was made, can hold up a judge. One search at a time; one
/// thread.
class Search {
public:
    /// Steps for one pattern: comparisons of a line or a part of it. A class's ordinary sessions take some hundred.
    static constexpr std::size_t most_steps = 500'000;

    using Sessions = std::span<const std::shared_ptr<const EndedSession>>;
    Search(const Pattern& pattern, Sessions sessions);

    void must_last(std::chrono::seconds time) { lasts_ = time; }
    void must_end_within(std::chrono::seconds time) { within_ = time; }
    /// Each C line but the first must have come so soon behind the reply before it that nobody can have read that, or
    /// must not.
    void must_be_sent_ahead(bool ahead) { ahead_ = ahead; }
    /// Only sessions in which this is not found. It outlives the search.
    void without(const Pattern& pattern);
    /// The pattern's last line must be this one, as it was said, without its end.
    void last_line(std::string_view text) { last_line_ = text; }

    /// The next match that shares no exchange with those found before; nothing: there is none.
    std::optional<Match> next();
    /// What came nearest, when there was none: the lines of the longest beginning of the pattern that was found.
    const std::vector<Citation>& nearest() const { return nearest_; }

private:
    /// A place in the attempt: what stands later in the pattern stands later here.
    struct Place {
        Time at;
        std::int64_t conversation;
        std::size_t turn, line;
        auto operator<=>(const Place&) const = default;
    };
    struct Found {
        Place place;
        Time to;
        std::vector<Citation> lines;
        const EndedSession* session;
        std::size_t turn;
    };
    using Exchange = Pattern::Exchange;

    static std::vector<Citation> lines_of(const std::vector<Found>& found);
    bool step() { return ++steps_ <= most_steps; }
    bool go_on(std::size_t exchange);
    bool go_on_in(std::size_t exchange, const EndedSession& session);
    bool take(std::size_t exchange, Found found, const labs::Captures& before);
    bool try_turn(std::size_t exchange, const EndedSession& session, std::size_t turn, bool& matched);
    bool try_tls(std::size_t exchange, const EndedSession& session);
    bool try_end(std::size_t exchange, const EndedSession& session);
    std::optional<std::vector<Citation>> reply(const Exchange& exchange, const EndedSession& session, const Turn& turn,
                                               bool last, Time& to);
    bool matches_command(const Pattern::LineForm& form, std::string_view line);
    bool matches(const Pattern::LineForm& form, std::string_view line);
    bool matches(std::span<const labs::Piece> pieces, std::string_view line);
    bool is_after_last(const Place& place) const { return found_.empty() || found_.back().place < place; }
    bool came_as_wanted(std::size_t exchange, const EndedSession& session, std::size_t turn) const;
    bool long_enough() const;

    const Pattern& pattern_;
    Sessions sessions_;
    std::optional<std::chrono::seconds> lasts_, within_;
    std::optional<bool> ahead_;
    std::optional<std::string> last_line_;
    std::set<const EndedSession*> excluded_;
    bool any_case_ = false;    ///< how the line is compared that is looked at
    bool exhaustive_ = false;  ///< another match of an exchange may succeed where the first one fails
    std::set<std::pair<const EndedSession*, std::size_t>> used_;

    std::size_t spent_ = 0, steps_ = 0;  ///< before the search, and with it
    std::vector<std::pair<int, const EndedSession*>> bound_;
    std::vector<Found> found_;
    std::size_t nearest_exchanges_ = 0;
    std::vector<Citation> nearest_;
    labs::Captures captured_;
};

}  // namespace postlab::course
