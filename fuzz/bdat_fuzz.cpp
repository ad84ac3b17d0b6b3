// Letters by BDAT: the first byte chooses the cutting of the wire, the second the store's manners. If its highest bit
// is set, the rest is what a client says whose RCPT has been taken; else the rest is a letter, in as many chunks as the
// third byte says, and has to arrive as it does by DATA.
#include "fuzz/smtp_play.h"
#include "shared/wire/dot_stuffing.h"

namespace {

using namespace postlab;

const std::string envelope = "EHLO me\r\nMAIL FROM:<alice@post.example>\r\nRCPT TO:<bob@post.example>\r\n";

/// The letter in that many chunks, and how many there are. A chunk may be empty.
std::string by_chunks(std::string_view letter, std::size_t chunks) {
    std::string wire;
    for (std::size_t left = chunks; left > 0; --left) {
        const std::string_view chunk = letter.substr(0, left == 1 ? letter.size() : letter.size() / left);
        letter.remove_prefix(chunk.size());
        wire += "BDAT " + std::to_string(chunk.size()) + (left == 1 ? " LAST\r\n" : "\r\n");
        wire += chunk;
    }
    return wire;
}

std::string by_data(std::string_view letter) {
    std::string wire = "DATA\r\n";
    DotEncoder encoder;
    encoder.append(letter, wire);
    encoder.finish(wire);
    return wire;
}

/// With each CR and LF in a pair, and the last line ended: what DATA can bring, too.
std::string as_lines(std::string_view text) {
    std::string lines;
    for (const char c : text) {
        if (c == '\r') continue;
        lines += c == '\n' ? "\r\n" : std::string(1, c);
    }
    if (!lines.ends_with('\n')) lines += "\r\n";
    return lines;
}

/// The codes of the replies, one behind the other.
std::vector<std::string> codes(const fuzz::SmtpOutcome& outcome) {
    std::vector<std::string> found;
    for (const RecordedEvent& entry : outcome.record.events)
        if (!entry.reply.empty()) found.push_back(entry.bytes.substr(0, 3));
    return found;
}

/// What stands behind the trace line, which has the time of day.
std::string without_trace(const std::string& content) {
    std::size_t end = 0;
    do end = content.find("\r\n", end) + 2;
    while (end < content.size() && (content[end] == '\t' || content[end] == ' '));
    return content.substr(end);
}

void demand_arrives(std::string_view text, unsigned char how, unsigned char manners, std::size_t chunks) {
    const std::string letter = as_lines(text), quit = "QUIT\r\n";
    const std::string chunked = envelope + by_chunks(letter, chunks) + quit, dotted = envelope + by_data(letter) + quit;
    const fuzz::SmtpOutcome counted = fuzz::play_smtp(fuzz::cut(chunked, how), manners);
    const auto answers = codes(counted);
    fuzz::demand(answers.size() == 4 + chunks + 1, "one reply to each chunk, whatever is in it");
    fuzz::demand(answers.back() == "221", "what stands behind the octets is the next command");
    const fuzz::SmtpOutcome stuffed = fuzz::play_smtp({dotted}, manners);
    if (letter.find('\xff') != letter.npos) return;  // which telnet may have meant otherwise
    fuzz::demand(counted.stored.size() == stuffed.stored.size(), "it is stored if DATA's is");
    for (std::size_t i = 0; i < counted.stored.size(); ++i)
        fuzz::demand_equal(without_trace(counted.stored[i]), without_trace(stuffed.stored[i]),
                           "... and it is the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = fuzz::as_text(data, size);
    const unsigned char how = fuzz::take_byte(input), manners = fuzz::take_byte(input);
    if (manners & 128) {
        fuzz::demand_smtp_holds(envelope + std::string(input), how, manners & 127);
    } else {
        const std::size_t chunks = 1 + fuzz::take_byte(input) % 8;
        demand_arrives(input, how, manners, chunks);
    }
    return 0;
}
