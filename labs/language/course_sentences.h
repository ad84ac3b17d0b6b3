#pragma once
#include "shared/text/sentence.h"

/// What the commands of a course say: see labs/language/sentences.h.
namespace postlab::labs {

inline constexpr Sentence course_sentences[] = {
    {"course.none", "there is no course in {}; postlab roster import FILE.csv makes one, --data DIR says where it is"},
    {"course.bad_key",
     "{} is no course's key; restore it from a backup, for without it nobody's work can be told from another's"},
    {"course.no_student", "there is no student {}; postlab roster list shows all"},
    {"course.which_student", "which student? --student s017, or --all where the whole class is meant"},
    {"course.student_or_all", "--student and --all contradict each other: one student, or the whole class?"},
    {"course.no_folder", "there is no folder with labs, {}"},
    {"course.no_labs", "there are no labs in {}; --labs DIR says where they are, for a server --set lab.folder=DIR"},
    {"course.no_lab", "there is no lab {}; postlab lab list shows all, --labs DIR those of your own"},
    {"course.not_in_course", "{} is no lab of this course; postlab course shows and changes which are"},
    {"course.no_language", "no lab speaks {}; sentences that all labs share are there in {}"},
    {"course.show", "postlab lab show L07 [--student s017] [--lang zh], or show [L07] --all --out DIR"},
    {"course.minutes", "{}  {} ({}, {} min)"},

    // what has been done
    {"course.begins", "{} begins for {}, attempt {}"},
    {"course.begins_with", "{} begins for {}, attempt {}: {} letters in the maildrop"},
    {"course.ended", "with that {} has ended for {}: its faults are gone"},
    {"course.open", "{}'s maildrop is open in a session: QUIT there first, or wait until it has timed out"},
    {"course.exam", "an exam is on: no hints, nothing in the replies, the desk begins no lab"},
    {"course.no_exam", "no exam is on"},
    {"course.written", "written: {} file{} in {}"},
    {"course.right", "right: {} has solved {}"},
    {"course.nobodys", "this is nobody's receipt for {}; was it mistyped?"},
    {"course.anothers", "this is the receipt of {}"},
    {"course.packed", "packed: {}"},
    {"course.given", "conversation {} counts for {} from now on"},
    {"course.which_gift", "which conversation? A number, as postlab lab status lists them"},
    {"course.not_nobodys", "conversation {} is not among those that are nobody's; postlab lab status lists them"},
    {"course.has_badge", "conversation {} has the right badge of {}, so nobody else can get it"},
    {"course.not_begun", "{1} has not begun {2}: postlab lab start {2} --student {1}"},
    {"course.nothing_begun",
     "{1} has begun no lab: name one that needs no start, or begin one by postlab lab start LAB --student {1}"},

    // which labs count
    {"course.labs", "labs: "},
    {"course.in_all", "in all: {}, {} points"},
    {"course.in_all_of_all", "in all: {}, {} points; postlab course L01 L02 names those that count"},
    {"course.own_labs", "own labs: {}"},
    {"course.all_or_some", "--all and the numbers of labs contradict each other: all labs, or these?"},
    {"course.kept",
     "kept; marks are worked out anew, and cards that are printed already don't have the badges of new labs"},

    // packs
    {"course.no_pack", "{} is no pack: it lacks {}"},
    {"course.no_zip", "{} is no pack: it is damaged, or no zip that postlab lab pack has made"},
    {"course.too_large", "{} is too large"},
    {"course.damaged", "{} is damaged"},
    {"course.other_tables", "{} has other tables than this postlab makes; pack it with the same version"},
    {"course.not_graded", "{} can't be graded: {}"},
    {"course.one_student", "a pack is of one student's own course; this one has a class in it"},
    {"course.no_record", "nothing has been recorded"},
    {"course.same_machine", "{} has handed in work from the same machine: one of the two is a copy"},
    {"course.sound", "sound: no line of its record was changed, and the grades above are what it gives"},
    {"course.rejected", "REJECTED: its record is not as it was written"},
    {"course.rejected_copy", "REJECTED: it is from the machine of {}"},
    {"course.rejected_both", "REJECTED: its record is not as it was written, and it is from the machine of {}"},
};
static_assert(well_formed(course_sentences, "course."));

}  // namespace postlab::labs
