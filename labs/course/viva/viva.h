#pragma once
#include <string>
#include <vector>

#include "labs/course/viva/question.h"
#include "shared/program/program_command.h"

namespace postlab::course {

/// At most so many questions out of these sessions, each of another kind as far as they go. Which kinds come first
/// depends on who is asked, so that neighbours are asked other things; the same record gives the same questions.
std::vector<Question> questions_for(const std::string& student, const std::vector<StudentSession>& sessions,
                                    std::size_t most = 5);

/// `postlab viva ID`
ProgramCommand viva_command();

}  // namespace postlab::course
