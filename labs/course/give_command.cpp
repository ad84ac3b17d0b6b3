#include "labs/course/give_command.h"

#include <ostream>

#include "labs/course/class/gifts.h"
#include "labs/course/class/graded_record.h"
#include "labs/course/course_options.h"
#include "shared/program/settings.h"
#include "shared/text/text.h"
#include "store/transcript/transcript_recorder.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

UsageError why_not_given(const GiftRefusal& refusal, const Gift& gift) {
    const std::string number = std::to_string(gift.conversation);
    switch (refusal.why) {
        case GiftRefusal::Why::no_student:
            return {"course.no_student"_sentence, {gift.student}};
        case GiftRefusal::Why::no_lab:
            return {"course.no_lab"_sentence, {gift.lab}};
        case GiftRefusal::Why::has_badge:
            return {"course.has_badge"_sentence, {number, refusal.about}};
        case GiftRefusal::Why::not_begun:
            return {"course.not_begun"_sentence, {gift.student, refusal.about}};
        case GiftRefusal::Why::nothing_begun:
            return {"course.nothing_begun"_sentence, {gift.student}};
        case GiftRefusal::Why::not_nobodys:
            break;
    }
    return {"course.not_nobodys"_sentence, {number}};
}

int give_session(const CommandLine& line, std::ostream& out, std::ostream&) {
    const std::filesystem::path directory = data_directory(line);
    const Labs labs = labs_of(line);
    Course course = Course::open(directory);
    const auto conversation = number_in<std::int64_t>(line.word(0));
    if (!conversation) throw UsageError("course.which_gift"_sentence, {});
    const Gift gift{*conversation, lower_case(line.word(1)),
                    line.word(2).empty() ? "" : lab_named(labs, line.word(2)).id};
    bring_up_to_date(course, labs);
    {
        store::TranscriptRecorder record(directory, Settings{});
        record.keep_all();  // as the server does
        if (const auto refusal = give(course, labs, gift, record, std::chrono::system_clock::now()))
            throw why_not_given(*refusal, gift);
    }
    bring_up_to_date(course, labs);
    out << labs::language_in(line).say("course.given"_sentence, {line.word(0), gift.student}) << "\n";
    return 0;
}

}  // namespace

ProgramCommand give_command() {
    return {
        "lab give",
        "CONVERSATION ID [LAB]",
        "gives a student a session that counts for nobody",
        {labs::language_option, labs_option, data_option},
        "postlab lab give 57 s017 L03",
        give_session,
        "One of those that lab status lists as nobody's. It counts as if the student's badge of LAB had been in it. "
        "Without LAB that is the lab of their badge in it, or else the one that they were at. The act stands in the "
        "record, so grades can still be worked out from that; it can't be taken back."};
}

}  // namespace postlab::course
