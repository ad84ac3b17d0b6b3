#include "labs/text/standard_output.h"

#include <unistd.h>

#include <iostream>

namespace postlab::labs {

StandardOutput::StandardOutput(const CommandLine& line, bool pages) {
    const std::string color = line.value(color_option.name, "auto");
    const Look look = look_at_descriptor(STDOUT_FILENO, color);
    look_at(std::cout, look);
    look_at(std::cerr, look_at_descriptor(STDERR_FILENO, color));
    if (!pages || !look.terminal || line.has(no_pager_option.name)) return;
    pager_ = std::make_unique<Pager>(STDOUT_FILENO);
    paged_ = std::make_unique<std::ostream>(pager_.get());
    look_at(*paged_, look);
}

std::ostream& StandardOutput::stream() { return paged_ ? *paged_ : std::cout; }

}  // namespace postlab::labs
