#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labs/course/grading/judge.h"
#include "labs/language/language.h"

/// Trying a lab out, all in memory: what its author, `postlab lab check` and the tests want to know of it, said in
/// `language`, which outlives the call.
namespace postlab::course {

/// A dialogue, played as student s017 would who has just started the lab: the maildrop holds the fixture, the faults
/// are in place, classmates are s018 and s019, the pass phrase is "two words".
struct PlayedDialogue {
    std::string complaint;  ///< why the dialogue did not go as written; empty: it did
    std::vector<labs::Conversation> conversations;
    std::optional<Verdict> verdict;  ///< the one that solved it, else the last one; none: no session counted
};
/// Throws labs::DialogueError, and std::runtime_error for $names without a value.
PlayedDialogue play_as_student(const Labs& labs, const Lab& lab, std::string_view text, const std::string& name,
                               labs::Protocol protocol, int first_line = 1,
                               const labs::Language& language = labs::Language::english());

/// What is wrong with the lab's dialogues: the solution must go as written, solve the lab and make no mistake that it
/// knows; each dialogue of mistakes/ must go as written, not solve it, and be recognised; the handout's must go as
/// written, in every language that the lab has; parameters must differ from student to student. A few lines for each;
/// empty: it works.
std::vector<std::string> flaws_of_solution(const Labs& labs, const Lab& lab,
                                           const labs::Language& language = labs::Language::english());
std::vector<std::string> flaws_of_mistakes(const Labs& labs, const Lab& lab,
                                           const labs::Language& language = labs::Language::english());
std::vector<std::string> flaws_of_handout(const Labs& labs, const Lab& lab,
                                          const labs::Language& language = labs::Language::english());
std::vector<std::string> flaws_of_parameters(const Lab& lab,
                                             const labs::Language& language = labs::Language::english());
/// Checks that everybody passes: who does nothing, and who makes any of the lab's mistakes.
std::vector<std::string> flaws_of_checks(const Labs& labs, const Lab& lab,
                                         const labs::Language& language = labs::Language::english());
/// No flaw: what students of other languages read in English, a line for each language.
std::vector<std::string> said_in_english(const Labs& labs, const Lab& lab,
                                         const labs::Language& language = labs::Language::english());

/// The recorded line that a citation means: "conversation 2, C: TOP 5".
std::string cited_line(const std::vector<labs::Conversation>& conversations, const Citation& citation,
                       const labs::Language& language = labs::Language::english());

}  // namespace postlab::course
