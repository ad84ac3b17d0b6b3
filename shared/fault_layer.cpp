#include "shared/fault_layer.h"

#include <algorithm>

#include "shared/text/text.h"

namespace postlab {

void FaultLayer::claimed_by(std::string_view account) {
    if (faults_) faults_->claimed(lower_case(account));
}

void FaultLayer::belongs_to(std::string_view account) {
    if (faults_) faults_->known(lower_case(account));
}

void FaultLayer::proven_to_be(std::string_view account) {
    if (faults_) faults_->proven(lower_case(account));
}

const Injection* FaultLayer::meet(std::string_view verb) {
    if (!faults_) return nullptr;
    injection_ = faults_->at(verb);
    if (!injection_) return nullptr;
    if (injection_->clock == idle_speed_) injection_->clock = 0;  // told when it began
    if (injection_->clock > 0) idle_speed_ = injection_->clock;
    leaky_ |= injection_->leaky;
    last_ |= injection_->last;
    cuts_line_ = injection_->cut_before || (injection_->reply && injection_->reply->says_goodbye());
    reply_.emplace(*injection_);
    return &*injection_;
}

bool FaultLayer::holds_lock(Time now) {
    auto left = faults_ ? faults_->lock_held(now) : std::nullopt;
    if (left) reply().describe("the lock is held for another " + in_words(*left));
    return left.has_value();
}

bool FaultLayer::makes_leak() {
    if (leaky_) reply().describe("it is told whether there is such a mailbox");
    return leaky_;
}

void FaultLayer::pass(std::string_view bytes, std::string& output) {
    if (!reply_) {
        output += bytes;
        return;
    }
    reply_->say(bytes);
    if (!reply_->is_held_back()) output += reply_->said();
    cuts_line_ |= reply_->cuts();
}

std::chrono::milliseconds FaultLayer::pause(Time now) const {
    if (!reply_) return {};
    return std::chrono::ceil<std::chrono::milliseconds>(std::max(reply_->until() - now, Time::duration::zero()));
}

std::string FaultLayer::end_reply() {
    std::string description;
    if (reply_->cuts_after_all()) {
        reply_->describe("the line is cut after the reply");
        description = reply_->take_description();
        cuts_line_ = true;
    }
    reply_.reset();
    return description;
}

void FaultLayer::drop_reply(bool idle) {
    reply_.reset();
    if (idle && idle_speed_ > 1) reply().describe("idle time ran " + std::to_string(idle_speed_) + " times as fast");
}

FaultyReply& FaultLayer::reply() {
    if (!reply_) reply_.emplace(Injection{});
    return *reply_;
}

}  // namespace postlab
