#include "labs/course/class/fault_letter.h"

#include <algorithm>
#include <array>

#include "labs/course/grading/desk_text.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

constexpr std::chrono::seconds longest_delay_asked_for{30};

struct Refusal {
    std::string_view verb, code, row, detail;
};
constexpr std::array<Refusal, 5> refusals_asked_for{{{"RCPT", "451", "rcpt.failed", ""},
                                                     {"RCPT", "452", "rcpt.too_many", "1"},
                                                     {"RCPT", "550", "rcpt.unknown_mailbox", "nobody"},
                                                     {".", "451", "data.failed", ""},
                                                     {".", "452", "data.full", ""}}};

/// Takes a line into the words; false: it says nothing that there is.
bool take_line(const AnswerLine& line, labs::FaultWords& words) {
    const std::string value = lower_case(line.value);
    if (line.name == "cut" && value.starts_with("after "))
        words["cut_after"] = trimmed(value.substr(6));
    else if (line.name == "verb" || line.name == "nth" || line.name == "session" || line.name == "cut" ||
             line.name == "delay" || line.name == "reply")
        words[line.name] = line.name == "verb" ? upper_case(value) : value;
    else
        return false;
    return !value.empty();
}

/// A code becomes the row that the server says it with.
bool find_row(labs::FaultWords& words) {
    const auto found = std::ranges::find_if(refusals_asked_for, [&](const Refusal& one) {
        return one.verb == words["verb"] && one.code == words["reply"];
    });
    if (found == refusals_asked_for.end()) return false;
    words["protocol"] = "smtp";
    words["reply"] = found->row;
    if (!found->detail.empty()) words["detail"] = found->detail;
    return true;
}

/// Whether there is such a fault, and it is none that would keep others waiting.
bool can_be_arranged(const labs::FaultWords& words) {
    try {
        return words.contains("verb") && labs::read_fault(words).injection.delay <= longest_delay_asked_for;
    } catch (const labs::BadFault&) {
        return false;
    }
}

}  // namespace

FaultLetter fault_letter(const std::vector<std::string>& lines) {
    FaultLetter letter;
    for (const std::string& text : lines) {
        const auto line = answer_line(text);
        if (!line || !take_line(*line, letter.words)) return {{}, text};
    }
    if (lines.empty()) return letter;
    const bool has_row = !letter.words.contains("reply") || find_row(letter.words);
    letter.words.emplace("session", "1");
    if (!has_row || !can_be_arranged(letter.words)) return {{}, joined(lines, "; ")};
    return letter;
}

}  // namespace postlab::course
