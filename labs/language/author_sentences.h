#pragma once
#include "shared/text/sentence.h"

/// What is said of dialogues, faults and labs that somebody has written: see labs/language/sentences.h.
namespace postlab::labs {

/// A place in a file, and "expected ..."; what was expected is a phrase that fits behind it.
inline constexpr Sentence script_sentences[] = {
    {"script.expected", "expected {}"},
    {"script.lines", "at least one C: or S: line"},
    {"script.line", "a line that begins with C:, S:, ! or #"},
    {"script.number", "a connection's number from 1 to 999"},
    {"script.colon", "a colon behind C or S, or behind its number"},
    {"script.space", "a space behind the colon"},
    {"script.captured", "an S: line above this one that captures {}"},
    {"script.escape", "{} behind a backslash"},
    {"script.event", "an event behind `! `: {}"},
    {"script.unknown_event", "an event: {}"},
    {"script.no_number", "no number: this event concerns the whole server"},
    {"script.nothing", "nothing behind `{}`"},
    {"script.argument", "{} behind `{}`"},
    {"script.assignment", "key=value"},
    {"script.protocol", "smtp, pop3 or pop2"},
    {"script.time", "a time like 600s"},
    {"script.failure", "full, no_room, broken, no_mailbox or works"},
    {"script.equals", "` = ` and a formula behind `{}`"},
    {"script.formula", "a formula behind `{} =`: {}"},
    {"script.fault", "another fault: {}"},
    {"script.fence", "```dialogue smtp, ```dialogue pop3 or ```dialogue pop2"},
    {"script.end", "``` to end the dialogue"},

    // the pattern of a lab's check
    {"script.pattern", "at least one line that begins with C:, S: or !"},
    {"script.connect", "`! connect` before the session's first line"},
    {"script.how_it_ended",
     "how the session ended (quit, drop, timeout, shutdown, any), starttls, or connect smtp, pop3 or pop2"},
};
static_assert(well_formed(script_sentences, "script."));

inline constexpr Sentence fault_sentences[] = {
    // a value
    {"fault.is", "{} is {}, not \"{}\""},
    {"fault.number", "a number from {} to {}"},
    {"fault.probability", "a number from 0 to 1, such as 0.3"},
    {"fault.range", "a number from 1, or several: 2-4, or 2- for all from the second"},
    {"fault.time", "a time of at most 60m, such as 500ms, 1.5s or 2m"},
    {"fault.yes", "yes, or left out"},
    {"fault.smtp_or_pop3", "smtp or pop3"},
    {"fault.before_or_after", "before (the command is not run) or after (its whole reply has been said)"},
    {"fault.name", "a name alone, such as alice or s017+l05"},

    // what can't be one
    {"fault.written", "a fault is written as key=value, not \"{}\""},
    {"fault.no_key", "a fault has no \"{}\"; postlab fault add --help lists what it has"},
    {"fault.key_meant", "a fault has no \"{}\"; did you mean {}?"},
    {"fault.no_value", "{} has no value"},
    {"fault.no_effect",
     "a fault does something: cut, cut_after, delay, silence, split, reply, hold_lock, clock, leaky or last"},
    {"fault.no_verb", "there is no verb {}"},
    {"fault.no_verb_in", "there is no verb {} in {}"},
    {"fault.greeting", "nobody has an account at the greeting; leave account or verb out"},
    {"fault.two_cuts", "cut and cut_after: the line can be cut only once"},
    {"fault.at_octet", "at_octet belongs to delay or silence; to cut there, say cut_after"},
    {"fault.leaky", "leaky belongs to pop3: RCPT tells names anyway"},
    {"fault.own", "own belongs to an account"},
    {"fault.last", "last belongs to pop3, whose command it was"},
    {"fault.hold_lock", "hold_lock belongs to pop3: SMTP has no lock"},
    {"fault.detail", "detail belongs to a reply"},
    {"fault.details", "{1} says \"{2}\"; detail is what stands in the place of {3}, separated by commas"},
    {"fault.reply", "a reply answers a verb; say which, such as verb=RCPT"},
    {"fault.which_protocol", "both protocols have {}; say protocol=smtp or protocol=pop3"},
    {"fault.no_row", "reply is a row that refuses {}, not \"{}\": {}"},

    // the file
    {"fault.no_json", "not a rule in JSON: {}"},
    {"fault.no_digits", "a rule's number is digits, not \"{}\""},
    {"fault.no_directory", "there is no directory {}; --data DIR says where the server keeps its data"},
    {"fault.no_rule", "{}: is no rule and does nothing: {}; {} removes it"},

    // postlab fault
    {"fault.no_id", "a fault is known by its number, not \"{}\"; postlab fault list shows it"},
    {"fault.none", "there is no fault {}"},
    {"fault.removed", "{} removed"},
    {"fault.of_labs", "{} of labs stay; --tag TAG removes them, fault list shows the tags"},
};
static_assert(well_formed(fault_sentences, "fault."));

/// A place in a file, and what is wrong there; some are what was expected, and fit behind script.expected.
inline constexpr Sentence lab_sentences[] = {
    // files
    {"lab.unreadable", "cannot be read"},
    {"lab.empty", "is empty"},
    {"lab.large", "is larger than {} KiB"},
    {"lab.no_yaml", "is no YAML ({})"},
    {"lab.alias", "there is an alias (*), which labs don't take; write out what it stands for"},
    {"lab.missing", "is missing"},
    {"lab.missing_mistake", "is missing: a dialogue that makes the mistake"},
    {"lab.no_mistake", "there is no such mistake in lab.yaml"},
    {"lab.none_in", "there is no lab in {}: no folder in it has a lab.yaml"},
    {"lab.not_in", "there is no lab {} in {}"},
    {"lab.same_id", "{} is also {}"},
    {"lab.folder", "a folder that is there (--labs DIR names another)"},

    // keys and values
    {"lab.map", "a map with the keys {}"},
    {"lab.map_lines", "a map, lines \"key: value\""},
    {"lab.list", "a list"},
    {"lab.text", "a text"},
    {"lab.number", "a number"},
    {"lab.whole_number", "a whole number"},
    {"lab.number_or_name", "a whole number or the $name of one"},
    {"lab.not", "{}, not \"{}\""},
    {"lab.yes_or_no", "yes or no"},
    {"lab.one_of", "one of {}"},
    {"lab.one_key", "one of the keys {}"},
    {"lab.no_key", "there is no key \"{}\"; there are {}"},
    {"lab.key_meant", "there is no key \"{}\"; did you mean \"{}\"?"},
    {"lab.missing_key", "the key \"{}\" is missing"},
    {"lab.key_twice", "the key stands there twice"},

    // lab.yaml
    {"lab.id", "L and two digits, such as L07"},
    {"lab.folder_number", "the number of its folder, {}"},
    {"lab.name", "a name of a-z, 0-9 and _, with 40 characters at most"},
    {"lab.id_twice", "there is another one with the id {}"},
    {"lab.parameter_name", "a name of a-z, 0-9 and _ that begins with a letter, with 40 characters at most"},
    {"lab.name_taken", "the name {} is taken: every lab has it"},
    {"lab.no_parameter", "there is no parameter {}"},
    {"lab.from_to", "two numbers, [from, to]"},
    {"lab.one_number", "one number"},
    {"lab.choices", "something to choose from"},
    {"lab.range", "a number from {} to {}, not \"{}\""},
    {"lab.sum", "numbers to add up, each from {} to {}, not \"{}\""},
    {"lab.not_left", "some number of the range to be left by `not`"},
    {"lab.octets", "at least {}, what the letter has without padding"},
    {"lab.account", "the account is the student's and is filled in"},
    {"lab.section", "an RFC's number and section, such as RFC 1939 7"},
    {"lab.one_check", "at least one check"},
    {"lab.condition", "something to check: one of {}"},
    {"lab.check_id", "the id of a check: {}"},
    {"lab.after", "after (ended sessions), minutes, or both"},
    {"lab.pattern_line", "line {} of the pattern: {}"},
    {"lab.one_session", "a pattern of one session beside it"},
    {"lab.leaf", "a leaf is named by its number"},

    // strings
    {"lab.missing_in", "is missing in {}"},
    {"lab.other_names", "the $names of the English text ({}), not {}"},
    {"lab.none", "none"},
    {"lab.no_string", "the string {} is missing in {}"},
    {"lab.unused", "nothing uses it"},

    // postlab lab check
    {"lab.works", "{}: works"},
    {"lab.does_not_work", "{}: does not work"},
    {"lab.no_folder", "there is no folder with a lab.yaml"},
    {"lab.taken", "{} is taken by {}"},
    {"lab.rendered", "{} ({}, as rendered)"},
    {"lab.no_session", "no session of it counts for {}"},
    {"lab.fails", "does not pass the check {}"},
    {"lab.fails_because", "does not pass the check {} ({})"},
    {"lab.mistaken", "is taken for the mistake {}"},
    {"lab.solves", "solves the lab all the same"},
    {"lab.not_recognised", "is not recognised as the mistake {}"},
    {"lab.same", "is the same for every student"},
    {"lab.everybody", "the check {}: everybody passes it, who does nothing and who makes any of the mistakes"},
    {"lab.all_english", "{}: all in English, for there is no {}"},
    {"lab.some_english", "{}: in English: {}"},
};
static_assert(well_formed(lab_sentences, "lab."));

}  // namespace postlab::labs
