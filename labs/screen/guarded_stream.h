#pragma once
#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include "shared/http/event_stream.h"

namespace postlab::screen {

/// A stream for as long as its reader may see it: a key that is withdrawn, an exam that begins, a new card end it
/// within `between_looks`, though nothing rings.
class GuardedStream : public http::EventStream {
public:
    static constexpr std::chrono::seconds between_looks{2};

    GuardedStream(std::unique_ptr<http::EventStream> stream, std::function<bool(Time)> may_see)
        : stream_(std::move(stream)), may_see_(std::move(may_see)) {}

    std::string next(Time now) override {
        over_ = over_ || !may_see_(now);
        return over_ ? "" : stream_->next(now);
    }
    bool is_over() const override { return over_ || stream_->is_over(); }
    std::chrono::milliseconds looks_again() const override {
        return std::min<std::chrono::milliseconds>(between_looks, stream_->looks_again());
    }
    void on_news(std::function<void()> news) override { stream_->on_news(std::move(news)); }

private:
    const std::unique_ptr<http::EventStream> stream_;
    const std::function<bool(Time)> may_see_;
    bool over_ = false;
};

}  // namespace postlab::screen
