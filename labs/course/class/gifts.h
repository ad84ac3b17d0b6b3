#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "labs/course/class/course.h"
#include "labs/course/lab/labs.h"
#include "labs/record/conversation.h"
#include "shared/transcript.h"

/// Sessions that count for nobody, and that a teacher gives to the student whose they are. Giving is an act in the
/// record, like the start of a lab, so grades are worked out from the record alone as before. One thread.
namespace postlab::course {

struct Gift {
    std::int64_t conversation;  ///< the session
    std::string student;
    std::string lab;  ///< empty: as Attempts::give() finds it
};

struct GiftRefusal {
    enum class Why {
        not_nobodys,  ///< the conversation is somebody's, or has been given, or there is none
        no_student,
        no_lab,
        has_badge,      ///< the right badge of another student, of a lab that they had not begun
        not_begun,      ///< the student has not begun the lab, which needs a start
        nothing_begun,  ///< no lab is named, and the student has none that it could count for
    };
    Why why;
    std::string about = "";  ///< whose badge, or which lab is not begun
    bool operator==(const GiftRefusal&) const = default;
};

/// Records that the session counts for the student from now on; whoever grades next counts it. Nothing is recorded
/// where it would count nowhere: why. It goes by the grades as they are kept.
std::optional<GiftRefusal> give(Course& course, const Labs& labs, const Gift& gift, Recorder& record, Time now);

/// What a conversation of protocol "lab" says, if it is such an act.
std::optional<Gift> gift_in(const labs::Conversation& act);

}  // namespace postlab::course
