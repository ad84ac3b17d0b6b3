#include "labs/record/transcript_view.h"

#include <unistd.h>

#include <algorithm>
#include <functional>
#include <iomanip>
#include <iostream>
#include <limits>
#include <sstream>

#include "labs/language/sentences.h"
#include "labs/record/conversation.h"
#include "labs/record/export.h"
#include "labs/record/message_life.h"
#include "labs/record/transcript_verify.h"
#include "labs/record/turns.h"
#include "labs/text/out_file.h"
#include "labs/text/paragraph.h"
#include "labs/text/progress.h"
#include "labs/text/text_table.h"
#include "labs/text/visible.h"
#include "shared/text/text.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::labs {

using store::KeptConversation;
using store::TranscriptReader;

namespace {

std::string lasted(const KeptConversation& conversation) {
    return conversation.ended ? seconds(*conversation.ended - conversation.started) : "-";
}

void warn(std::int64_t id, const Phrase& flaw, const Language& language, std::ostream& err) {
    if (!flaw.empty())
        err << "postlab: " << language.say("life.warning"_sentence, {std::to_string(id), flaw}) << std::endl;
}

std::uint32_t how_many(const CommandLine& line) {
    const std::string text = line.value("last", "20");
    if (const auto value = number_in<std::uint32_t>(text)) return *value;
    throw UsageError("record.no_number"_sentence, {text});
}

int list_conversations(const CommandLine& line, std::ostream& out, std::ostream& err) {
    const Language& language = language_in(line);
    const std::uint32_t last = how_many(line);
    TranscriptReader reader(data_directory(line));
    const std::vector<KeptConversation> conversations = reader.conversations(last);
    using enum TextTable::Align;
    TextTable table({{language.say("record.id"_sentence), right},
                     {language.say("record.protocol"_sentence), left},
                     {language.say("record.peer"_sentence), left},
                     {language.say("record.started"_sentence), left},
                     {language.say("record.seconds"_sentence), right},
                     {language.say("record.lines"_sentence), right},
                     {language.say("record.ended"_sentence), left}});
    for (const KeptConversation& conversation : conversations)
        table.add({std::to_string(conversation.id), conversation.protocol, conversation.peer,
                   local_time(conversation.started), lasted(conversation), std::to_string(conversation.lines),
                   conversation.ended ? conversation.how : language.say("record.no_end"_sentence)});
    table.print(out);
    if (reader.has_key())
        for (const KeptConversation& conversation : conversations)
            warn(conversation.id, reader.flaw(conversation.id), language, err);
    return 0;
}

/// What is known about it and was not on the wire: the reply's name, the change of state.
std::string remarks(const Utterance& utterance, const Language& language) {
    std::vector<Phrase> known;
    if (!utterance.reply.empty()) known.emplace_back(utterance.reply);
    auto add = [&](const Sentence& sentence, std::string_view value) {
        if (!value.empty()) known.emplace_back(sentence, std::vector<Phrase>{value});
    };
    add("record.messages"_sentence, utterance.messages);
    add("record.mailboxes"_sentence, utterance.mailboxes);
    if (utterance.state_after != utterance.state_before) add("record.state"_sentence, utterance.state_after);
    return known.empty() ? "" : "   (" + language.say(list_of(known)) + ")";
}

constexpr std::size_t front_width = 13;  // of number and time

void show(const Conversation& conversation, bool plain, const Language& language, std::ostream& out) {
    auto note = [&](const std::string& text) {
        out << inked(out, Ink::aside, std::string(front_width, ' ') + "... " + text) << "\n";
    };
    auto remark = [&](const Utterance& about, std::size_t width) {
        const std::string text = remarks(about, language);
        const bool fits = !look_of(out).terminal || front_width + width + columns(text) <= columns_of(out);
        if (!fits) out << "\n" << std::string(front_width, ' ');
        out << inked(out, Ink::aside, text);
    };
    out << inked(out, Ink::heading, heading_of(conversation, language)) << "\n\n";
    const Turns turns(conversation);
    std::size_t number = 0;
    for (const Utterance& utterance : turns.utterances()) {
        if (utterance.lost != 0) note(lost_note(utterance.lost, language));
        for (const Line& line : utterance.lines) {
            const std::string said =
                (utterance.direction == Direction::client ? "C  " : "S  ") + visible(line.bytes, plain);
            out << Ink::aside << std::setw(3) << ++number << " " << std::setw(7) << seconds(line.at) << Ink::plain
                << "  " << inked(out, ink_of(utterance), said);
            if (&line == &utterance.lines.back()) remark(utterance, columns(said));
            out << "\n";
        }
        if (is_report(utterance)) note(report_note(utterance.messages, utterance.mailboxes, language));
        if (!utterance.tls.empty()) note(tls_note(utterance.tls, language));
        if (!utterance.injected.empty()) note(injected_note(utterance.injected, language));
        if (utterance.left_out != 0) note(left_out_note(utterance.left_out, language));
    }
    if (const std::uint64_t lost = conversation.lost_at_end()) note(lost_note(lost, language));
}

int show_conversation(const CommandLine& line, std::ostream& out, std::ostream& err) {
    const Language& language = language_in(line);
    const Conversation conversation = read_conversation(data_directory(line), line.word(0));
    warn(conversation.about.id, conversation.flaw, language, err);
    show(conversation, line.has("plain"), language, out);
    return 0;
}

int show_life(const CommandLine& line, std::ostream& out, std::ostream&) {
    const Language& language = language_in(line);
    const MessageLife life = life_called(data_directory(line), line.word(0));
    const std::string form = line.value("as", "text");
    if (form != "text" && form != "svg") throw UsageError("life.no_form"_sentence, {form});
    std::ostringstream text;
    (form == "svg" ? draw : tell)(life, text, language);
    write_out(line.value("out", ""), text.view(), out);
    return 0;
}

using Write = std::function<void(std::ostream&)>;

/// Where an export goes: --out FILE, or `out` itself.
int write_export(const Write& write, const ExportForm& form, const std::string& id, const std::string& file,
                 std::ostream& out) {
    if (file.empty()) {
        const std::string name(form.name);
        if (form.binary && &out == &std::cout && isatty(STDOUT_FILENO))
            throw UsageError("export.binary"_sentence, {name, id, name, id + "." + name});
        write(out);
        return 0;
    }
    std::ostringstream text;
    write(text);
    write_out(file, text.view(), out);
    return 0;
}

void write_key_log(const CommandLine& line, const Conversation& conversation, std::ostream& out) {
    if (!line.has("keylog")) return;
    const std::string lines = key_log(conversation);
    if (lines.empty())
        throw SayableError(conversation.was_hidden() ? "export.nothing_kept"_sentence : "export.not_hidden"_sentence,
                           {std::to_string(conversation.about.id)});
    write_out(line.value("keylog", ""), lines, out);
}

/// `export ID`, or `export all` in the forms that are a line for each event or a block for each conversation.
int export_conversations(const CommandLine& line, std::ostream& out, std::ostream& err) {
    const std::string directory = data_directory(line), id = line.word(0);
    const ExportForm& form = export_form(line.value("as", "text"));
    const Language& language = language_in(line);
    const std::string file = line.value("out", "");
    if (id != "all") {
        const Conversation conversation = read_conversation(directory, id);
        warn(conversation.about.id, conversation.flaw, language, err);
        write_key_log(line, conversation, out);
        if (form.name == "pcap" && conversation.was_hidden() && conversation.wire.empty())
            err << "postlab: " << language.say("export.without_hidden"_sentence) << "\n";
        return write_export([&](std::ostream& to) { form.write(conversation, to, language); }, form, id, file, out);
    }
    if (!form.can_follow_another) throw UsageError("export.all"_sentence, {});
    TranscriptReader reader(directory);
    auto write_all = [&](std::ostream& to) {
        for (KeptConversation& about : reader.conversations(std::numeric_limits<std::uint32_t>::max())) {
            const std::int64_t number = about.id;
            const Conversation conversation{std::move(about), reader.events(number), reader.flaw(number)};
            if (reader.has_key()) warn(number, conversation.flaw, language, err);
            form.write(conversation, to, language);
        }
    };
    return write_export(write_all, form, id, file, out);
}

ProgramCommand message_command() {
    return {"transcript message",
            "ID",
            "one letter's whole life: who brought, listed, fetched, removed it",
            {{"as", form_names(),
              "text, or svg: SMTP, the store and POP3 beside each other, and the letter on its way (text)"},
             {"out", "FILE", "the file to write (standard output)"},
             language_option,
             data_option},
            "postlab transcript message 1 --as svg --out 1.svg",
            show_life};
}

}  // namespace

std::vector<ProgramCommand> transcript_commands() {
    return {
        {"transcript list",
         "",
         "every conversation is recorded: the latest ones",
         {{"last", "N", "that many of them (20)"}, language_option, data_option},
         "postlab transcript list --last 5",
         list_conversations},
        {"transcript show",
         "ID",
         "one conversation, lines numbered, hidden characters visible",
         {{"plain", "", "<CR><LF> instead of pictures of the hidden characters"}, language_option, data_option},
         "postlab transcript show 1",
         show_conversation},
        message_command(),
        {"transcript verify",
         "[ID|FIRST-LAST]",
         "whether the record is as it was written",
         {language_option, data_option},
         "postlab transcript verify",
         [](const CommandLine& line, std::ostream& out, std::ostream& err) {
             const Language& language = language_in(line);
             return followed(err, language.say("verify.progress"_sentence), [&](const HowFar& tell) {
                 return verify_transcripts(data_directory(line), line.word(0), out, language, tell);
             });
         },
         "Names the first broken event of each conversation and those that are missing in between; prints an anchor to "
         "compare later. Exit status 1 when something is wrong."},
        {"transcript export",
         "ID|all",
         "one conversation as a page, a picture or a file for other programs",
         {{"as", form_names(), "pcap is for Wireshark (text)"},
          {"out", "FILE", "the file to write (standard output)"},
          {"keylog", "FILE", "the file for what opens TLS in the pcap file, see tls.teach"},
          language_option,
          data_option},
         "postlab transcript export 1 --as html --out 1.html",
         export_conversations,
         "With all it is the whole record, as text or jsonl."},
    };
}

}  // namespace postlab::labs
