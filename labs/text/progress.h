#pragma once
#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <string>
#include <utility>

#include "shared/system/how_far.h"

namespace postlab::labs {

/// How far something is that may last, in a line of standard error that is printed over and is gone when this is. It is
/// printed at a terminal alone, and not before two seconds have passed. It can be called as the functions want that
/// tell how far they are. One thread.
class Progress {
public:
    static constexpr std::chrono::milliseconds patience{2000}, between{100};

    /// `what` is done, in the language of whoever waits. The stream outlives it.
    Progress(std::ostream& err, std::string what, std::chrono::milliseconds patience = Progress::patience);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// So many of so many are done.
    void operator()(std::size_t done, std::size_t of);

private:
    void show(std::string line);

    std::ostream& err_;
    const std::string what_;
    std::chrono::steady_clock::time_point next_;
    std::size_t shown_ = 0;  ///< columns
};

/// Does it, and shows how far it is meanwhile; `work` takes what it is to tell.
template <class Work>
auto followed(std::ostream& err, std::string what, Work work) {
    Progress progress(err, std::move(what));
    return work(HowFar(std::ref(progress)));
}

}  // namespace postlab::labs
