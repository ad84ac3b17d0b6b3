#pragma once
#include <semaphore.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/program/settings.h"
#include "shared/system/refusal_count.h"
#include "shared/system/worker.h"
#include "shared/transcript.h"
#include "store/transcript/content_index.h"
#include "store/transcript/transcript_file.h"
#include "store/transcript/transcript_queue.h"

namespace postlab::store {

/// Keeps every conversation in DIR/transcripts.db. It can neither delay nor fail mail: the sessions' threads
/// only copy into a bounded queue, and one thread of lower priority writes that to the file, some 25 ms later, or
/// 200 ms when there is much of it. What the file can't take is dropped and counted, and what somebody adds beyond
/// their share: of the queue, of `transcript.max_conversation_bytes`, or of what one client address may add in an hour.
/// Each is said on standard error, once a minute at most.
///
/// The process owns one. It outlives the Transcripts it gives out; its destructor writes what still waits.
class TranscriptRecorder : public Recorder {
public:
    static constexpr std::uint32_t usual_queue = 16 << 20;   ///< octets
    static constexpr std::uint64_t usual_client = 64 << 20;  ///< octets of one address in an hour

    /// Opens nothing yet: a file that can't be written costs the record, not the server.
    TranscriptRecorder(const std::filesystem::path& directory, const Settings& settings,
                       std::uint32_t queue_octets = usual_queue, std::uint64_t client_octets = usual_client);
    ~TranscriptRecorder() override;

    std::unique_ptr<Transcript> begin(std::string_view protocol, std::string_view peer, Time at) override;

    /// Who wants to know of conversations, by their ids: called on the writer's thread, which records nothing
    /// meanwhile. To be said before the first conversation begins.
    using Written = std::function<void(const std::vector<std::int64_t>& ids)>;
    void on_written(Written notify) { written_ = std::move(notify); }  ///< those that have ended and are in the file
    void on_change(Written notify) { change_ = std::move(notify); }    ///< those of which the file has more than before

    /// From now on no conversation goes because of its age: the record grows as far as the disk lets it
    /// (`store.min_free_bytes`). Any thread.
    void keep_all() { file_.keep_all(); }

    /// Waits until all that has been recorded so far is in the file, or given up. Not for a reactor's thread.
    void flush();
    /// Events that are in no file. In the file, each of them is a number missing in event.seq. Any thread.
    std::uint64_t dropped() const { return dropped_; }
    std::uint32_t octets_waiting() const { return queue_.octets(); }  ///< to be written. Any thread
    /// For how long the writer has not found its queue empty. Any thread.
    double lag_s() const;

private:
    class Recorded;  ///< what a session writes to

    struct Client {
        std::atomic<std::uint64_t> added{0};  ///< this hour, beyond what each conversation may add in any case
        TranscriptQueue::Client in_queue;
    };
    using ClientShare = std::shared_ptr<Client>;  ///< of one address

    bool push(const TranscriptRecord& record, TranscriptQueue::Share* share);  ///< any thread; false: dropped
    ClientShare share_of(std::string_view client, Time now);                   ///< any thread
    bool write();                                                              ///< what waits; false: for the last time
    bool write_portion(bool patient);
    void complain(const char* why);
    void say_that_it_goes_on();
    void sleep();
    void gather();
    bool awaited();

    const std::filesystem::path directory_;
    const std::uint64_t max_conversation_, max_client_, max_content_, min_free_;  ///< octets
    const std::uint32_t backlog_,
        portion_;  ///< octets: in the queue, from which on nothing gathers; of one transaction
    TranscriptQueue queue_;
    ContentIndex known_;  ///< what has been said before
    std::atomic<std::uint64_t> conversations_{0}, dropped_{0};
    std::atomic<std::chrono::steady_clock::time_point> caught_up_{std::chrono::steady_clock::now()};

    RefusalCount gaps_{
        "lines or blocks of conversations that said more than their share and are missing in the record"};

    std::mutex clients_mutex_;  ///< guards the next two; the writer never takes it
    std::map<std::string, ClientShare, std::less<>> clients_;
    std::chrono::hours hour_{};  ///< that they are of

    std::atomic<bool> asleep_{false};  ///< the writer has nothing to do, and wants to be woken by the next event
    sem_t wake_;

    std::mutex mutex_;  ///< guards the next line; no session's thread takes it
    std::uint64_t flushes_wanted_ = 0, flushes_done_ = 0;
    bool stopping_ = false;
    std::condition_variable flushed_;  ///< for flush()

    TranscriptFile file_;  ///< the writer's
    Written written_, change_;
    bool complained_ = false;                            ///< and has not said yet that it goes on
    std::uint64_t dropped_before_ = 0;                   ///< ... that complaint
    std::chrono::steady_clock::time_point quiet_until_;  ///< a disk that is full to the brim is said now and then
    std::optional<Worker> writer_;
};

}  // namespace postlab::store
