#include "store/password_checkers.h"

#include <algorithm>

namespace postlab::store {
namespace {

std::vector<std::unique_ptr<PasswordChecker>> make_checkers() {
    std::vector<std::unique_ptr<PasswordChecker>> checkers;
    for (unsigned i = 0; i < std::clamp(std::thread::hardware_concurrency(), 1u, 2u); ++i)
        checkers.push_back(std::make_unique<PasswordChecker>());
    return checkers;
}

}  // namespace

PasswordCheckers::PasswordCheckers(std::size_t longest, std::size_t longest_line)
    : waiting_(longest, longest_line), threads_("store-password", 0, make_checkers()) {}

bool PasswordCheckers::push(const Asker& asker, Check check) {
    if (!waiting_.push(asker, std::move(check))) {
        refused_.add();
        refused_.say();
        return false;
    }
    // One for each that waits, but for whom is decided when a thread has time.
    return threads_.push([this](PasswordChecker& checker) {
        auto turn = waiting_.take();
        const bool right = turn->job.is_right(checker);
        waiting_.done(turn->asker);
        turn->job.tell(right);
        refused_.say();  // of a flood that is over, the rest
    });
}

std::uint64_t PasswordCheckers::checked() const {
    std::uint64_t checked = 0;
    for (const auto& checker : threads_.tools()) checked += checker->checked();
    return checked;
}

}  // namespace postlab::store
