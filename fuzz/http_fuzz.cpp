// A browser's connection: the first byte chooses the cutting, the rest is what it says. However it is cut, the same
// requests reach the site, the same is answered, and no answer stands between two others.
#include "fuzz/fuzz.h"
#include "shared/http/session.h"

namespace {

using namespace postlab;

/// Notes what it is asked, and says it again.
struct Mirror : http::Site {
    bool is_ours(const std::string& host) const override { return host == "ours"; }
    http::Answer answer(const http::Request& request, Time) override {
        fuzz::demand(request.path.starts_with('/'), "a path begins with a slash");
        fuzz::demand(request.method == "GET" || request.method == "HEAD" || request.method == "POST",
                     "a method we know");
        asked += request.method + " " + request.path + "\n";
        for (const auto* fields : {&request.query, &request.form, &request.cookies})
            for (const auto& [name, value] : *fields) asked += name + "=" + value + "\n";
        return {.body = request.path};
    }
    std::string asked;
};

std::string play(const std::vector<std::string_view>& pieces) {
    using Next = Endpoint::Next;
    const Time now{};
    Mirror site;
    http::Session session(site);
    std::string said;
    bool closed = false;
    auto follow = [&](Next next) {
        for (;; next = session.resume(now)) {
            const std::string output = session.take_output();
            fuzz::demand(output.size() < 64 * 1024, "output within its bound");
            said += output;
            if (next == Next::read || next == Next::close) break;
            fuzz::demand(next == Next::write, "what is neither read nor closed is sent");
        }
        closed = next == Next::close;
    };
    follow(session.open(now));
    for (std::string_view piece : pieces)
        if (!closed) follow(session.receive(piece, now));
    if (!closed) follow(session.end_of_input(now));
    fuzz::demand(said.empty() || said.starts_with("HTTP/1.1 "), "all that is said is an answer");
    return site.asked + said;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = fuzz::as_text(data, size);
    const unsigned char how = fuzz::take_byte(input);
    fuzz::demand_equal(play({input}), play(fuzz::cut(input, how)), "the cutting makes no difference");
    return 0;
}
