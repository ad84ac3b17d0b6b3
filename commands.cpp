#include "commands.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <string_view>

#include "labs/client/health.h"
#include "labs/client/play.h"
#include "labs/client/status.h"
#include "labs/client/talk.h"
#include "labs/compare/compare.h"
#include "labs/course/class_command.h"
#include "labs/course/course_command.h"
#include "labs/course/give_command.h"
#include "labs/course/grade_command.h"
#include "labs/course/lab_command.h"
#include "labs/course/roster_command.h"
#include "labs/course/viva/viva.h"
#include "labs/course/watch_command.h"
#include "labs/explain/explain.h"
#include "labs/faults/fault_command.h"
#include "labs/record/replay.h"
#include "labs/record/transcript_view.h"
#include "labs/screen/web_command.h"
#include "labs/text/standard_output.h"
#include "labs/whatif/what_if.h"
#include "serve.h"
#include "upkeep_command.h"
#include "user_command.h"

namespace postlab {

namespace {

ProgramCommand help_command() {
    return {"help",
            "[COMMAND...]",
            "this list; help COMMAND tells more, --version which one this is",
            {{"as", "text|md|man|bash|zsh|po",
              "all commands: as pages, for a shell to complete them, or to be translated (text)"},
             labs::language_option},
            "postlab help lab start",
            [](const CommandLine& line, std::ostream& out, std::ostream&) {
                out << labs::manual(commands(), line.value("as", "text"), line.words(), labs::language_in(line));
                return 0;
            },
            "COMMAND --help prints the same. The man page, docs/reference.md and the completion for bash and zsh that "
            "come with the program are made by --as."};
}

std::vector<ProgramCommand> joined(const std::vector<std::vector<ProgramCommand>>& some) {
    std::vector<ProgramCommand> all;
    for (const auto& few : some) all.insert(all.end(), few.begin(), few.end());
    return all;
}

/// Whose output is complete, is read from its beginning, and may be longer than a screen.
constexpr std::array<std::string_view, 16> paged{
    "explain",   "compare",     "help",     "transcript list", "transcript show", "transcript message", "fault list",
    "user list", "roster list", "lab list", "lab show",        "lab values",      "lab status",         "lab hint",
    "course",    "grade"};

std::vector<labs::CommandGroup> as_read_at_a_terminal(std::vector<labs::CommandGroup> groups) {
    for (labs::CommandGroup& group : groups)
        for (ProgramCommand& command : group.commands) {
            command.pages = std::ranges::find(paged, command.name) != paged.end();
            for (const Option& option : {labs::color_option, labs::no_pager_option}) command.options.push_back(option);
        }
    return groups;
}

}  // namespace

const std::vector<labs::CommandGroup>& commands() {
    static const std::vector<labs::CommandGroup> all = as_read_at_a_terminal({
        {"Serve mail", joined({serve_commands(),
                               {labs::health_command(), labs::status_command(), screen::web_key_command()},
                               user_commands(),
                               upkeep_commands()})},
        {"Learn from it",
         {demo_command(), labs::explain_command(), labs::compare_command(), labs::talk_command(), labs::play_command(),
          help_command()}},
        {"Look back, and let things go wrong", joined({{course::watch_command()},
                                                       labs::transcript_commands(),
                                                       {labs::what_if_command(), labs::replay_command()},
                                                       labs::fault_commands()})},
        {"Hold a course", joined({{course::course_command()},
                                  course::roster_commands(),
                                  course::lab_commands(),
                                  course::class_commands(),
                                  {course::give_command(), course::grade_command(), course::viva_command()}})},
    });
    return all;
}

}  // namespace postlab
