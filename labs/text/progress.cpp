#include "labs/text/progress.h"

#include <algorithm>
#include <ostream>

#include "labs/text/ink.h"
#include "labs/text/paragraph.h"

namespace postlab::labs {

using Clock = std::chrono::steady_clock;

Progress::Progress(std::ostream& err, std::string what, std::chrono::milliseconds patience)
    : err_(err), what_(std::move(what)), next_(Clock::now() + patience) {}

Progress::~Progress() {
    if (shown_ > 0) show("");
}

void Progress::operator()(std::size_t done, std::size_t of) {
    if (!look_of(err_).terminal || of == 0 || Clock::now() < next_) return;
    next_ = Clock::now() + between;
    show(what_ + ": " + std::to_string(done) + "/" + std::to_string(of) + " (" + std::to_string(done * 100 / of) +
         " %)");
}

/// Blanks go over what is left of the line before, since not every terminal knows how to erase.
void Progress::show(std::string line) {
    std::string fits = taken(line, columns_of(err_) - 1);
    const std::size_t width = columns(fits);
    err_ << "\r" << padded(fits, shown_) << (width < shown_ ? "\r" + fits : "") << std::flush;
    shown_ = width;
}

}  // namespace postlab::labs
