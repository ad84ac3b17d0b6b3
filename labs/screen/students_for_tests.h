#pragma once
#include "labs/course/class_for_tests.h"
#include "labs/screen/screen.h"
#include "labs/screen/screen_for_tests.h"
#include "shared/system/digest.h"

/// A class at the pages.
namespace postlab::screen {

/// s001, s002 and s003 have the pass phrase "secret"; the first two have a PIN.
struct StudentsAtPages : course::ClassOnDisk {
    StudentsAtPages() {
        course.roster().set_pins({{"s001", hash_password("11111111")}, {"s002", hash_password("22222222")}});
    }

    http::Request request(const std::string& method, const std::string& path, const std::string& cookie = "anything",
                          const std::string& language = "en") {
        http::Request request;
        request.method = method;
        request.path = path;
        request.client = "192.0.2.7";
        request.fields.set("Host", "127.0.0.1:2580");
        request.fields.set("Accept-Language", language + ";q=0.9");
        request.cookies.set("postlab-2580", cookie);
        if (method == "POST") request.form.set("token", token(cookie));
        return request;
    }
    std::string token(const std::string& cookie) {
        const std::string body = screen.answer(request("GET", "/session", cookie), now).body;
        const std::size_t begin = body.find("\"token\":\"") + 9;
        return body.substr(begin, body.find('"', begin) - begin);
    }
    http::Answer get(const std::string& path, const std::string& cookie, const std::string& language = "en") {
        return screen.answer(request("GET", path, cookie, language), now);
    }
    http::Answer try_to_log_in(const std::string& name, const std::string& secret, const std::string& language = "en") {
        http::Request login = request("POST", "/login", "anything", language);
        login.form.set("name", name);
        login.form.set("secret", secret);
        http::Answer answer = screen.answer(login, now);
        while (answer.later && !answer.later->is_there()) answers.run_one();
        return answer.later ? answer.later->take() : std::move(answer);
    }
    static std::string cookie_in(const http::Answer& answer) {
        if (answer.fields.empty()) return "";
        const std::string field = answer.fields.front().second;
        return field.substr(field.find('=') + 1, field.find(';') - field.find('=') - 1);
    }
    std::string log_in(const std::string& name, const std::string& secret) {
        return cookie_in(try_to_log_in(name, secret));
    }
    std::string who(const std::string& cookie) { return get("/session", cookie).body; }

    store::SqliteStore engine{directory()};
    store::AnswerLoop answers;
    Time now = std::chrono::system_clock::now();
    Screen screen{directory(),
                  {{"post.example"}, "127.0.0.1:2525", "127.0.0.1:2110", 300, 600, false, course::test_labs()},
                  [this](const Logins::Attempt& attempt, store::Done<store::PageChecked> done) {
                      engine.check_for_pages(attempt.name, attempt.secret, attempt.kept_pin, attempt.client,
                                             answers.post(), std::move(done));
                  }};
};

}  // namespace postlab::screen
