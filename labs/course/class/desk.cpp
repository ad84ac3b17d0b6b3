#include "labs/course/class/desk.h"

#include <algorithm>
#include <utility>

#include "labs/course/class/fault_letter.h"
#include "labs/course/grading/desk_text.h"
#include "labs/course/lab/words.h"
#include "labs/text/paragraph.h"
#include "labs/text/visible.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

constexpr std::size_t longest_said = 80;

/// Whether conditions look at answers of that name.
struct Asks {
    const std::string& name;

    bool operator()(const Answer& answer) const { return is_among_names(answer.values); }
    bool operator()(const Cites& cites) const { return is_among_names(cites.of); }
    bool operator()(const Predict& predict) const {
        return std::ranges::any_of(predict.names, [&](const std::string& known) { return lower_case(known) == name; });
    }
    bool operator()(const Classified& quiz) const {
        return std::ranges::any_of(quiz.words,
                                   [&](const auto& known) { return code_matches(lower_case(known.first), name); });
    }
    template <class Other>
    bool operator()(const Other&) const {
        return false;
    }

private:
    template <class Named>
    bool is_among_names(const Named& all) const {
        return std::ranges::any_of(all, [&](const auto& known) { return lower_case(known.first) == name; });
    }
};

bool asks_for(const Lab& lab, const std::string& name) {
    for (const Check& check : lab.checks)
        for (const Condition& condition : check.conditions)
            if (std::visit(Asks{name}, condition)) return true;
    return false;
}

/// What a line of an answer is for the desk of that lab.
DeskLetter::Flaw flaw_of(const std::string& line, const Lab& lab) {
    const auto answer = answer_line(line);
    if (!answer || !asks_for(lab, answer->name)) return DeskLetter::Flaw::line;
    return answer->filled_in ? DeskLetter::Flaw::none : DeskLetter::Flaw::blank;
}

/// What it says, for the desk of that lab.
void read(const DeskText& text, const Lab* lab, DeskLetter& letter) {
    const std::string subject = lower_case(text.subject);
    auto complain = [&](DeskLetter::Flaw flaw, const std::string& said) {
        letter.flaw = flaw;
        std::string shown = labs::visible(said, true);
        letter.said = labs::taken(shown, longest_said);
    };
    if (subject == "start") {
        letter.order = Act::start;
    } else if (subject == "reset") {
        letter.order = Act::reset;
    } else if (subject == "fault") {
        const FaultLetter wanted = fault_letter(text.lines);
        letter.fault = wanted.words;
        if (!wanted.wrong.empty()) complain(DeskLetter::Flaw::fault, wanted.wrong);
    } else if (!text.is_answer()) {
        complain(DeskLetter::Flaw::subject, text.subject);
    } else if (text.lines.empty()) {
        complain(DeskLetter::Flaw::line, text.subject);
    } else if (lab) {
        for (const std::string& line : text.lines)
            if (const auto flaw = flaw_of(line, *lab); flaw != DeskLetter::Flaw::none) return complain(flaw, line);
    }
}

/// Who the letter that the reply `seq` has accepted is from, if the desk is among its recipients.
std::optional<DeskLetter> letter_to_desk(const EndedSession& session, std::uint32_t seq, const TokenReader& tokens) {
    std::optional<DeskLetter> letter;
    unsigned wrong = 0;
    for (const Turn& turn : session.turns) {
        const bool accepted = !turn.reply.empty() && turn.code.starts_with('2');
        if (!turn.reply.empty() && turn.reply.front().seq == seq) return letter;
        if (turn.kind != Turn::Kind::command || turn.said.empty()) continue;
        TokenOwner owner;
        if (turn.verb == "MAIL") letter.reset();
        if (turn.verb != "RCPT" || !accepted) continue;
        if (tokens.find(turn.said[0].text, owner, wrong) && owner.desk)
            letter = {owner.student, owner.lab, {}};
        else if (!letter && names_desk(turn.said[0].text, owner))
            letter = {owner.student, owner.lab, {}, DeskLetter::Flaw::badge};
    }
    return std::nullopt;
}

}  // namespace

std::vector<DeskLetter> desk_letters(const EndedSession& session, const TokenReader& tokens, const Labs& labs) {
    std::vector<DeskLetter> letters;
    for (const Accepted& accepted : session.accepted) {
        auto letter = accepted.to_desk ? letter_to_desk(session, accepted.where.seq, tokens) : std::nullopt;
        if (!letter) continue;
        if (letter->flaw == DeskLetter::Flaw::none) read(*accepted.to_desk, labs.find(letter->lab), *letter);
        letters.push_back(std::move(*letter));
    }
    return letters;
}

}  // namespace postlab::course
