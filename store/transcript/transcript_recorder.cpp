#include "store/transcript/transcript_recorder.h"

#include <algorithm>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "shared/thread.h"
#include "store/data_directory.h"

namespace postlab::store {

namespace {

using namespace std::chrono_literals;

constexpr auto gathering = 25ms;
constexpr int most_gatherings = 8;               // of a burst, which is let pass before it is written:
constexpr std::uint64_t burst_octets = 1 << 17;  // so much in a gathering's time
constexpr int niceness = 5;  // behind the mail, but a class that waits for its marks still gets them
constexpr auto between_complaints = 1min;

}  // namespace

/// One conversation. It numbers its events, also those that are dropped, and leaves out what is too much of a message.
class TranscriptRecorder::Recorded : public Transcript {
public:
    Recorded(TranscriptRecorder& recorder, std::shared_ptr<QueuedConversation> conversation, Time started)
        : recorder_(recorder), conversation_(std::move(conversation)), started_(started) {}

    void record(const Event& event) override {
        if (event.content) return record_content(event);
        end_content();
        keep(kept_event(event, next_++, started_));
    }

    void ended(std::string_view how, Time at) override {
        end_content();
        KeptEvent end{};
        end.seq = next_;
        end.at = std::chrono::duration_cast<std::chrono::microseconds>(at - started_);
        end.verb = how;
        recorder_.push({QueuedStep::Kind::end, conversation_, std::move(end)});
    }

private:
    static constexpr std::uint64_t around =
        16;  ///< octets that an event adds to its conversation's share besides texts

    /// The piece that goes beyond the limit is the message's last event, and waits for what further ones leave out.
    void record_content(Event event) {
        const std::uint64_t octets = event.bytes.size(), room = recorder_.max_content_ - content_;
        event.bytes = event.bytes.substr(0, room);
        content_ += event.bytes.size();
        if (!last_ && octets <= room) return keep(kept_event(event, next_++, started_));
        if (!last_) last_ = kept_event(event, next_++, started_);
        last_->left_out += octets - event.bytes.size();
    }

    void end_content() {
        content_ = 0;
        if (last_) keep(std::move(*last_));
        last_.reset();
    }

    void keep(KeptEvent event) {
        added_ += around + event.bytes.size() + event.mailboxes.size() + event.messages.size() + event.taken.size();
        const bool kept = added_ <= recorder_.max_conversation_ &&
                          recorder_.push({QueuedStep::Kind::event, conversation_, std::move(event)});
        if (!kept) ++recorder_.dropped_;
    }

    TranscriptRecorder& recorder_;
    const std::shared_ptr<QueuedConversation> conversation_;
    const Time started_;
    std::uint64_t added_ = 0;        ///< octets of events, those beyond its share included
    std::uint64_t content_ = 0;      ///< octets kept of the message under way
    std::optional<KeptEvent> last_;  ///< of that message
    std::uint32_t next_ = 0;
};

TranscriptRecorder::TranscriptRecorder(const std::filesystem::path& directory, const Settings& settings,
                                       std::uint64_t queue_octets)
    : directory_(directory),
      max_conversation_(settings.transcript.max_conversation_bytes),
      max_content_(settings.transcript.max_content_bytes),
      min_free_(settings.store.min_free_bytes),
      backlog_(queue_octets / 4),
      queue_(queue_octets),
      file_(directory, settings.transcript.max_bytes) {
    writer_ = start_thread("transcripts", niceness, [this] { write(); });
}

TranscriptRecorder::~TranscriptRecorder() {
    is_stopping_ = true;
    wake_.release();
    writer_.join();
}

std::unique_ptr<Transcript> TranscriptRecorder::begin(std::string_view protocol, std::string_view peer, Time at) {
    auto conversation = std::make_shared<QueuedConversation>();
    conversation->row.protocol = protocol;
    conversation->row.peer = peer;
    conversation->row.started = microseconds_of(at);
    push({QueuedStep::Kind::begin, conversation, {}});
    return std::make_unique<Recorded>(*this, std::move(conversation), at);
}

bool TranscriptRecorder::push(QueuedStep step) {
    const bool kept = queue_.push(std::move(step));
    if (is_asleep_.load() && is_asleep_.exchange(false)) wake_.release();
    return kept;
}

void TranscriptRecorder::flush() {
    const std::uint64_t wanted = ++flushes_wanted_;
    wake_.release();
    for (std::uint64_t done = flushes_done_; done < wanted; done = flushes_done_) flushes_done_.wait(done);
}

void TranscriptRecorder::write() {
    for (bool last = false; !last;) {
        sleep();
        last = is_stopping_;
        const std::uint64_t wanted = flushes_wanted_;
        write_all(!last);
        flushes_done_ = wanted;
        flushes_done_.notify_all();
    }
}

/// What can't be written now, since the file is busy, stays for the next time; what is said meanwhile stays in the
/// queue.
void TranscriptRecorder::write_all(bool patient) {
    do {
        if (waiting_.empty()) waiting_ = queue_.take();
        while (!waiting_.empty())
            if (!write_portion(patient)) return;
    } while (!queue_.empty() && is_awaited());
}

/// False: come back later.
bool TranscriptRecorder::write_portion(bool patient) try {
    if (free_octets(directory_) < min_free_) throw std::runtime_error("the disk is nearly full");
    forget(file_.write(waiting_));
    say_that_it_goes_on();
    if (written_ && !file_.ended().empty()) written_(file_.ended());
    return true;
} catch (const std::exception& error) {
    auto* database = dynamic_cast<const DatabaseError*>(&error);
    if (patient && database && database->code() == SQLITE_BUSY) return false;
    complain(error.what());
    file_.close();
    for (const auto& step : waiting_)
        if (step->kind == QueuedStep::Kind::event) ++dropped_;
    forget(waiting_.size());
    return true;
}

void TranscriptRecorder::forget(std::size_t steps) {
    for (; steps > 0; --steps) {
        queue_.release(*waiting_.front());
        waiting_.pop_front();
    }
}

void TranscriptRecorder::complain(const char* why) {
    const auto now = std::chrono::steady_clock::now();
    if (complained_ || now < quiet_until_) return;
    complained_ = true;
    quiet_until_ = now + between_complaints;
    dropped_before_ = dropped_;
    std::cerr << "postlab: conversations are not recorded: " << why << std::endl;
}

void TranscriptRecorder::say_that_it_goes_on() {
    if (!std::exchange(complained_, false)) return;
    std::cerr << "postlab: conversations are recorded again; lines or blocks lost meanwhile: "
              << dropped_ - dropped_before_ << std::endl;
}

/// An event wakes the writer only after a silence; then it lets more of them gather, and a burst of them pass: the mail
/// needs the processors now.
void TranscriptRecorder::sleep() {
    while (queue_.empty() && waiting_.empty() && !is_awaited()) {
        is_asleep_ = true;
        if (queue_.empty()) wake_.acquire();
        is_asleep_ = false;
    }
    for (int i = 0; i < most_gatherings && !is_awaited(); ++i) {
        const std::uint64_t before = queue_.octets();
        static_cast<void>(wake_.try_acquire_for(gathering));
        if (queue_.octets() - before < burst_octets || queue_.octets() > backlog_) return;
    }
}

}  // namespace postlab::store
