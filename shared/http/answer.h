#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/http/event_stream.h"
#include "shared/http/request.h"
#include "shared/time.h"

namespace postlab::http {

class LaterAnswer;

/// What a request is answered with: a whole body, a stream of events that goes on until one side closes, or a promise.
struct Answer {
    Status status = Status::HTTP_OK;
    std::string type = "text/plain; charset=utf-8";
    std::string body = {};
    std::vector<std::pair<std::string, std::string>> fields = {};  ///< more of the head, "Location"
    std::unique_ptr<EventStream> stream = nullptr;                 ///< instead of a body
    std::shared_ptr<LaterAnswer> later = nullptr;                  ///< instead of all the rest
};

/// An answer that another thread is still at work on. Given and taken on the session's thread.
class LaterAnswer {
public:
    void give(Answer answer) {
        given_ = std::move(answer);
        if (on_given_) on_given_();
    }
    bool is_there() const { return given_.has_value(); }
    Answer take() { return std::move(*given_); }
    void on_given(std::function<void()> notify) { on_given_ = std::move(notify); }

private:
    std::optional<Answer> given_;
    std::function<void()> on_given_;
};

/// A page that sends the browser on to another one.
Answer see_other(const std::string& path);
/// "404 Not Found" and a sentence, as plain text.
Answer plain(Status status, std::string_view why);

/// A file that is part of the program. All views last as long as the program does. One thread.
struct Asset {
    std::string_view path;  ///< "/screen.css"
    std::string_view type;  ///< "text/css; charset=utf-8"
    std::string_view content;
    std::string_view tag;             ///< changes with the content: a browser asks with it whether its copy still holds
    mutable std::string zipped = {};  ///< made by the first answer that needs it
};
/// In gzip for whoever takes that (RFC 9110 8.4.1.3): a page is then a third of its octets.
Answer answer(const Asset& asset, const Request& request);

/// The answer as octets. `goes_on`: another request may follow on this connection. Of an answer to HEAD the head alone;
/// of a stream what stands before its first event.
std::string octets(const Answer& answer, bool head_only, bool goes_on, Time now);

}  // namespace postlab::http
