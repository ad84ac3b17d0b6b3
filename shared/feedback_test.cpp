#include "shared/feedback.h"

#include <gtest/gtest.h>

namespace postlab::feedback_test {

TEST(FeedbackText, is_recognised_by_whoever_reads_the_reply_again) {
    const std::string login = "+OK ann's maildrop has 2 messages (320 octets)", goodbye = "221 2.0.0 post.example bye";
    EXPECT_EQ(without_feedback(login + standing_behind("L12", 2, 5) + "\r\n"), login + "\r\n");
    EXPECT_EQ(without_feedback(goodbye + receipt_behind("L12-7Q4K-93XD") + " (edited line: QUIT)"),
              goodbye + " (edited line: QUIT)");
    EXPECT_EQ(without_feedback(goodbye + no_badge_behind + "\r\n"), goodbye + "\r\n");
    EXPECT_EQ(without_feedback("250 2.0.0 OK" + not_understood_behind("left (15)") + "\r\n"), "250 2.0.0 OK\r\n");
    EXPECT_EQ(without_feedback("-ERR some deleted messages not removed" + std::string(reports_stay_behind)),
              "-ERR some deleted messages not removed");
}

TEST(FeedbackText, leaves_what_only_resembles_it_in_its_place) {
    for (const char* line : {"-ERR [AUTH] invalid password", "+OK 2 320", "250 2.1.0 Sender <a[1/2]@b.example> OK"})
        EXPECT_EQ(without_feedback(line), line);
}

}  // namespace postlab::feedback_test
