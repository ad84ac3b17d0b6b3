#pragma once
#include "shared/text/sentence.h"

/// What is said to people by what stands below labs, beyond the rows of replies. What labs say is in
/// labs/language/sentences.h, what the store says in store/sentences.h.
namespace postlab {

inline constexpr Sentence text_sentences[] = {
    {"text.meant", "{}; did you mean {}?"},
    {"text.or", "{} or {}"},

    // encodings
    {"text.no_encoding", "there is no encoding \"{}\"; utf-8, cp1251, cp1252 and gb18030 are usual"},
    {"text.no_utf8", "this is no UTF-8: save it as UTF-8, or name its encoding: {}"},
    {"text.not_in", "this is no text in {}; it may be utf-8, cp1251, cp1252 or gb18030"},
    {"text.taken_as", "the file is read as {}"},

    // tables and moments
    {"text.quote", "a quote is not closed"},
    {"text.behind_quote", "something stands behind a closing quote"},
    {"text.moment", "a moment is written 2026-10-01T23:59+02:00, or 2026-10-01 for the end of that day, not \"{}\""},
};
static_assert(well_formed(text_sentences, "text."));

inline constexpr Sentence file_sentences[] = {
    {"file.read", "can't read {}: {}"},
    {"file.write", "can't write {}: {}"},
    {"file.write_to", "can't write to {}: {}"},
    {"file.use", "can't use {}: {}"},

    // why not
    {"file.missing", "there is no such file"},
    {"file.no_folder", "there is no folder {}"},
    {"file.not_a_folder", "a file is where a folder should be"},
    {"file.a_folder", "it is a folder; name a file in it"},
    {"file.read_only", "its file system is read-only; name a place on another one"},
    {"file.no_space", "no space left on the disk that holds {1}; free some (df -h {1} shows how much there is)"},
    {"file.closed", "{} is closed to its owner, too; type: chmod -R u+rwX {}"},
    {"file.anothers", "{1} belongs to uid {2} and this program runs as uid {3}; type: sudo chown -R {3} {4}"},
    {"file.system", "the operating system refuses it ({})"},
};
static_assert(well_formed(file_sentences, "file."));

inline constexpr Sentence program_sentences[] = {
    {"program.comma", ", "},
    {"program.no_command", "there is no command {}; postlab --help lists them"},
    {"program.command_meant", "there is no command {}; did you mean postlab {}?"},
    {"program.no_action", "there is no command {}; postlab help {} lists them"},
    {"program.actions", "postlab {}; postlab help {} tells more"},
    {"program.no_option", "there is no option {}; --help lists them"},
    {"program.option_meant", "there is no option {}; did you mean {}?"},
    {"program.no_value", "{} takes something behind it: {}"},
    {"program.value", "{}: this option takes nothing behind it"},
    {"program.twice", "{} is there twice"},
    {"program.choice", "{} takes {} or {}, not {}"},
    {"program.belongs", "--{} belongs to {}"},
    {"program.takes_nothing", "{} takes nothing, not \"{}\""},
    {"program.takes_options", "{} takes options only, not \"{}\""},
    {"program.password", "the password comes on standard input, in one line: echo secret | postlab {}"},
    {"program.no_record", "no conversations have been recorded in {}"},
    {"program.no_record_yet", "no conversations have been recorded yet in {}"},
    {"program.older_record", "an older postlab has written {}; a server of this version moves it aside when it starts"},
    {"program.not_written", "standard output could not be written: is its disk full, or was it closed?"},
    {"program.unforeseen", "this was not foreseen ({})"},
    {"program.few_files", "the limit of {} open files is too low for a server; type: ulimit -n 1024"},
    {"program.newer_record", "a newer postlab has written {}"},
};
static_assert(well_formed(program_sentences, "program."));

inline constexpr Sentence setting_sentences[] = {
    {"setting.wrong", "--set: {}"},
    {"setting.no_equals", "--set takes KEY=VALUE, not {}"},
    {"setting.unknown", "there is no setting \"{}\"; postlab serve --help lists them"},
    {"setting.unknown_meant", "there is no setting \"{}\"; did you mean {}?"},
    {"setting.number", "{} takes a whole number, at least {}, not \"{}\""},
    {"setting.number_within", "{} takes a whole number, at least {} and at most {}, not \"{}\""},
    {"setting.choice", "{} takes {}, not \"{}\""},
    {"setting.names", "{} takes names with commas between, not \"{}\""},
    {"setting.there_are", "{}; there are {}"},
};
static_assert(well_formed(setting_sentences, "setting."));

inline constexpr Sentence tls_sentences[] = {
    {"tls.not_made", "no certificate could be made ({})"},
    {"tls.no_certificate", "{} holds no certificate in PEM form ({})"},
    {"tls.no_key", "{} holds no key in PEM form that fits {} and needs no pass phrase ({})"},
};
static_assert(well_formed(tls_sentences, "tls."));

inline constexpr std::span<const Sentence> shared_sentences[] = {text_sentences, file_sentences, program_sentences,
                                                                 setting_sentences, tls_sentences};

/// "program.twice"_sentence; above, store and labs have one that knows these, too.
consteval const Sentence& operator""_sentence(const char* id, std::size_t size) {
    return sentence_named(shared_sentences, {id, size});
}

}  // namespace postlab
