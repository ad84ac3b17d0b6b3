#include "labs/screen/printing.h"

#include <memory>
#include <utility>

#include "labs/screen/json.h"
#include "labs/screen/refusal.h"
#include "labs/text/look.h"

namespace postlab::screen {

using http::Answer;
using http::Request;
using http::Status;

namespace {

constexpr int behind_the_pages = 10;  // niceness

}  // namespace

Answer paper_answer(const std::string& form, std::string content) {
    Answer answer{.type = form == "svg" ? "image/svg+xml" : "text/html; charset=utf-8", .body = std::move(content)};
    answer.fields.emplace_back("Content-Security-Policy", labs::policy_of_pages());
    return answer;
}

Printing::Printing(std::filesystem::path directory, std::string labs, Post post)
    : post_(std::move(post)),
      thread_("papers", behind_the_pages, store::one(Papers(KnownLabs(std::move(directory), std::move(labs))))) {}

Answer Printing::list(const Request& request, Time now) {
    return later(request, [&language = language_of(request), now](Papers& papers) {
        return json_answer(papers.list(language, now));
    });
}

Answer Printing::page(const Request& request, const std::string& file, Time now) {
    return later(request, [request, file, now](Papers& papers) {
        const auto page = papers.page(file, language_of(request), now);
        return page ? paper_answer(file.substr(file.rfind('.') + 1), *page) : no_such_page(request);
    });
}

Answer Printing::later(const Request& request, Make make) {
    if (!post_) return no_such_page(request);
    auto later = std::make_shared<http::LaterAnswer>();
    const bool queued = thread_.push([later, make = std::move(make), post = post_](Papers& papers) {
        const auto answer = std::make_shared<Answer>();
        try {
            *answer = make(papers);
        } catch (const std::exception& error) {
            *answer = http::plain(Status::HTTP_SERVICE_UNAVAILABLE, error.what());
        }
        post([later, answer] { later->give(std::move(*answer)); });
    });
    return queued ? Answer{.later = std::move(later)} : no_such_page(request);
}

}  // namespace postlab::screen
