#pragma once
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "labs/catalogue/protocol.h"
#include "labs/record/turns.h"
#include "shared/faults.h"

namespace postlab::labs {

/// Does again what a fault did, where the session asks about it.
class FaultsThen : public Faults {
public:
    /// What the next command meets; shared with whoever has the conversation again.
    struct Due {
        std::optional<Injection> injection;
        bool lock_held = false;
    };
    explicit FaultsThen(std::shared_ptr<Due> due) : due_(std::move(due)) {}
    void claimed(std::string_view) override {}
    void known(std::string_view) override {}
    std::optional<Injection> at(std::string_view) override { return std::exchange(due_->injection, std::nullopt); }
    std::optional<Injection::Milliseconds> lock_held(Time) override {
        if (!due_->lock_held) return std::nullopt;
        return Injection::Milliseconds(1);
    }

private:
    const std::shared_ptr<Due> due_;
};

/// What a fault did to that turn, as far as it changed more than when bytes came.
FaultsThen::Due faults_in(const Turn& turn, Protocol protocol);
/// Whether a fault cut the line once the turn's command had come.
bool was_cut_before(const Turn& turn);

}  // namespace postlab::labs
