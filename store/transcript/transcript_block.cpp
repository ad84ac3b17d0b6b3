#include "store/transcript/transcript_block.h"

#include <stdexcept>
#include <utility>

namespace postlab::store {

namespace {

using Layer = Event::Layer;

// What an event has, in its flags.
constexpr std::uint64_t from_server = 1, content = 2, left_out = 4, concerns = 8, injected = 16, repeats = 32,
                        taken = 64, tls = 128, wire = 256, secret = 512;

inline void append_number(std::string& to, std::uint64_t value) {
    if (value < 0x80) return to.push_back(static_cast<char>(value));  // as nearly always
    char octets[10];
    std::size_t count = 0;
    for (; value >= 0x80; value >>= 7) octets[count++] = static_cast<char>(value | 0x80);
    octets[count++] = static_cast<char>(value);
    to.append(octets, count);
}

/// Small numbers for small differences in either direction: a clock can be set back.
std::uint64_t folded(std::int64_t value) {
    return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}
std::int64_t unfolded(std::uint64_t value) { return static_cast<std::int64_t>(value >> 1 ^ (0 - (value & 1))); }

/// Microseconds, 142 years: no time in a block is further away, and sums of a few don't overflow.
constexpr std::int64_t furthest = std::int64_t{1} << 52;

bool is_near(std::int64_t microseconds) { return microseconds <= furthest && microseconds >= -furthest; }

struct Damaged : std::runtime_error {
    Damaged() : std::runtime_error("damaged") {}
};

class Cursor {
public:
    explicit Cursor(std::string_view rest) : rest_(rest) {}
    bool at_end() const { return rest_.empty(); }

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (rest_.empty()) throw Damaged();
            const auto octet = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            value |= std::uint64_t{octet & 0x7fu} << shift;
            if (octet < 0x80) return value;
        }
        throw Damaged();
    }
    std::string_view text() {
        const std::uint64_t length = number();
        if (length > rest_.size()) throw Damaged();
        const std::string_view text = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return text;
    }
    std::string_view word() {
        const std::uint64_t number = this->number();
        if (number > words_.size() + 1) throw Damaged();
        if (number == words_.size() + 1) words_.push_back(text());
        return number == 0 ? std::string_view() : words_[number - 1];
    }

private:
    std::string_view rest_;
    std::vector<std::string_view> words_;
};

ContentPlace place_in(std::string_view bytes) {
    Cursor cursor(bytes);
    ContentPlace place{};
    place.block = cursor.number();
    place.tag = cursor.number();
    place.seq = static_cast<std::uint32_t>(cursor.number());
    place.octets = static_cast<std::uint32_t>(cursor.number());
    return place;
}

/// What follows an event's number.
BlockEvent next_event(Cursor& cursor, std::uint32_t seq, std::int64_t& at) {
    BlockEvent found{};
    KeptEvent& event = found.event;
    const std::uint64_t flags = cursor.number();
    const std::int64_t later = unfolded(cursor.number());
    if (!is_near(later) || !is_near(at + later)) throw Damaged();
    at += later;
    event.seq = seq;
    event.at = std::chrono::microseconds(at);
    event.direction = flags & from_server ? Direction::server : Direction::client;
    event.content = flags & content;
    event.layer = flags & wire ? Layer::wire : flags & secret ? Layer::secret : Layer::said;
    for (std::string* word : {&event.state_before, &event.state_after, &event.verb, &event.reply})
        *word = cursor.word();
    const std::string_view bytes = cursor.text();
    if (flags & repeats)
        found.same_as = place_in(bytes);
    else
        event.bytes = bytes;
    if (flags & left_out) event.left_out = cursor.number();
    if (flags & concerns) {
        event.mailboxes = cursor.text();
        event.messages = cursor.text();
    }
    if (flags & injected) event.injected = cursor.text();
    if (flags & taken) event.taken = cursor.text();
    if (flags & tls) event.tls = cursor.text();
    return found;
}

}  // namespace

void encode(const ContentPlace& place, std::string& into) {
    into.clear();
    for (const std::uint64_t number : {place.block, place.tag, std::uint64_t{place.seq}, std::uint64_t{place.octets}})
        append_number(into, number);
}

void TranscriptBlock::number(std::uint64_t value) { append_number(bytes_, value); }

void TranscriptBlock::text(std::string_view bytes) {
    number(bytes.size());
    bytes_ += bytes;
}

/// 0: none; else its number, from 1. The next free number introduces a word.
void TranscriptBlock::word(std::size_t column, std::string_view word) {
    if (word.empty()) return number(0);
    std::size_t& at = last_[column];
    if (at >= words_.size() || words_[at] != word)
        for (at = 0; at < words_.size() && words_[at] != word;) ++at;
    number(at + 1);
    if (at < words_.size()) return;
    words_.emplace_back(word);
    text(word);
}

void TranscriptBlock::add(const TranscriptRecord& record, std::chrono::microseconds since_start) {
    const Event& event = record.event;
    if (bytes_.empty()) number(seq_ = record.seq);
    number(record.seq - std::exchange(seq_, record.seq));
    const bool concerned = !event.mailboxes.empty() || !event.messages.empty();
    number((event.direction == Direction::server ? from_server : 0) | (event.content ? content : 0) |
           (record.left_out != 0 ? left_out : 0) | (concerned ? concerns : 0) |
           (event.injected.empty() ? 0 : injected) | (record.repeats ? repeats : 0) |
           (event.taken.empty() ? 0 : taken) | (event.tls.empty() ? 0 : tls) | (event.layer == Layer::wire ? wire : 0) |
           (event.layer == Layer::secret ? secret : 0));
    number(folded(since_start.count() - at_));
    at_ = since_start.count();
    word(0, event.state_before);
    word(1, event.state_after);
    word(2, event.verb);
    word(3, event.reply);
    text(event.bytes);
    if (record.left_out != 0) number(record.left_out);
    if (concerned) {
        text(event.mailboxes);
        text(event.messages);
    }
    if (!event.injected.empty()) text(event.injected);
    if (!event.taken.empty()) text(event.taken);
    if (!event.tls.empty()) text(event.tls);
}

KeptEvent* last_said(std::vector<BlockEvent>& events) {
    for (auto one = events.rbegin(); one != events.rend(); ++one)
        if (one->event.layer == Layer::said) return &one->event;
    return nullptr;
}

bool read_block(std::string_view block, std::vector<BlockEvent>& events) try {
    Cursor cursor(block);
    auto seq = static_cast<std::uint32_t>(cursor.number());
    std::int64_t at = 0;
    while (!cursor.at_end()) {
        const std::uint64_t further = cursor.number();
        seq += static_cast<std::uint32_t>(further);
        BlockEvent next = next_event(cursor, seq, at);
        KeptEvent* before = next.event.layer == Layer::said ? last_said(events) : nullptr;
        if (before && before->seq == seq)
            before->left_out += next.event.left_out;
        else
            events.push_back(std::move(next));
    }
    return true;
} catch (const Damaged&) {
    return false;
}

}  // namespace postlab::store
