#include "store/transcript/transcript_queue.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <new>
#include <utility>

namespace postlab::store {

namespace {

constexpr std::uint32_t skipped =
    1;  // in a slot's size, whose real values are multiples of 8: no record, only the rest of the ring

/// What is said in few octets.
constexpr std::string_view Event::*words[] = {&Event::state_before, &Event::state_after, &Event::verb, &Event::reply,
                                              &Event::injected,     &Event::taken,       &Event::tls};

std::string_view kept_of(std::string_view word) { return word.substr(0, 65535); }

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
    Event::Layer layer;
    std::uint16_t word_octets[std::size(words)];
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

bool TranscriptQueue::has_room(std::uint32_t used, std::uint32_t octets, const Share* share) const {
    const std::uint32_t room = capacity_ - used;
    if (!share) return octets <= room;
    const std::uint32_t shared = room - std::min(room, capacity_ / 16), rest = capacity_ / 64;
    if (octets > shared) return false;
    if (shared <= rest && share->client && share->client->octets(share->round) + octets > rest) return false;
    return used <= capacity_ / 2 || share->octets + octets <= shared / 8;
}

std::uint32_t TranscriptQueue::Client::octets(std::uint32_t round) const {
    const std::uint64_t said = said_;
    return head_of(said) == round ? tail_of(said) : 0;
}

void TranscriptQueue::Client::add(std::uint32_t octets, std::uint32_t round) {
    std::uint64_t said = said_;
    while (!said_.compare_exchange_weak(said, head_of(said) == round ? said + octets : ends_of(round, octets))) {
    }
}

std::byte* TranscriptQueue::reserve(std::uint32_t octets, const Share* share) {
    std::uint64_t ends = ends_.load();
    std::uint32_t offset, rest;
    do {
        offset = head_of(ends) & (capacity_ - 1);
        rest = offset + octets > capacity_ ? capacity_ - offset : 0;
        std::uint32_t used = head_of(ends) - tail_of(ends);
        if (!has_room(used, rest + octets, share)) return nullptr;
    } while (!ends_.compare_exchange_weak(ends, ends_of(head_of(ends) + rest + octets, tail_of(ends))));
    if (rest == 0) return ring_.get() + offset;
    size_at(ring_.get() + offset).store(rest | skipped, std::memory_order_release);
    return ring_.get();
}

bool TranscriptQueue::push(const TranscriptRecord& record, Share* share) {
    const Event& event = record.event;
    std::size_t octets = sizeof(Header) + event.bytes.size() + event.mailboxes.size() + event.messages.size();
    for (const auto word : words) octets += kept_of(event.*word).size();
    octets = (octets + 7) & ~std::size_t{7};
    if (octets > capacity_) return false;
    if (const std::uint32_t round = rounds_; share && share->round != round) *share = {0, round, share->client};
    std::byte* slot = reserve(static_cast<std::uint32_t>(octets), share);
    if (!slot) return false;
    if (share) share->octets += static_cast<std::uint32_t>(octets);
    if (share && share->client) share->client->add(static_cast<std::uint32_t>(octets), share->round);

    // Straight into the ring: to put it together elsewhere and copy it takes several times as long.
    auto* header = reinterpret_cast<Header*>(slot);
    header->seq = record.seq;
    header->conversation = record.conversation;
    header->left_out = record.left_out;
    header->fingerprint = record.fingerprint;
    header->at = event.at.time_since_epoch().count();
    header->bytes = static_cast<std::uint32_t>(event.bytes.size());
    header->mailboxes = static_cast<std::uint32_t>(event.mailboxes.size());
    header->messages = static_cast<std::uint32_t>(event.messages.size());
    header->kind = record.kind;
    header->direction = event.direction;
    header->content = event.content;
    header->repeats = record.repeats;
    header->layer = event.layer;
    std::byte* end = slot + sizeof(Header);
    auto append = [&end](std::string_view text) {
        if (!text.empty()) std::memcpy(end, text.data(), text.size());
        end += text.size();
    };
    for (std::size_t i = 0; i < std::size(words); ++i) {
        const std::string_view word = kept_of(event.*words[i]);
        header->word_octets[i] = static_cast<std::uint16_t>(word.size());
        append(word);
    }
    append(event.bytes);
    append(event.mailboxes);
    append(event.messages);
    size_at(slot).store(static_cast<std::uint32_t>(octets), std::memory_order_release);
    // The reader's core has what comes next, which it has wiped: until the next push it is fetched.
    const auto next = static_cast<std::size_t>(slot - ring_.get()) + octets;
    for (std::size_t line = 0; line < 6; ++line)
        __builtin_prefetch(ring_.get() + ((next + line * 64) & (capacity_ - 1)), 1);
    return true;
}

const TranscriptRecord* TranscriptQueue::read() {
    std::byte* slot;
    std::uint32_t size;
    for (;;) {
        if (cursor_ == head_of(ends_.load())) return nullptr;
        slot = ring_.get() + (cursor_ & (capacity_ - 1));
        size = size_at(slot).load(std::memory_order_acquire);
        if (size == 0) return nullptr;
        cursor_ += size & ~skipped;
        if (!(size & skipped)) break;
    }
    const auto* header = reinterpret_cast<const Header*>(slot);
    const char* text = reinterpret_cast<const char*>(slot) + sizeof(Header);
    auto next = [&](std::size_t length) { return std::string_view(std::exchange(text, text + length), length); };
    record_.kind = header->kind;
    record_.conversation = header->conversation;
    record_.seq = header->seq;
    record_.left_out = header->left_out;
    record_.fingerprint = header->fingerprint;
    record_.repeats = header->repeats;
    Event& event = record_.event;
    event.direction = header->direction;
    event.at = Time(Time::duration(header->at));
    event.content = header->content;
    event.layer = header->layer;
    for (std::size_t i = 0; i < std::size(words); ++i) event.*words[i] = next(header->word_octets[i]);
    event.bytes = next(header->bytes);
    event.mailboxes = next(header->mailboxes);
    event.messages = next(header->messages);
    return &record_;
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
    ++rounds_;
}

}  // namespace postlab::store
