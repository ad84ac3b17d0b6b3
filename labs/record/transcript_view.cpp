#include "labs/record/transcript_view.h"

#include <unistd.h>

#include <functional>
#include <iomanip>
#include <iostream>
#include <limits>
#include <sstream>

#include "labs/record/conversation.h"
#include "labs/record/export.h"
#include "labs/record/message_life.h"
#include "labs/record/transcript_verify.h"
#include "labs/record/turns.h"
#include "labs/text/out_file.h"
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

void warn(std::int64_t id, const std::string& flaw, std::ostream& err) {
    if (!flaw.empty()) err << "postlab: warning: conversation " << id << ": " << flaw << std::endl;
}

std::uint32_t how_many(const std::string& text) {
    if (const auto value = number_in<std::uint32_t>(text)) return *value;
    throw UsageError("\"" + text + "\" is no number; --last takes one");
}

int list_conversations(const CommandLine& line, std::ostream& out, std::ostream& err) {
    const std::uint32_t last = how_many(line.value("last", "20"));
    TranscriptReader reader(data_directory(line));
    const std::vector<KeptConversation> conversations = reader.conversations(last);
    out << std::left << std::setw(8) << "id" << std::setw(10) << "protocol" << std::setw(28) << "peer" << std::setw(26)
        << "started" << std::right << std::setw(10) << "seconds" << std::setw(8) << "lines"
        << "  ended by\n";
    for (const KeptConversation& conversation : conversations)
        out << std::left << std::setw(8) << conversation.id << std::setw(10) << conversation.protocol << std::setw(28)
            << conversation.peer << std::setw(26) << local_time(conversation.started) << std::right << std::setw(10)
            << lasted(conversation) << std::setw(8) << conversation.lines << "  "
            << (conversation.ended ? conversation.how : "no end yet") << "\n";
    if (reader.has_key())
        for (const KeptConversation& conversation : conversations)
            warn(conversation.id, reader.flaw(conversation.id), err);
    return 0;
}

/// What is known about it and was not on the wire: the reply's name, the change of state.
std::string remarks(const Utterance& utterance) {
    std::string text(utterance.reply);
    auto add = [&](const char* what, std::string_view value) {
        if (!value.empty()) text.append(text.empty() ? "" : ", ").append(what).append(value);
    };
    add("messages ", utterance.messages);
    add("mailboxes ", utterance.mailboxes);
    if (utterance.state_after != utterance.state_before) add("-> ", utterance.state_after);
    return text.empty() ? text : "   (" + text + ")";
}

void show(const Conversation& conversation, bool plain, std::ostream& out) {
    auto note = [&](const std::string& text) { out << std::string(13, ' ') << "... " << text << "\n"; };
    const KeptConversation& about = conversation.about;
    out << "Conversation " << about.id << ": " << about.protocol << " with " << about.peer << ", "
        << local_time(about.started) << ", ended by: " << conversation.how_it_ended() << "\n\n";
    const Turns turns(conversation);
    for (const Utterance& utterance : turns.utterances()) {
        if (utterance.lost != 0) note(lost_note(utterance.lost));
        const char* who = utterance.direction == Direction::client ? "C" : "S";
        for (const Line& line : utterance.lines)
            out << std::setw(9) << seconds(line.at) << "  " << who << "  " << visible(line.bytes, plain)
                << (&line == &utterance.lines.back() ? remarks(utterance) : "") << "\n";
        if (!utterance.tls.empty()) note(tls_note(utterance.tls));
        if (!utterance.injected.empty()) note(injected_note(utterance.injected));
        if (utterance.left_out != 0) note(left_out_note(utterance.left_out));
    }
    if (const std::uint64_t lost = conversation.lost_at_end()) note(lost_note(lost));
}

int show_conversation(const CommandLine& line, std::ostream& out, std::ostream& err) {
    const Conversation conversation = read_conversation(data_directory(line), line.word(0));
    warn(conversation.about.id, conversation.flaw, err);
    show(conversation, line.has("plain"), out);
    return 0;
}

using Write = std::function<void(std::ostream&)>;

/// Where an export goes: --out FILE, or `out` itself.
int write_export(const Write& write, const ExportForm& form, const std::string& id, const std::string& file,
                 std::ostream& out) {
    if (file.empty()) {
        const std::string name(form.name);
        if (form.binary && &out == &std::cout && isatty(STDOUT_FILENO))
            throw UsageError(name + " is no text for a terminal; postlab transcript export " + id + " --as " + name +
                             " --out " + id + "." + name + " writes a file");
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
        throw std::runtime_error(
            "the record has nothing that opens conversation " + std::to_string(conversation.about.id) +
            (conversation.was_hidden() ? ": the server ran without tls.teach" : ": it was not hidden"));
    write_out(line.value("keylog", ""), lines, out);
}

/// `export ID`, or `export all` in the forms that are a line for each event or a block for each conversation.
int export_conversations(const CommandLine& line, std::ostream& out, std::ostream& err) {
    const std::string directory = data_directory(line), id = line.word(0);
    const ExportForm& form = export_form(line.value("as", "text"));
    const std::string file = line.value("out", "");
    if (id != "all") {
        const Conversation conversation = read_conversation(directory, id);
        warn(conversation.about.id, conversation.flaw, err);
        write_key_log(line, conversation, out);
        if (form.name == "pcap" && conversation.was_hidden() && conversation.wire.empty())
            err << "postlab: what TLS has hidden isn't in it: the server ran without tls.teach\n";
        return write_export([&](std::ostream& to) { form.write(conversation, to); }, form, id, file, out);
    }
    if (!form.can_follow_another) throw UsageError("export all takes --as text or --as jsonl");
    TranscriptReader reader(directory);
    auto write_all = [&](std::ostream& to) {
        for (KeptConversation& about : reader.conversations(std::numeric_limits<std::uint32_t>::max())) {
            const std::int64_t number = about.id;
            const Conversation conversation{std::move(about), reader.events(number), reader.flaw(number)};
            if (reader.has_key()) warn(number, conversation.flaw, err);
            form.write(conversation, to);
        }
    };
    return write_export(write_all, form, id, file, out);
}

}  // namespace

std::vector<ProgramCommand> transcript_commands() {
    return {
        {"transcript list",
         "",
         "every conversation is recorded: the latest ones",
         {{"last", "N", "that many of them (20)"}, data_option},
         "postlab transcript list --last 5",
         list_conversations},
        {"transcript show",
         "ID",
         "one conversation, hidden characters visible",
         {{"plain", "", "<CR><LF> instead of pictures of the hidden characters"}, data_option},
         "postlab transcript show 1",
         show_conversation},
        {"transcript message",
         "ID",
         "one letter's whole life: who brought, listed, fetched, removed it",
         {data_option},
         "postlab transcript message 1",
         [](const CommandLine& line, std::ostream& out, std::ostream&) {
             return message_life(data_directory(line), line.word(0), out);
         }},
        {"transcript verify",
         "[ID|FIRST-LAST]",
         "whether the record is as it was written",
         {data_option},
         "postlab transcript verify",
         [](const CommandLine& line, std::ostream& out, std::ostream&) {
             return verify_transcripts(data_directory(line), line.word(0), out);
         },
         "Names the first broken event of each conversation and those that are missing in between; prints an anchor to "
         "compare later. Exit status 1 when something is wrong."},
        {"transcript export",
         "ID|all",
         "one conversation as a page, a picture or a file for other programs",
         {{"as", form_names(), "pcap is for Wireshark (text)"},
          {"out", "FILE", "the file to write (standard output)"},
          {"keylog", "FILE", "the file for what opens TLS in the pcap file, see tls.teach"},
          data_option},
         "postlab transcript export 1 --as html --out 1.html",
         export_conversations,
         "With all it is the whole record, as text or jsonl."},
    };
}

}  // namespace postlab::labs
