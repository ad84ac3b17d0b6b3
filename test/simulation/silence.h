#pragma once
#include <iostream>
#include <sstream>

namespace postlab::simulation {

/// What the program says of failing disks is of no interest where they fail all the time.
class Silence {
public:
    Silence() = default;
    ~Silence() {
        std::clog.rdbuf(log_);
        std::cerr.rdbuf(errors_);
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

private:
    std::ostringstream nowhere_;
    std::streambuf* const log_ = std::clog.rdbuf(nowhere_.rdbuf());
    std::streambuf* const errors_ = std::cerr.rdbuf(nowhere_.rdbuf());
};

}  // namespace postlab::simulation
