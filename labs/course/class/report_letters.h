#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "labs/course/class/course.h"
#include "labs/course/grading/grade_book.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::course {

/// The name that opens a student's report maildrop, "s017+desk", and whose one that name opens, in any case; nothing:
/// it opens none.
std::string report_name(std::string_view student);
std::optional<std::string> report_owner(std::string_view name);

/// One letter of a report maildrop.
struct ReportLetter {
    std::string text;       ///< as RETR sends it
    std::string unique_id;  ///< "L03.2.57.status.7q4k93xd": of which attempt and conversation, and a digest of the text
    std::uint64_t id;       ///< store::Message::id: of a range that no letter of the store has
};

/// Hints that are read with the second letter, to be noted when it is.
struct HintsTaken {
    std::string student, lab;
    unsigned attempt = 0;
    std::vector<std::string> hints;
};

/// What a student finds in their report maildrop, in their language: first how far they are, with what is missing, why,
/// and the lines that say so; then the hints that are open, their receipts, and their last conversations, the newest
/// first, explained line by line. In an exam the first letter alone, which says then what holds and nothing more. The
/// same record makes the same letters, to the octet.
///
/// One thread, as the course, which outlives it. Throws std::runtime_error.
class ReportLetters {
public:
    static constexpr std::size_t most_conversations = 8;
    static constexpr std::size_t most_octets = 32 << 10;  ///< of one conversation's letter; the rest is left out
    static constexpr std::size_t most_events = 1000;      ///< of a conversation that are looked at

    ReportLetters(Course& course, std::shared_ptr<const Labs> labs) : course_(course), labs_(std::move(labs)) {}

    struct Maildrop {
        std::vector<ReportLetter> letters;
        std::optional<std::size_t> hints_at;  ///< index of the letter with hints
        HintsTaken hints;
    };
    /// `conversations`: the student's last ones, the newest at the end.
    Maildrop of(const Student& student, std::span<const std::int64_t> conversations);
    /// They count as taken, as those of `postlab lab hint`.
    void note(const HintsTaken& taken, Time now);

private:
    struct Draft;

    std::string say(const std::string& key, const Student& student, const Values& values = {}) const;
    Draft status(const Student& student, const std::map<GradeBook::Key, Grade>& grades);
    void add_hints(const Student& student, const Grade& grade, std::vector<Draft>& drafts, HintsTaken& hints);
    void add_receipts(const Student& student, const std::map<GradeBook::Key, Grade>& grades,
                      std::vector<Draft>& drafts);
    void add_conversation(const Student& student, std::int64_t id, std::vector<Draft>& drafts);
    std::string contents(const Student& student, const std::vector<Draft>& drafts) const;
    ReportLetter letter(const Student& student, Draft draft);

    Course& course_;
    const std::shared_ptr<const Labs> labs_;
    std::optional<store::TranscriptReader> reader_;
};

}  // namespace postlab::course
