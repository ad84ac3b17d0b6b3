#include "store/transcript/transcript_recorder.h"

#include <algorithm>
#include <ctime>
#include <stdexcept>

#include "shared/system/log.h"
#include "shared/text/text.h"
#include "store/data_directory.h"

namespace postlab::store {

namespace {

constexpr long gathering_ns = 25'000'000;
constexpr int most_gatherings = 8;               // of a burst, which is let pass before it is written:
constexpr std::uint32_t burst_octets = 1 << 17;  // so much in a gathering's time
constexpr int niceness = 5;  // behind the mail, but a class that waits for its marks still gets them
constexpr std::uint64_t most_a_transaction = 4 << 20;  // few large blocks: less is written than of many small ones
constexpr std::chrono::minutes between_complaints{1};
constexpr std::uint64_t most_hidden = 1 << 20;        // of a conversation, of what crossed the wire encrypted
constexpr std::size_t most_early = 16;                // events of a handshake
constexpr std::uint64_t kept_in_any_case = 64 << 10;  // of a conversation, whatever others of its client say

/// The id when it is one message's; else 0.
std::uint64_t id_in(std::string_view messages) { return number_in<std::uint64_t>(messages).value_or(0); }

}  // namespace

/// One conversation. It begins when the client says something, or ends otherwise than by hanging up: whoever only looks
/// whether somebody is there, as a health check does, leaves nothing. It numbers its events, also those that are
/// dropped, and leaves out what is too much of a message.
class TranscriptRecorder::Recorded : public Transcript {
public:
    Recorded(TranscriptRecorder& recorder, std::string_view protocol, std::string_view peer, Time at)
        : recorder_(recorder), protocol_(protocol), peer_(peer), at_(at), client_(recorder.share_of(peer, at)) {
        share_.client = &client_->in_queue;
    }

    void record(const Event& event) override {
        if (number_ == 0 && greeting_.empty() && is_plain_greeting(event)) return keep_greeting(event);
        if (number_ == 0 && may_wait(event)) return keep_early(event);
        begin();
        if (event.layer != Event::Layer::said) return record_hidden(event);
        TranscriptRecord record;  // in braces it would be wiped first, and it is large
        record.kind = TranscriptRecord::Kind::event;
        record.conversation = number_;
        record.event = event;
        if (event.content) return record_content(record);
        content_ = not_said_ = 0;
        leaving_out_ = false;
        fetched_ = event.verb == "RETR" ? id_in(event.messages) : 0;
        if (fetched_ != 0) recorder_.known_.prepare(fetched_);
        push(record, 0);
    }

    void ended(std::string_view how, Time at) override {
        if (number_ == 0 && how == "drop") return;
        begin();
        Event event{};
        event.at = at;
        event.verb = how;
        recorder_.push({TranscriptRecord::Kind::end, number_, next_, 0, event}, nullptr);
    }

private:
    static bool is_plain_greeting(const Event& event) {
        return event.direction == Direction::server && event.injected.empty() && event.mailboxes.empty() &&
               event.messages.empty() && !event.content && event.tls.empty() && event.layer == Event::Layer::said;
    }
    /// Where a port is TLS from its first octet on: so far only programs have shaken hands.
    bool may_wait(const Event& event) const {
        const bool hidden = event.layer != Event::Layer::said;
        return early_.size() < most_early && (hidden || (!event.tls.empty() && !event.tls.starts_with("failed")));
    }
    void keep_early(const Event& event) { early_.push_back({event, std::string(event.bytes), std::string(event.tls)}); }
    /// Of its texts only the bytes live no longer than the call: the others are names of states and replies.
    void keep_greeting(const Event& event) {
        greeting_ = event.bytes;
        greeting_event_ = event;
    }
    void begin() {
        if (number_ != 0) return;
        number_ = ++recorder_.conversations_;
        Event event{};
        event.at = at_;
        event.verb = protocol_;
        event.bytes = peer_;
        recorder_.push({TranscriptRecord::Kind::begin, number_, 0, 0, event}, nullptr);
        for (Early& early : std::exchange(early_, {})) {
            early.event.bytes = early.bytes;
            early.event.tls = early.tls;
            record(early.event);
        }
        if (greeting_.empty()) return;
        greeting_event_.bytes = greeting_;
        record(greeting_event_);
    }

    /// It has a bound of its own, and takes no number: what was said is as complete with it as without.
    void record_hidden(const Event& event) {
        hidden_ += around + event.bytes.size();
        if (hidden_ > most_hidden) return;
        TranscriptRecord record{};
        record.kind = TranscriptRecord::Kind::event;
        record.conversation = number_;
        record.event = event;
        record.seq = next_;
        recorder_.push(record, &hidden_share_);
    }

    static constexpr std::uint64_t around = 16;  ///< octets that an event adds to the record besides its texts

    /// A message beyond the limit becomes one last event, which grows by what each further block leaves out.
    void record_content(TranscriptRecord& record) {
        std::string_view& bytes = record.event.bytes;
        const std::uint64_t octets = bytes.size(), offset = content_;
        const std::uint64_t room = recorder_.max_content_ - std::min(content_, recorder_.max_content_);
        content_ += octets;
        bytes = bytes.substr(0, std::min(room, octets));
        const std::uint64_t said = bytes.size();
        not_said_ += octets - said;
        if (leaving_out_) --next_;
        leaving_out_ = not_said_ > 0;
        if (push_content(record, offset))
            not_said_ = 0;
        else if (leaving_out_)
            not_said_ += said;
    }

    /// What a server says it may have said before: clients fetch the same letters again and again.
    bool push_content(TranscriptRecord& record, std::uint64_t offset) {
        Event& event = record.event;
        if (event.direction == Direction::client || event.bytes.size() < ContentIndex::worth_it)
            return push(record, not_said_);
        const ContentIndex& known = recorder_.known_;
        // What is said between two commands, to Telnet, has no verb.
        const bool fetched = fetched_ != 0 && event.verb == "RETR";
        record.fingerprint =
            fetched ? known.fingerprint(fetched_, offset, event.bytes.size()) : known.fingerprint(event.bytes);
        const auto place = known.find(record.fingerprint);
        record.repeats = place && place->octets == event.bytes.size();
        if (record.repeats) {
            encode(*place, place_);
            event.bytes = place_;
        }
        return push(record, not_said_);
    }

    bool push(TranscriptRecord& record, std::uint64_t left_out) {
        const Event& event = record.event;
        record.seq = next_++;
        record.left_out = left_out;
        const std::uint64_t octets = around + event.bytes.size() + event.mailboxes.size() + event.messages.size();
        const bool kept = may_add(octets) && recorder_.push(record, &share_);
        if (!kept) ++recorder_.dropped_, recorder_.gaps_.add();
        return kept;
    }

    bool may_add(std::uint64_t octets) {
        added_ += octets;
        if (added_ <= kept_in_any_case || added_ > recorder_.max_conversation_)
            return added_ <= recorder_.max_conversation_;
        return client_->added.fetch_add(octets) + octets <= recorder_.max_client_;
    }

    TranscriptRecorder& recorder_;
    std::uint64_t number_ = 0;  ///< 0: the client has not said anything yet
    const std::string protocol_, peer_;
    const Time at_;
    struct Early {
        Event event;
        std::string bytes, tls;
    };
    std::vector<Early> early_;  ///< of TLS, before the client has said anything
    std::string greeting_;
    Event greeting_event_{};
    const ClientShare client_;
    TranscriptQueue::Share share_, hidden_share_;
    std::uint64_t hidden_ = 0;    ///< octets that were encrypted, and what opens them
    std::string place_;           ///< of content that is repeated
    std::uint64_t added_ = 0;     ///< octets of events, those beyond its share included
    std::uint64_t content_ = 0;   ///< of the message under way
    std::uint64_t fetched_ = 0;   ///< that message's id, when it comes whole from a maildrop
    std::uint64_t not_said_ = 0;  ///< left out, and not yet in an event
    std::uint32_t next_ = 0;
    bool leaving_out_ = false;
};

TranscriptRecorder::TranscriptRecorder(const std::filesystem::path& directory, const Settings& settings,
                                       std::uint32_t queue_octets, std::uint64_t client_octets)
    : directory_(directory),
      max_conversation_(settings.transcript.max_conversation_bytes),
      max_client_(client_octets),
      max_content_(settings.transcript.max_content_bytes),
      min_free_(settings.store.min_free_bytes),
      backlog_(queue_octets / 4),
      portion_(static_cast<std::uint32_t>(std::min(most_a_transaction, settings.transcript.max_bytes / 32))),
      queue_(queue_octets),
      file_(directory, settings.transcript.max_bytes, known_) {
    sem_init(&wake_, 0, 0);
    writer_.emplace("transcripts", niceness,
                    Work{[this] { return write(); }, [this] { return !queue_.empty(); }, [this] { sleep(); }});
}

TranscriptRecorder::~TranscriptRecorder() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    sem_post(&wake_);
    writer_->finish();
    sem_destroy(&wake_);
}

std::unique_ptr<Transcript> TranscriptRecorder::begin(std::string_view protocol, std::string_view peer, Time at) {
    return std::make_unique<Recorded>(*this, protocol, peer, at);
}

TranscriptRecorder::ClientShare TranscriptRecorder::share_of(std::string_view client, Time now) {
    const auto hour = std::chrono::floor<std::chrono::hours>(now.time_since_epoch());
    const std::lock_guard lock(clients_mutex_);
    if (std::exchange(hour_, hour) != hour) clients_.clear();
    auto found = clients_.find(client);
    if (found == clients_.end()) found = clients_.emplace(client, std::make_shared<Client>()).first;
    return found->second;
}

bool TranscriptRecorder::push(const TranscriptRecord& record, TranscriptQueue::Share* share) {
    const bool kept = queue_.push(record, share);
    if (asleep_.load() && asleep_.exchange(false)) sem_post(&wake_);
    return kept;
}

double TranscriptRecorder::lag_s() const {
    const auto behind = std::chrono::steady_clock::now() - caught_up_.load();
    return queue_.empty() ? 0 : std::chrono::duration<double>(behind).count();
}

void TranscriptRecorder::flush() {
    std::unique_lock lock(mutex_);
    const std::uint64_t wanted = ++flushes_wanted_;
    sem_post(&wake_);
    flushed_.wait(lock, [&] { return flushes_done_ >= wanted; });
}

bool TranscriptRecorder::write() {
    std::unique_lock lock(mutex_);
    const std::uint64_t wanted = flushes_wanted_;
    const bool last = stopping_;
    lock.unlock();
    // What doesn't fill a transaction gathers again, unless somebody waits for it.
    const std::uint32_t may_stay = last || wanted != flushes_done_ ? 0 : portion_;
    while (!queue_.empty() && write_portion(!last) && queue_.octets() > may_stay) {
    }
    if (!complained_) gaps_.say();
    lock.lock();
    flushes_done_ = wanted;
    lock.unlock();
    flushed_.notify_all();
    return !last;
}

/// False: come back later.
bool TranscriptRecorder::write_portion(bool patient) {
    try {
        const std::uint64_t free = free_octets(directory_);
        if (free < min_free_) throw std::runtime_error("the disk is nearly full");
        const std::uint64_t lost = file_.write(queue_, portion_, free - min_free_);
        dropped_ += lost;
        gaps_.add(lost);
        say_that_it_goes_on();
        if (written_ && !file_.ended().empty()) written_(file_.ended());
        if (change_ && !file_.changed().empty()) change_(file_.changed());
    } catch (const std::exception& error) {
        queue_.reread();
        auto* database = dynamic_cast<const DatabaseError*>(&error);
        if (patient && database && database->code() == SQLITE_BUSY) return false;
        complain(error.what());
        dropped_ += file_.skip(queue_, portion_);
    }
    const bool some = queue_.octets_read() > 0;
    queue_.release();
    return some;
}

void TranscriptRecorder::complain(const char* why) {
    const auto now = std::chrono::steady_clock::now();
    if (complained_ || now < quiet_until_) return;
    complained_ = true;
    quiet_until_ = now + between_complaints;
    dropped_before_ = dropped_;
    log_line(Severity::error, std::string("conversations are not recorded: ") + why);
}

void TranscriptRecorder::say_that_it_goes_on() {
    if (!std::exchange(complained_, false)) return;
    log_line(Severity::warning, "conversations are recorded again; lines or blocks lost meanwhile: " +
                                    std::to_string(dropped_ - dropped_before_));
}

/// An event wakes the writer only after a silence; then it lets more of them gather, and a burst of them pass: the mail
/// needs the processors now.
void TranscriptRecorder::sleep() {
    if (queue_.empty()) {
        asleep_ = true;
        while (queue_.empty() && sem_wait(&wake_) != 0) {
        }
        asleep_ = false;
        caught_up_ = std::chrono::steady_clock::now();
    }
    for (int i = 0; i < most_gatherings && !awaited(); ++i) {
        const std::uint32_t before = queue_.octets();
        gather();
        if (queue_.octets() - before < burst_octets || queue_.octets() > backlog_) return;
    }
}

/// Whether somebody waits for the writer.
bool TranscriptRecorder::awaited() {
    const std::lock_guard lock(mutex_);
    return stopping_ || flushes_done_ < flushes_wanted_;
}

/// Lets time pass, unless somebody waits for the writer.
void TranscriptRecorder::gather() {
    timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += gathering_ns;
    until.tv_sec += until.tv_nsec / 1'000'000'000;
    until.tv_nsec %= 1'000'000'000;
    sem_clockwait(&wake_, CLOCK_MONOTONIC, &until);
}

}  // namespace postlab::store
