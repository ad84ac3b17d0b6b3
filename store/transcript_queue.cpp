#include "store/transcript_queue.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace postlab::store {

namespace {

constexpr std::uint32_t skipped =
    1;  // in a slot's size, whose real values are multiples of 8: no record, only the rest of the ring

constexpr std::uint32_t head_of(std::uint64_t ends) { return static_cast<std::uint32_t>(ends >> 32); }
constexpr std::uint32_t tail_of(std::uint64_t ends) { return static_cast<std::uint32_t>(ends); }
constexpr std::uint64_t ends_of(std::uint32_t head, std::uint32_t tail) { return std::uint64_t{head} << 32 | tail; }

}  // namespace

/// A slot: this, then the texts one behind the other. `size` is 0 until all is written.
struct TranscriptQueue::Header {
    std::uint32_t size;
    std::uint32_t seq;
    std::uint64_t conversation, left_out, fingerprint;
    Time::rep at;
    std::uint32_t bytes, mailboxes, messages;
    TranscriptRecord::Kind kind;
    Direction direction;
    bool content, repeats;
    std::uint8_t state_before, state_after, verb, reply, injected;
};

void TranscriptQueue::FreeMemory::operator()(std::byte* memory) const { std::free(memory); }

TranscriptQueue::TranscriptQueue(std::uint32_t capacity)
    : capacity_(capacity), ring_(static_cast<std::byte*>(std::calloc(capacity, 1))) {  // calloc: not touched yet
    if (!ring_) throw std::bad_alloc();
}

std::uint32_t TranscriptQueue::octets() const {
    const std::uint64_t ends = ends_.load();
    return head_of(ends) - tail_of(ends);
}

std::atomic_ref<std::uint32_t> TranscriptQueue::size_at(std::byte* slot) {
    return std::atomic_ref<std::uint32_t>(*reinterpret_cast<std::uint32_t*>(slot));
}

std::byte* TranscriptQueue::reserve(std::uint32_t octets, std::uint32_t spare) {
    std::uint64_t ends = ends_.load();
    std::uint32_t offset, rest;
    do {
        offset = head_of(ends) & (capacity_ - 1);
        rest = offset + octets > capacity_ ? capacity_ - offset : 0;
        std::uint32_t used = head_of(ends) - tail_of(ends);
        if (std::uint64_t{used} + rest + octets + spare > capacity_) return nullptr;
    } while (!ends_.compare_exchange_weak(ends, ends_of(head_of(ends) + rest + octets, tail_of(ends))));
    if (rest == 0) return ring_.get() + offset;
    size_at(ring_.get() + offset).store(rest | skipped, std::memory_order_release);
    return ring_.get();
}

bool TranscriptQueue::push(const TranscriptRecord& record, std::uint32_t spare) {
    const Event& event = record.event;
    auto short_text = [](std::string_view text) { return text.substr(0, 255); };
    std::string_view texts[] = {event.bytes,
                                short_text(event.state_before),
                                short_text(event.state_after),
                                short_text(event.verb),
                                short_text(event.reply),
                                short_text(event.injected),
                                event.mailboxes,
                                event.messages};
    std::size_t octets = sizeof(Header);
    for (std::string_view text : texts) octets += text.size();
    octets = (octets + 7) & ~std::size_t{7};
    if (octets > capacity_) return false;
    std::byte* slot = reserve(static_cast<std::uint32_t>(octets), spare);
    if (!slot) return false;

    auto length = [&](int i) { return static_cast<std::uint8_t>(texts[i].size()); };
    auto long_length = [](std::string_view text) { return static_cast<std::uint32_t>(text.size()); };
    Header header{0,
                  record.seq,
                  record.conversation,
                  record.left_out,
                  record.fingerprint,
                  event.at.time_since_epoch().count(),
                  long_length(event.bytes),
                  long_length(event.mailboxes),
                  long_length(event.messages),
                  record.kind,
                  event.direction,
                  event.content,
                  record.repeats,
                  length(1),
                  length(2),
                  length(3),
                  length(4),
                  length(5)};
    std::memcpy(slot + sizeof header.size, reinterpret_cast<std::byte*>(&header) + sizeof header.size,
                sizeof header - sizeof header.size);
    std::byte* end = slot + sizeof header;
    for (std::string_view text : texts) {
        if (!text.empty()) std::memcpy(end, text.data(), text.size());
        end += text.size();
    }
    size_at(slot).store(static_cast<std::uint32_t>(octets), std::memory_order_release);
    return true;
}

std::optional<TranscriptRecord> TranscriptQueue::read() {
    std::byte* slot;
    std::uint32_t size;
    for (;;) {
        if (cursor_ == head_of(ends_.load())) return std::nullopt;
        slot = ring_.get() + (cursor_ & (capacity_ - 1));
        size = size_at(slot).load(std::memory_order_acquire);
        if (size == 0) return std::nullopt;
        cursor_ += size & ~skipped;
        if (!(size & skipped)) break;
    }
    Header header;
    std::memcpy(&header, slot, sizeof header);
    const char* text = reinterpret_cast<const char*>(slot) + sizeof header;
    auto next = [&](std::size_t length) { return std::string_view(std::exchange(text, text + length), length); };
    TranscriptRecord record{header.kind, header.conversation, header.seq,    header.left_out,
                            {},          header.fingerprint,  header.repeats};
    record.event.direction = header.direction;
    record.event.at = Time(Time::duration(header.at));
    record.event.content = header.content;
    record.event.bytes = next(header.bytes);
    record.event.state_before = next(header.state_before);
    record.event.state_after = next(header.state_after);
    record.event.verb = next(header.verb);
    record.event.reply = next(header.reply);
    record.event.injected = next(header.injected);
    record.event.mailboxes = next(header.mailboxes);
    record.event.messages = next(header.messages);
    return record;
}

/// A size is read wherever a slot may begin, so free octets are zeros.
void TranscriptQueue::wipe(std::uint32_t from, std::uint32_t to) {
    std::uint32_t offset = from & (capacity_ - 1);
    std::uint32_t before_end = std::min(to - from, capacity_ - offset);
    std::memset(ring_.get() + offset, 0, before_end);
    std::memset(ring_.get(), 0, to - from - before_end);
}

void TranscriptQueue::release() {
    if (cursor_ == freed_) return;
    wipe(freed_, cursor_);
    freed_ = cursor_;
    std::uint64_t ends = ends_.load();
    bool all;
    do {
        all = head_of(ends) == freed_;  // then start at the beginning again: memory and cache stay small
    } while (!ends_.compare_exchange_weak(ends, all ? 0 : ends_of(head_of(ends), freed_)));
    if (all) freed_ = cursor_ = 0;
}

}  // namespace postlab::store
