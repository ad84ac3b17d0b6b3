#pragma once
#include <algorithm>
#include <string>

#include "labs/course/class/course.h"
#include "labs/course/class/course_labs.h"
#include "labs/language/language.h"
#include "labs/language/sentences.h"
#include "shared/program/program_command.h"
#include "shared/text/text.h"

namespace postlab::course {

inline const Option labs_option{"labs", "DIR", "a folder of your own labs; the course remembers it"};
inline const Option student_option{"student", "ID", "who; not needed where the roster has only one"};
inline const Option language_option{"lang", "LANG", "the language: en, zh, ru, or another one of your own labs"};

/// The labs of the course, with those in the folder that --labs names, which it remembers from then on; where there is
/// no course, those that came with the program. Throws UsageError, and LabErrors.
inline Labs labs_of(const CommandLine& line) {
    const std::filesystem::path directory = data_directory(line);
    const std::string named = line.value("labs", "");
    Labs labs = read_course_labs(directory, named);
    if (Course::exists(directory)) remember_labs_folder(directory, named);
    return labs;
}

/// "L07", "l7" or "7". Throws UsageError.
inline const Lab& lab_named(const Labs& of, const std::string& id) {
    if (const Lab* found = of.find(id)) return *found;
    using labs::operator""_sentence;
    throw UsageError(of.chosen ? "course.not_in_course"_sentence : "course.no_lab"_sentence, {id});
}

/// What --lang says. Throws UsageError for a language that no lab speaks.
inline std::string language_of(const CommandLine& line, const Labs& of, const std::string& otherwise) {
    if (!line.has("lang")) return otherwise;
    const std::string language = lower_case(line.value("lang", ""));
    const auto speaks = [&](const Lab& lab) { return lab.strings.speaks(language); };
    if (of.common.speaks(language) || std::ranges::any_of(of.labs, speaks)) return language;
    using labs::operator""_sentence;
    throw UsageError("course.no_language"_sentence, {language, list_of(of.common.languages())});
}

/// The language of what the program itself says beside that: English where the labs alone speak the other one.
inline const labs::Language& program_language(const CommandLine& line, const Labs& of) {
    return labs::Language::of(language_of(line, of, labs::language_of_locale().code()));
}

}  // namespace postlab::course
