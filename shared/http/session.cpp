#include "shared/http/session.h"

#include <cstdio>
#include <exception>
#include <utility>

namespace postlab::http {

namespace {

constexpr std::size_t most_unsent = 16 * 1024;  // octets, at which no further request is looked at

constexpr Refusal not_our_name{Status::HTTP_MISDIRECTED_REQUEST,
                               "This server doesn't go by that name: use its address, as the program printed it."};
constexpr Refusal full{Status::HTTP_SERVICE_UNAVAILABLE, "Too many pages are open here; try again in a while."};
constexpr Refusal too_slow{Status::HTTP_REQUEST_TIMEOUT, "The request did not come to its end in time."};

}  // namespace

Session::Next Session::turn_away(Time now) {
    refuse(full, now);
    return Next::close;
}

Session::Next Session::receive(std::string_view bytes, Time now) {
    if (stream_) return Next::close;  // who reads a stream has nothing more to ask here
    if (rest_.empty()) return work(bytes, now);
    rest_ += bytes;
    return work(std::exchange(rest_, {}), now);
}

Session::Next Session::resume(Time now) {
    if (waiting()) return Next::wait;
    if (later_ && !say(std::exchange(later_, nullptr)->take(), now)) return Next::close;
    return stream_ ? tell(now) : work(std::exchange(rest_, {}), now);
}

Session::Next Session::timed_out(Time now) {
    if (stream_) {
        const Next next = tell(now);
        if (next == Next::read && output_.empty() && now - told_ >= heartbeat) {
            output_ = ":\n\n";
            told_ = now;
        }
        return next;
    }
    if (reader_.unfinished()) refuse(too_slow, now);
    return Next::close;
}

Session::Next Session::work(std::string_view input, Time now) {
    while (output_.size() < most_unsent) {
        const auto taken = reader_.take(input);
        if (!taken) return Next::read;
        ++taken_;
        if (!deal_with(*taken, now)) return Next::close;
        if (stream_) return Next::write;  // and then tell()
        if (later_) {
            rest_ = input;
            return waiting() ? Next::wait : Next::write;
        }
    }
    rest_ = input;
    return Next::write;
}

/// False: nothing more is heard on this connection.
bool Session::deal_with(const RequestReader::Taken& taken, Time now) {
    if (const auto* refusal = std::get_if<Refusal>(&taken)) {
        refuse(*refusal, now);
        return false;
    }
    Request request = std::get<Request>(taken);
    request.client = client_;
    if (!site_.is_ours(request.host())) {
        refuse(not_our_name, now);
        return false;
    }
    head_only_ = request.method == "HEAD";
    goes_on_ = request.goes_on;
    Answer answer = answer_to(request, now);
    if (!answer.later) return say(std::move(answer), now);
    wait_for(std::move(answer.later));
    return true;
}

/// False: nothing more is heard on this connection.
bool Session::say(Answer answer, Time now) {
    const bool streams = answer.stream && !head_only_;
    output_ += octets(answer, head_only_, goes_on_ && !streams, now);
    if (streams) begin(std::move(answer.stream));
    return goes_on_ || streams;
}

void Session::wait_for(std::shared_ptr<LaterAnswer> later) {
    later_ = std::move(later);
    later_->on_given([this] {
        if (notify_) notify_();
    });
}

Answer Session::answer_to(const Request& request, Time now) try {
    return site_.answer(request, now);
} catch (const std::exception& error) {
    std::fprintf(stderr, "postlab: web: %s: %s\n", request.path.c_str(), error.what());
    return plain(Status::HTTP_INTERNAL_SERVER_ERROR, "This page has failed; the server's log says why.");
}

void Session::refuse(const Refusal& refusal, Time now) {
    output_ += octets(plain(refusal.status, refusal.why), false, false, now);
}

void Session::begin(std::unique_ptr<EventStream> stream) {
    stream_ = std::move(stream);
    output_ += "retry: 1000\n\n";  // so many milliseconds after a break the browser comes back
    stream_->on_news([this] {
        if (std::exchange(awaits_news_, false) && notify_) notify_();
    });
}

/// What there is to tell, unless it is too soon after what was told last.
Session::Next Session::tell(Time now) {
    const auto since = std::chrono::ceil<std::chrono::milliseconds>(now - told_);
    if (since >= std::chrono::milliseconds(0) && since < between_events) {
        pause_ = between_events - since;
        return Next::pause;
    }
    std::string events = stream_->next(now);
    output_ += events;
    if (stream_->is_over()) return Next::close;
    awaits_news_ = events.empty();
    if (awaits_news_) return Next::read;
    told_ = now;
    ++taken_;
    return Next::write;
}

}  // namespace postlab::http
