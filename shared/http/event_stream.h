#pragma once
#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "shared/time.h"

namespace postlab::http {

/// What a page that stays open is told: server-sent events (WHATWG HTML 9.2). A stream is asked when there is room for
/// more, so it keeps no queue: it knows how far it has told, and reads on from there. A slow reader gets less often
/// more at once. Owned by its session, called on that thread.
class EventStream {
public:
    /// At which a stream ends what it says at once, give or take an event (octets).
    static constexpr std::size_t enough = 32 * 1024;

    virtual ~EventStream() = default;
    /// The next events, as event() writes them; empty: there is nothing to tell yet.
    virtual std::string next(Time now) = 0;
    /// Nobody is to hear more: what next() has given is the last, and the connection closes.
    virtual bool is_over() const { return false; }
    /// How long it is left alone when nothing rings: then next() is asked all the same.
    virtual std::chrono::milliseconds looks_again() const { return std::chrono::seconds(15); }
    /// `news` is to be called, on this thread, when next() may have something again.
    virtual void on_news(std::function<void()> news) = 0;
};

/// One event: its name, its number, and what it says, which may have several lines. After a break the browser says the
/// last number that it has heard (Last-Event-ID).
std::string event(std::string_view name, std::string_view number, std::string_view data);

}  // namespace postlab::http
