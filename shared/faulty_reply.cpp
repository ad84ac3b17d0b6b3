#include "shared/faulty_reply.h"

#include <algorithm>
#include <utility>

namespace postlab {

FaultyReply::FaultyReply(Injection injection) : injection_(std::move(injection)) {
    if (injection_.cut_before) describe("the line is cut, the command is not run");
    if (injection_.reply) describe("said instead of running the command");
    if (is_held_back() && injection_.delay.count() > 0) {
        std::string where = injection_.delay_at ? " behind octet " + std::to_string(injection_.delay_at) : "";
        describe("delayed by " + in_words(injection_.delay) + where);
    }
    if (injection_.split) describe("sent octet by octet, " + in_words(*injection_.split) + " apart");
    if (injection_.clock > 0)
        describe("idle time runs " + std::to_string(injection_.clock) + " times as fast from here");
}

void FaultyReply::say(std::string_view bytes) {
    const std::uint64_t before = octets_;
    octets_ += bytes.size();
    std::uint64_t through = bytes.size();
    if (injection_.silent_from && octets_ > *injection_.silent_from) {
        through = std::max(before, *injection_.silent_from) - before;
        if (!std::exchange(silent_, true))
            describe(before + through == 0 ? "nothing of it was sent"
                                           : "sent up to octet " + std::to_string(before + through));
    }
    if (cut_) through = 0;
    if (injection_.cut_at && octets_ >= *injection_.cut_at && !std::exchange(cut_, true)) {
        through = std::min(through, *injection_.cut_at - before);
        describe("cut after " + std::to_string(*injection_.cut_at) + " octets");
    }
    said_ = bytes.substr(0, through);
    if (is_held_back()) held_ += said_;
}

std::string_view FaultyReply::release(Time now) {
    if (now < until_) return {};
    if (!delayed_ && released_ == injection_.delay_at) {
        delayed_ = true;
        until_ = now + injection_.delay;
        if (now < until_) return {};
    }
    std::size_t count = held_.size() - at_;
    if (!delayed_) count = static_cast<std::size_t>(std::min<std::uint64_t>(count, injection_.delay_at - released_));
    if (injection_.split) {
        count = 1;
        until_ = now + *injection_.split;
    }
    if (at_ > held_.size() / 2) {  // what has gone takes no room
        held_.erase(0, at_);
        at_ = 0;
    }
    released_ += count;
    at_ += count;
    return std::string_view(held_).substr(at_ - count, count);
}

std::string FaultyReply::take_description() {
    if (injection_.own && !description_.empty()) describe("arranged by the student");
    return std::exchange(description_, {});
}

void FaultyReply::describe(const std::string& what) {
    if (!description_.empty()) description_ += "; ";
    description_ += what;
}

std::string in_words(std::chrono::milliseconds time) {
    const auto ms = time.count();
    if (ms < 1000 && ms > 0) return std::to_string(ms) + " ms";
    std::string text = std::to_string(ms / 1000);
    if (ms % 1000 != 0) {
        std::string behind = std::to_string(1000 + ms % 1000).substr(1);
        text += "." + behind.substr(0, behind.find_last_not_of('0') + 1);
    }
    return text + " s";
}

}  // namespace postlab
