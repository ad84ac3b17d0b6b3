#include "store/group_commit.h"

#include <algorithm>
#include <future>

#include "store/store_on_disk_for_tests.h"

namespace postlab::store::group_commit_test {

/// A write that does as it is told, and tells what is done to it.
class ToldWrite : public Write {
public:
    using Run = std::function<void(Database&)>;
    using Finished = std::function<void(Written)>;
    ToldWrite(Run run, Finished finished, std::size_t octets = 0)
        : run_(std::move(run)), finished_(std::move(finished)), octets_(octets) {}
    void run(Database& database) override { run_(database); }
    void finished(Written outcome) override { finished_(outcome); }
    std::size_t octets() const override { return octets_; }

private:
    Run run_;
    Finished finished_;
    std::size_t octets_;
};

struct GroupCommitOnDisk : testing::Test {
    TemporaryDirectory temporary;
    std::filesystem::path file = temporary.path() / "test.db";
    std::optional<GroupCommit> writer;
    std::promise<void> gate, held;
    const std::shared_future<void> opened = gate.get_future().share();
    std::vector<char> events;  ///< 'r'un and 'f'inished, in order; the writer's thread adds to it
    std::vector<Written> outcomes;

    GroupCommitOnDisk() {
        auto database = std::make_unique<Database>(file, Database::Checkpoints::own);
        database->execute("CREATE TABLE thing(id INTEGER PRIMARY KEY)");
        writer.emplace(std::move(database));
    }
    void push(ToldWrite::Run run, std::size_t octets = 0) {
        const std::size_t place = outcomes.size();
        outcomes.push_back(Written::failed);
        std::unique_ptr<Write> write = std::make_unique<ToldWrite>(
            [this, run](Database& database) {
                events.push_back('r');
                run(database);
            },
            [this, place](Written outcome) {
                events.push_back('f');
                outcomes[place] = outcome;
            },
            octets);
        ASSERT_TRUE(writer->push(std::move(write)));
    }
    void push_insert(int id) {
        push([id](Database& database) { database.execute("INSERT INTO thing VALUES (?)", std::int64_t(id)); });
    }
    /// Makes the writer wait, so that what is pushed next is one batch; then lets it go on to the end.
    void hold() {
        outcomes.reserve(2000);
        push([this](Database&) { wait_at_gate(); });
        held.get_future().wait();
    }
    void wait_at_gate() {
        held.set_value();
        opened.wait();
    }
    void let_go() {
        gate.set_value();
        writer->finish();
    }
    std::int64_t count() {
        Database database(file, Database::Checkpoints::none);
        Query row = database.query("SELECT count(*) FROM thing");
        row.next();
        return row.integer(0);
    }
    std::size_t longest_run() const {
        std::size_t longest = 0, now = 0;
        for (const char event : events) longest = std::max(longest, now = event == 'r' ? now + 1 : 0);
        return longest;
    }
};

TEST_F(GroupCommitOnDisk, commits_what_has_queued_up_in_one_transaction) {
    hold();
    for (int i = 1; i <= 5; ++i) push_insert(i);
    let_go();
    EXPECT_EQ(std::string(events.begin(), events.end()), "rfrrrrrfffff");
    EXPECT_EQ(count(), 5);
}

TEST_F(GroupCommitOnDisk, says_that_the_disk_is_slow_once_a_minute) {
    for (const auto& [slow, lines] :
         {std::pair{std::chrono::milliseconds(0), 1}, {std::chrono::milliseconds(60'000), 0}}) {
        testing::internal::CaptureStderr();
        writer.emplace(std::make_unique<Database>(file, Database::Checkpoints::own), slow);
        for (int i = 1; i <= 3; ++i)
            push([](Database& database) { database.execute("INSERT INTO thing VALUES (NULL)"); });
        writer->finish();
        const std::string said = testing::internal::GetCapturedStderr();
        EXPECT_EQ(std::ranges::count(said, '\n'), lines) << said;
        EXPECT_EQ(said.starts_with("postlab: slow disk: the commit of "), lines > 0) << said;
    }
}

TEST_F(GroupCommitOnDisk, says_done_only_when_others_can_see_it) {
    std::int64_t seen = -1;
    std::unique_ptr<Write> write = std::make_unique<ToldWrite>(
        [](Database& database) { database.execute("INSERT INTO thing VALUES (1)"); }, [&](Written) { seen = count(); });
    ASSERT_TRUE(writer->push(std::move(write)));
    writer->finish();
    EXPECT_EQ(seen, 1);
}

TEST_F(GroupCommitOnDisk, fails_the_culprit_alone) {
    hold();
    push_insert(1);
    push_insert(1);  // the key is taken
    push_insert(2);
    push([](Database&) { throw std::runtime_error("a draft can't be read"); });
    push_insert(3);
    let_go();
    EXPECT_EQ(outcomes[1], Written::done);
    EXPECT_EQ(outcomes[2], Written::failed);
    EXPECT_EQ(outcomes[3], Written::done);
    EXPECT_EQ(outcomes[4], Written::failed);
    EXPECT_EQ(outcomes[5], Written::done);
    EXPECT_EQ(count(), 3);
}

TEST_F(GroupCommitOnDisk, undoes_the_half_that_a_failed_write_has_done) {
    push([](Database& database) {
        database.execute("INSERT INTO thing VALUES (1)");
        database.execute("INSERT INTO thing VALUES (1)");
    });
    writer->finish();
    EXPECT_EQ(outcomes[0], Written::failed);
    EXPECT_EQ(count(), 0);
}

TEST_F(GroupCommitOnDisk, tells_a_full_disk_from_other_failures) {
    push([](Database& database) {
        database.query("PRAGMA max_page_count=2").next();
        database.execute("CREATE TABLE other(x)");
    });
    writer->finish();
    EXPECT_EQ(outcomes[0], Written::full);
}

TEST_F(GroupCommitOnDisk, takes_no_more_into_a_batch_than_its_bounds) {
    hold();
    for (int i = 1; i <= 600; ++i) push_insert(i);
    let_go();
    EXPECT_EQ(longest_run(), WriteQueue::longest_batch);
    EXPECT_EQ(count(), 600);
}

TEST_F(GroupCommitOnDisk, takes_no_more_octets_into_a_batch_than_its_bounds) {
    hold();
    for (int i = 1; i <= 4; ++i) push([](Database&) {}, WriteQueue::largest_large_batch / 2);
    let_go();
    EXPECT_EQ(std::string(events.begin(), events.end()), "rfrrffrrff");
}

TEST_F(GroupCommitOnDisk, lets_a_small_write_pass_the_large_ones) {
    hold();
    std::vector<char> order;
    const auto note = [&](char name) { return [&order, name](Database&) { order.push_back(name); }; };
    for (int i = 0; i < 3; ++i) push(note('L'), WriteQueue::largest_large_batch);
    for (int i = 0; i < 2; ++i) push(note('s'));
    let_go();
    EXPECT_EQ(std::string(order.begin(), order.end()), "LssLL") << "it was a large one's turn";
}

TEST_F(GroupCommitOnDisk, fails_a_batch_as_one_when_it_cannot_even_begin) {
    Database other(file, Database::Checkpoints::none);
    std::optional<Transaction> in_the_way;
    std::unique_ptr<Write> first = std::make_unique<ToldWrite>(
        [&](Database& database) {
            sqlite3_busy_timeout(database.handle(), 0);
            wait_at_gate();
        },
        [&](Written) { in_the_way.emplace(other); });
    ASSERT_TRUE(writer->push(std::move(first)));
    held.get_future().wait();
    outcomes.reserve(2);
    push_insert(1);
    push_insert(2);
    let_go();
    EXPECT_EQ(outcomes, std::vector({Written::failed, Written::failed}));
    EXPECT_EQ(std::string(events.begin(), events.end()), "ff") << "no culprit to look for";
}

TEST_F(GroupCommitOnDisk, takes_nothing_once_it_is_finished) {
    writer->finish();
    std::unique_ptr<Write> late = std::make_unique<ToldWrite>([](Database&) {}, [](Written) {});
    EXPECT_FALSE(writer->push(std::move(late)));
    EXPECT_NE(late, nullptr) << "the caller still has it";
}

}  // namespace postlab::store::group_commit_test
