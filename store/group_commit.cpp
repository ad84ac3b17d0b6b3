#include "store/group_commit.h"

#include <exception>

#include "shared/system/log.h"

namespace postlab::store {

GroupCommit::GroupCommit(std::unique_ptr<Database> database, std::chrono::milliseconds slow)
    : database_(std::move(database)),
      slow_(slow),
      worker_("store-writer", 0, {[this] { return work(); }, [this] { return queue_.waiting() > 0; }}) {}

void GroupCommit::finish() {
    queue_.close();
    worker_.finish();
}

bool GroupCommit::work() {
    auto batch = queue_.take();
    if (!batch.empty()) commit(batch);
    return !batch.empty();
}

void GroupCommit::commit(std::span<std::unique_ptr<Write>> batch) {
    Written outcome = Written::done;
    std::string cause;
    bool begun = false;
    const auto start = Clock::now();
    try {
        Transaction transaction(*database_);
        begun = true;
        for (const auto& write : batch) write->run(*database_);
        const auto begun_commit = Clock::now();
        transaction.commit();
        times_.add(Clock::now() - start);
        tell_of_slow_disk(Clock::now() - begun_commit, batch.size());
    } catch (const DatabaseError& error) {
        outcome = error.out_of_space() ? Written::full : Written::failed;
        cause = outcome == Written::full ? "no space left on the disk" : error.what();
    } catch (const std::exception& error) {
        outcome = Written::failed;
        cause = error.what();
    }
    if (outcome != Written::done && begun && batch.size() > 1) {
        for (std::unique_ptr<Write>& write : batch) commit({&write, 1});
        return;
    }
    if (outcome != Written::done) complain(cause);
    for (const auto& write : batch) write->finished(outcome);
}

void GroupCommit::tell_of_slow_disk(Clock::duration took, std::size_t writes) {
    if (took < slow_ || !slow_minute_.is_due()) return;
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
    log_line(Severity::warning,
             "slow disk: the commit of " + std::to_string(writes) + " writes took " + std::to_string(ms) + " ms");
}

void GroupCommit::complain(const std::string& cause) {
    if (cause != complaint_) minute_ = {};
    complaint_ = cause;
    if (!minute_.is_due()) return;
    log_line(Severity::error, "mail could not be written: " + cause);
}

}  // namespace postlab::store
