#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "shared/endpoint.h"
#include "shared/http/answer.h"
#include "shared/http/request.h"

namespace postlab::http {

/// What a server's pages are. It outlives the sessions and is asked on their thread, so each call is short.
class Site {
public:
    virtual ~Site() = default;
    /// Whether a browser may call us so. Else somebody's page has been given a name that leads here, and asks with the
    /// rights of whoever reads it (DNS rebinding).
    virtual bool is_ours(const std::string& host) const = 0;
    /// What takes long is another thread's work: it may come later.
    virtual Answer answer(const Request& request, Time now) = 0;
};

/// A browser's connection: requests in, answers out, in order (RFC 9112); or at last one stream of events. What can't
/// be a request, or is none for us, is refused in a sentence, and the connection closes. Nothing is recorded.
class Session : public Endpoint {
public:
    static constexpr std::chrono::seconds patience{20};              ///< with a client that is silent
    static constexpr std::chrono::seconds heartbeat{15};             ///< a stream says that it lives
    static constexpr std::chrono::milliseconds between_events{250};  ///< of one stream

    /// `client`: the address at the other end.
    explicit Session(Site& site, std::string client = {}) : site_(site), client_(std::move(client)) {}

    Next open(Time) override { return Next::read; }
    Next turn_away(Time now) override;
    Next receive(std::string_view bytes, Time now) override;
    Next resume(Time now) override;
    Next end_of_input(Time) override { return Next::close; }
    Next timed_out(Time now) override;
    Next shut_down(Time) override { return waiting() ? Next::wait : Next::close; }
    void dropped(Time) override { stream_.reset(); }

    std::string take_output() override { return std::exchange(output_, {}); }
    std::chrono::milliseconds idle_timeout() const override { return stream_ ? stream_->looks_again() : patience; }
    std::chrono::milliseconds pause() const override { return pause_; }
    bool waiting() const override { return later_ && !later_->is_there(); }
    bool is_hearing() const override { return reader_.unfinished(); }
    std::uint64_t lines_taken() const override { return taken_; }
    void on_answer(std::function<void()> notify) override { notify_ = std::move(notify); }

private:
    Next work(std::string_view input, Time now);
    bool deal_with(const RequestReader::Taken& taken, Time now);
    bool say(Answer answer, Time now);
    Answer answer_to(const Request& request, Time now);
    void wait_for(std::shared_ptr<LaterAnswer> later);
    void refuse(const Refusal& refusal, Time now);
    void begin(std::unique_ptr<EventStream> stream);
    Next tell(Time now);

    Site& site_;
    const std::string client_;
    RequestReader reader_;
    std::string rest_;  ///< input that came behind a request whose answer is still on its way
    std::string output_;
    bool head_only_ = false, goes_on_ = true;  ///< what the request that is being answered has said
    std::shared_ptr<LaterAnswer> later_;       ///< its answer
    std::unique_ptr<EventStream> stream_;      ///< nothing is heard any more once there is one
    std::function<void()> notify_;
    Time told_{};  ///< when the stream has last said something
    std::chrono::milliseconds pause_{};
    std::uint64_t taken_ = 0;
    bool awaits_news_ = false;
};

}  // namespace postlab::http
