#include "shared/system/worker.h"

#include <algorithm>
#include <utility>

#include "shared/system/thread.h"

namespace postlab {
namespace {

Hands* taking_on = nullptr;

}  // namespace

Worker::Worker(const std::string& name, int niceness, Work work) : work_(std::move(work)), hands_(taking_on) {
    if (hands_) {
        hands_->workers_.push_back(this);
        return;
    }
    thread_ = start_thread(name, niceness, [this] {
        do {
            if (work_.gather) work_.gather();
        } while (work_.turn());
    });
}

void Worker::finish() {
    if (thread_.joinable()) return thread_.join();
    if (!hands_ || std::erase(hands_->workers_, this) == 0) return;
    while (work_.turn()) {
    }
}

void Hands::take_on(const std::function<void()>& make) {
    struct Leave {
        Hands* before = std::exchange(taking_on, nullptr);
        ~Leave() { taking_on = before; }
    } leave;
    taking_on = this;
    make();
}

bool Hands::take_turn(std::size_t number) {
    Worker& worker = *workers_[number];
    if (worker.in_turn_ || !worker.work_.is_there()) return false;
    worker.in_turn_ = true;
    worker.work_.turn();
    worker.in_turn_ = false;
    return true;
}

}  // namespace postlab
