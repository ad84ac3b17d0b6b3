#include "labs/screen/printing.h"

#include <functional>
#include <thread>

#include "labs/course/class_for_tests.h"
#include "labs/screen/screen_for_tests.h"
#include "store/queue/job_queue.h"

namespace postlab::screen::printing_test {

using http::Answer;
using http::Request;
using http::Status;

struct PrintedPapers : testing::Test {
    /// What comes when it has been made.
    Answer page(Printing& printing, const std::string& file, const Request& request = {}) {
        Answer answer = printing.page(request, file, Time{});
        if (!answer.later) return answer;
        const Told told = *news.take();
        EXPECT_NE(told.by, std::this_thread::get_id());
        EXPECT_FALSE(answer.later->is_there()) << "until this thread has taken it";
        told.task();
        return answer.later->take();
    }

    struct Told {
        std::thread::id by;
        std::function<void()> task;
    };
    store::JobQueue<Told> news{1};
    Post post = [this](std::function<void()> task) {
        EXPECT_TRUE(news.push({std::this_thread::get_id(), std::move(task)}));
    };
    const TemporaryDirectory directory;
};

TEST_F(PrintedPapers, are_made_on_another_thread) {
    Printing printing(directory.path(), course::test_labs().string(), post);
    const Answer made = page(printing, "labs/L01.html");
    EXPECT_EQ(made.status, Status::HTTP_OK);
    EXPECT_TRUE(has(made.type, "text/html") && has(made.body, "L01")) << made.body;
    EXPECT_EQ(page(printing, "states/smtp.svg").type, "image/svg+xml");
}

TEST_F(PrintedPapers, that_there_are_not_are_refused_and_what_is_wrong_is_said) {
    Printing printing(directory.path(), course::test_labs().string(), post);
    Request opened;
    opened.fields.set("Accept", "text/html");
    EXPECT_EQ(page(printing, "labs/L99.html").status, Status::HTTP_NOT_FOUND);
    EXPECT_TRUE(has(page(printing, "labs/L99.html", opened).body, "app.js")) << "the page itself says it";
    Printing without_labs(directory.path(), (directory.path() / "nothing").string(), post);
    const Answer wrong = page(without_labs, "labs/L01.html");
    EXPECT_EQ(wrong.status, Status::HTTP_SERVICE_UNAVAILABLE);
    EXPECT_TRUE(has(wrong.body, "nothing")) << wrong.body;
    Printing nowhere(directory.path(), "", nullptr);
    EXPECT_EQ(page(nowhere, "states/smtp.svg").status, Status::HTTP_NOT_FOUND);
}

}  // namespace postlab::screen::printing_test
