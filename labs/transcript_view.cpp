#include "labs/transcript_view.h"

#include <Poco/DateTimeFormatter.h>
#include <Poco/LocalDateTime.h>
#include <Poco/NumberParser.h>
#include <Poco/UTF8Encoding.h>

#include <iomanip>
#include <limits>
#include <ostream>
#include <span>
#include <sstream>
#include <stdexcept>

#include "store/transcript_reader.h"

namespace postlab::labs {

using store::KeptConversation;
using store::KeptEvent;
using store::TranscriptReader;

namespace {

constexpr const char* synopsis = "postlab transcript list [--last N] | show ID [--plain]";

struct Picture {
    char character;
    const char *picture, *plain;
};
constexpr Picture pictures[] = {
    {'\r', "␍", "<CR>"}, {'\n', "␊", "<LF>"}, {'\t', "␉", "<HT>"}, {'\0', "␀", "<NUL>"}, {'\x7f', "␡", "<DEL>"},
};

std::string hexadecimal(std::string_view bytes) {
    std::ostringstream out;
    out << std::hex << std::uppercase << std::setfill('0');
    for (unsigned char c : bytes) out << '<' << std::setw(2) << unsigned{c} << '>';
    return out.str();
}

/// What a terminal obeys or hides instead of showing it.
bool hidden(int code) {
    const bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
    const bool direction_or_width = (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
                                    (code >= 0x2060 && code <= 0x206f) || code == 0xfeff || code == 0xad;
    return control || direction_or_width;
}

/// Octets of the UTF-8 character in front; 0 when there is none.
std::size_t utf8_length(std::string_view text) {
    static const Poco::UTF8Encoding utf8;
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    const int available = static_cast<int>(std::min<std::size_t>(text.size(), 4));
    const int length = utf8.sequenceLength(bytes, available);
    if (length < 1 || length > available || !Poco::UTF8Encoding::isLegal(bytes, length)) return 0;
    return hidden(utf8.queryConvert(bytes, length)) ? 0 : static_cast<std::size_t>(length);
}

std::string local_time(Time time) {
    const auto since_1970 = std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch());
    const Poco::LocalDateTime local{Poco::DateTime(Poco::Timestamp(since_1970.count()))};
    return Poco::DateTimeFormatter::format(local, "%Y-%m-%dT%H:%M:%S%z");
}

std::string seconds(std::chrono::duration<double> duration) {
    std::ostringstream out;
    out << std::fixed << std::setprecision(3) << duration.count();
    return out.str();
}

std::string how_it_ended(const KeptConversation& conversation) {
    return conversation.ended ? conversation.how : "no end yet";
}

std::string lasted(const KeptConversation& conversation) {
    return conversation.ended ? seconds(*conversation.ended - conversation.started) : "-";
}

int list(TranscriptReader& reader, std::uint32_t last, std::ostream& out) {
    out << std::left << std::setw(8) << "id" << std::setw(10) << "protocol" << std::setw(28) << "peer" << std::setw(26)
        << "started" << std::right << std::setw(10) << "seconds" << std::setw(8) << "lines"
        << "  ended by\n";
    for (const KeptConversation& conversation : reader.conversations(last))
        out << std::left << std::setw(8) << conversation.id << std::setw(10) << conversation.protocol << std::setw(28)
            << conversation.peer << std::setw(26) << local_time(conversation.started) << std::right << std::setw(10)
            << lasted(conversation) << std::setw(8) << conversation.lines << "  " << how_it_ended(conversation) << "\n";
    return 0;
}

/// Prints one conversation, event by event; the pieces of a message are put together again.
class Show {
public:
    Show(bool plain, std::ostream& out) : plain_(plain), out_(out) {}

    void conversation(const KeptConversation& kept, const std::vector<KeptEvent>& events) {
        out_ << "Conversation " << kept.id << ": " << kept.protocol << " with " << kept.peer << ", "
             << local_time(kept.started) << ", ended by: " << how_it_ended(kept) << "\n\n";
        std::uint32_t expected = 0;
        for (std::size_t i = 0; i < events.size();) {
            std::size_t end = i + 1;
            while (end < events.size() && continues(events[end - 1], events[end])) ++end;
            lost(events[i].seq - expected);
            turn(std::span(events).subspan(i, end - i));
            expected = events[end - 1].seq + 1;
            i = end;
        }
        lost(kept.events + kept.lost - expected);
    }

private:
    static bool continues(const KeptEvent& a, const KeptEvent& b) {
        return a.content && b.content && a.direction == b.direction && a.left_out == 0 && b.seq == a.seq + 1;
    }

    void lost(std::uint64_t events) {
        if (events != 0) note(std::to_string(events) + " lines or blocks were not recorded");
    }

    void note(const std::string& text) { out_ << std::string(13, ' ') << "... " << text << "\n"; }

    void turn(std::span<const KeptEvent> events) {
        const KeptEvent& first = events.front();
        std::string bytes;
        for (const KeptEvent& event : events) bytes += event.bytes;
        std::string_view rest = bytes;
        const char* who = first.direction == Direction::client ? "C" : "S";
        while (!rest.empty()) {
            const std::string_view line = rest.substr(0, rest.find('\n') + 1);  // npos + 1: all of it
            const std::string_view shown = line.empty() ? rest : line;
            rest.remove_prefix(shown.size());
            out_ << std::setw(9) << seconds(first.at) << "  " << who << "  " << visible(shown, plain_)
                 << (rest.empty() ? remarks(first) : "") << "\n";
        }
        if (const std::uint64_t octets = events.back().left_out)
            note(std::to_string(octets) + " octets of content are not kept");
    }

    /// What is known about a line and was not on the wire: the reply's name, the change of state.
    static std::string remarks(const KeptEvent& event) {
        std::string text = event.reply;
        if (event.state_after != event.state_before) text += (text.empty() ? "-> " : ", -> ") + event.state_after;
        return text.empty() ? text : "   (" + text + ")";
    }

    const bool plain_;
    std::ostream& out_;
};

int show(TranscriptReader& reader, std::int64_t id, bool plain, std::ostream& out) {
    const auto conversation = reader.conversation(id);
    if (!conversation)
        throw std::runtime_error("there is no conversation " + std::to_string(id) +
                                 "; postlab transcript list shows those there are");
    Show(plain, out).conversation(*conversation, reader.events(id));
    return 0;
}

template <class Number>
Number number(const std::string& text) {
    Poco::Int64 value;
    if (!Poco::NumberParser::tryParse64(text, value) || value < 0 || value > std::numeric_limits<Number>::max())
        throw UsageError("\"" + text + "\" is no number; " + synopsis);
    return static_cast<Number>(value);
}

}  // namespace

std::string visible(std::string_view line, bool plain) {
    const std::size_t text_end = line.find_last_not_of("\r\n");
    const std::string_view text = line.substr(0, text_end == line.npos ? 0 : text_end + 1);
    const std::size_t last = text.find_last_not_of(' ');
    const std::size_t spaces_from = last == text.npos ? 0 : last + 1;
    std::string shown;
    for (std::size_t i = 0; i < line.size();) {
        const Picture* picture = nullptr;
        for (const Picture& candidate : pictures)
            if (candidate.character == line[i]) picture = &candidate;
        const std::size_t length = utf8_length(line.substr(i));
        if (picture)
            shown += plain ? picture->plain : picture->picture;
        else if (line[i] == ' ' && i >= spaces_from)
            shown += plain ? "<SP>" : "␠";
        else if (length != 0)
            shown += line.substr(i, length);
        else
            shown += hexadecimal(line.substr(i, 1));
        i += length != 0 && !picture ? length : 1;
    }
    return shown;
}

std::vector<Option> transcript_options() {
    return {{"data", "DIR", "where mail, accounts and transcripts are kept (./postlab-data)"},
            {"last", "N", "list: that many conversations, the latest ones (20)"},
            {"plain", "", "show: <CR><LF> instead of pictures of the hidden characters"}};
}

int transcript_command(const std::vector<std::string>& arguments, std::ostream& out) {
    const CommandLine line(transcript_options(), arguments);
    const auto& words = line.words();
    const bool listing = words.size() == 1 && words[0] == "list" && !line.has("plain");
    const bool showing = words.size() == 2 && words[0] == "show" && !line.has("last");
    if (!listing && !showing) throw UsageError(synopsis);
    const auto last = number<std::uint32_t>(line.value("last", "20"));
    const auto id = showing ? number<std::int64_t>(words[1]) : 0;
    TranscriptReader reader(line.value("data", "postlab-data"));
    return listing ? list(reader, last, out) : show(reader, id, line.has("plain"), out);
}

}  // namespace postlab::labs
