#pragma once
#include <memory>
#include <ostream>
#include <string>

#include "labs/text/ink.h"
#include "labs/text/pager.h"
#include "shared/program/command_line.h"

namespace postlab::labs {

/// --color and --no-pager, which every command has.
inline const Option color_option{"color", "auto|always|never",
                                 "colours; by itself at a terminal alone, and not where NO_COLOR is set (auto)", false,
                                 true};
inline const Option no_pager_option{
    "no-pager", "", "what is longer than the terminal goes through no pager ($PAGER, less)", false, true};

/// Standard output as the reader of a command has it: what it is looked at by, with standard error, and a pager where
/// `pages` and the reader is at a terminal. A process has one at a time.
class StandardOutput {
public:
    StandardOutput(const CommandLine& line, bool pages);
    std::ostream& stream();

private:
    std::unique_ptr<Pager> pager_;         ///< null: nothing is paged
    std::unique_ptr<std::ostream> paged_;  ///< into that
};

}  // namespace postlab::labs
