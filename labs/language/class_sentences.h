#pragma once
#include "shared/text/sentence.h"

/// What a teacher reads of a class: see labs/language/sentences.h.
namespace postlab::labs {

inline constexpr Sentence roster_sentences[] = {
    {"roster.page", "--page takes the address of the page, as http://192.0.2.7:2580, or nowhere, not {}"},
    {"roster.host_port", "--{}: expected HOST:PORT, as 192.0.2.7:2525, not {}"},
    {"roster.one_host", "--smtp, --pop3 and --pop2 must name the same host, not {} and {}"},
    {"roster.whose_card", "whose card? postlab roster card s017, or --all"},
    {"roster.read_as", "read as {}"},
    {"roster.nothing", "nothing was imported"},
    {"roster.progress", "pass phrases and PINs"},
    {"roster.dry_run", "nothing was changed (--dry-run)"},
    {"roster.in_english", "in English for {} who read {}: {}"},
    {"roster.cards", "cards to print and cut: {}"},
    {"roster.cards_out",
     "cards that are out call the server {}, with the ports {} and {}: postlab roster card --all --cards cards.html "
     "makes them again, --new with new pass phrases"},
    {"roster.cards_out_page",
     "cards that are out call the server {}, with the ports {} and {}, and the page {}: postlab roster card --all "
     "--cards cards.html makes them again, --new with new pass phrases"},
    {"roster.card_not_shown", "the card can't be shown, so what was on the last one still counts"},
    {"roster.removed", "removed {}: the mailbox and its mail, the results, {} recorded conversation{}"},

    // what an import does
    {"roster.new", "new: {}"},
    {"roster.changed", "changed: {}"},
    {"roster.stays", "not in the file, stays: {}"},
    {"roster.no_mailbox", "had no mailbox: gets one, and a new card; no other card of theirs counts"},
    {"roster.sum", "{} new, {} changed, {} as they were, {} not in the file"},

    // what is wrong with a file
    {"roster.row", "row {}: {}"},
    {"roster.two_columns", "there are two columns \"{}\""},
    {"roster.no_column", "there is no column {} among {}; it may be called {}"},
    {"roster.no_parts", "there is no column {} among {}; it may be called {}, or be made of {}"},
    {"roster.too_long", "{} is longer than {} octets"},
    {"roster.formula", "{} \"{}\" would be a formula in a spreadsheet; put a letter in front"},
    {"roster.control", "{} has a control character in it, or one that turns text around; type it anew"},
    {"roster.no_name", "student_id \"{}\" can't be a mailbox's name: {}"},
    {"roster.id_too_long", "student_id \"{}\" is longer than {} characters"},
    {"roster.reserved", "student_id \"{}\" is a mailbox that is no student's; take another id"},
    {"roster.twice", "student_id \"{}\" is in row {} already"},
    {"roster.no_address", "email \"{}\" is no address"},
    {"roster.no_language", "lang is a code of two letters, as en, zh, ru, de, not \"{}\""},
    {"roster.empty_cell", "{} is empty"},
    {"roster.no_such_column",
     "\"{}\" is in no column; put quotes around a cell with a separator in it: \"Smith, Ann\""},
    {"roster.empty_file", "the file is empty"},
    {"roster.nobody", "there is no student in it"},
};
static_assert(well_formed(roster_sentences, "roster."));

inline constexpr Sentence class_sentences[] = {
    {"class.student", "student"},
    {"class.points", "points"},
    {"class.last_session", "last session"},
    {"class.started", "started"},
    {"class.late", "{} late"},
    {"class.stuck", "stuck, and on what (postlab lab status ID LAB shows the lines):"},
    {"class.sessions", "{} session{}"},
    {"class.hard", "what was hard (mistakes.csv has all):"},
    {"class.overcome", "{}  {}: {} student{}, {} overcame it"},

    // sessions that count for nobody
    {"class.nobodys", "nobody's or a neighbour's, and whose they may be (postlab transcript show N):"},
    {"class.session", "{} from {}, {}: {}"},
    {"class.more", "{}; {} more"},
    {"class.sign_lab", "their badge of {}, which they have not begun"},
    {"class.sign_badge", "{} is no badge"},
    {"class.sign_near", "{} is no badge, but nearly that of {}"},
    {"class.sign_login", "USER {} without the right pass phrase"},
    {"class.sign_subject", "their Subject of {}, without the badge"},
    {"class.sign_mailbox", "their mailbox, without a badge"},
    {"class.sign_none", "without a badge"},
    {"class.sign_neighbour", "with their name, but {1}'s badge of {2}, so it counts for {1}"},
};
static_assert(well_formed(class_sentences, "class."));

inline constexpr Sentence grade_sentences[] = {
    {"grade.contradict", "--deadlines and --clear contradict each other: new deadlines, or none?"},
    {"grade.progress", "conversations graded"},
    {"grade.reports_progress", "reports written"},
    {"grade.kept",
     "results kept that are better than what the record still shows, since it no longer has all of their "
     "conversations: {}"},
    {"grade.written", "written: {} in {}"},
    {"grade.reports", "written: a page for each of {} students in {}"},
    {"grade.warning", "warning: {}"},
    {"grade.flaw", "conversation {}: {}"},
    {"grade.more_flaws", "warning: and {} conversations more"},
    {"grade.doubt", "warning: so grades may not be what the students did; postlab transcript verify tells more"},

    // deadlines
    {"grade.every_other", "every other lab"},
    {"grade.until", "{} counts until {}"},
    {"grade.late_until", "{} counts until {}, {} % of it until {}"},
    {"grade.row", "deadlines, row {}: {}"},
    {"grade.percent", "late_percent is a number from 0 to 100, not \"{}\""},
    {"grade.columns", "the columns are lab,due,late_until,late_percent, in this order"},
    {"grade.fields", "a row is lab,due or lab,due,late_until,late_percent"},
    {"grade.order", "late_until is before due"},
    {"grade.twice", "{} has a deadline already"},
    {"grade.no_deadline", "there is no deadline in it; postlab grade --clear removes those that there are"},
};
static_assert(well_formed(grade_sentences, "grade."));

}  // namespace postlab::labs
