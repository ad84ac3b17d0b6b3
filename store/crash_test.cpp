#include <sys/resource.h>

#include <map>

#include "store/child_process_for_tests.h"
#include "store/store_on_disk_for_tests.h"

namespace postlab::store::crash_test {

using Crashes = StoreOnDisk;

/// A content that nobody else sends, long enough to take several pieces now and then.
std::string numbered(const std::string& number) {
    const std::size_t octets = std::stoul(number) % 7 == 0 ? 150000 : 2000;
    return number + "\r\n" + std::string(octets, static_cast<char>('a' + std::stoul(number) % 26)) + "\r\n";
}

/// For a child: delivers, to ann and bob, 8 messages at a time, and says the number of each as soon as it is stored.
void deliver_numbered(const std::filesystem::path& directory, int from, int to) {
    AnswerLoop loop;
    SqliteStore engine(directory);
    const auto store = engine.for_thread(loop.post());
    int next = from, under_way = 0;
    while (next < to || under_way > 0) {
        for (; next < to && under_way < 8; ++next, ++under_way)
            store->deliver({"", {"ann", "bob"}}, {nullptr, numbered(std::to_string(next))}, [&, next](Delivered d) {
                --under_way;
                if (d.outcome == Delivery::stored) ChildProcess::tell_parent(std::to_string(next));
            });
        loop.run_one();
    }
}

TEST(CrashChild, DISABLED_delivers_until_it_is_killed) { deliver_numbered(ChildProcess::directory(), 0, 1000000); }
TEST(CrashChild, DISABLED_delivers_300) { deliver_numbered(ChildProcess::directory(), 0, 300); }

TEST(CrashChild, DISABLED_holds_anns_maildrop) {
    WaitingStore store(ChildProcess::directory());
    const auto maildrop = store.maildrop("ann");
    ChildProcess::tell_parent(maildrop ? "held" : "refused");
    pause();
}

/// How often each numbered message is in the maildrop; each must be whole.
std::map<std::string, int> numbers_in(WaitingStore& store, Maildrop& maildrop) {
    std::map<std::string, int> numbers;
    for (std::size_t i = 0; i < maildrop.total().messages; ++i) {
        const std::string text = store.content(maildrop, i).value_or("");
        const std::string number = text.substr(0, text.find('\r'));
        EXPECT_TRUE(!number.empty() && text == numbered(number)) << "message " << i << " is damaged";
        ++numbers[number];
    }
    return numbers;
}

TEST_F(Crashes, keep_each_acknowledged_message_exactly_once) {
    for (const int acknowledged : {1, 20, 77}) {
        std::vector<std::string> said;
        {
            ChildProcess child("CrashChild.DISABLED_delivers_until_it_is_killed", directory());
            for (int i = 0; i < acknowledged; ++i) said.push_back(child.line());
            child.kill_9();
            for (std::string line = child.line(); !line.empty(); line = child.line()) said.push_back(line);
        }
        WaitingStore store(directory());
        for (const char* name : {"ann", "bob"}) {
            const auto maildrop = store.maildrop(name);
            const auto numbers = numbers_in(store, *maildrop);
            for (const std::string& number : said) EXPECT_EQ(numbers.count(number), 1u) << number << " is lost";
            for (const auto& [number, times] : numbers) EXPECT_EQ(times, 1) << number;
            std::vector<std::size_t> all(maildrop->total().messages);
            for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
            EXPECT_TRUE(store.commit(*maildrop, all));
        }
        EXPECT_EQ(number("SELECT count(*) FROM content") + number("SELECT count(*) FROM chunk"), 0) << "no orphans";
        Database database(directory() / "maildrop.db", Database::Checkpoints::none);
        Query check = database.query("PRAGMA integrity_check");
        ASSERT_TRUE(check.next());
        EXPECT_EQ(check.text(0), "ok");
    }
}

TEST_F(Crashes, free_a_locked_maildrop_at_once_and_leave_its_mail) {
    WaitingStore store(directory());
    store.deliver({"ann"}, "x\r\n");
    ChildProcess child("CrashChild.DISABLED_holds_anns_maildrop", directory());
    ASSERT_EQ(child.line(), "held");
    EXPECT_EQ(refusal(store.open("ann", Password{"secret"})), Refusal::in_use);
    child.kill_9();
    const auto maildrop = store.maildrop("ann");
    ASSERT_TRUE(maildrop);
    EXPECT_EQ(maildrop->total().messages, 1u);
}

TEST_F(Crashes, or_none_two_processes_deliver_and_fetch_at_the_same_time) {
    ChildProcess child("CrashChild.DISABLED_delivers_300", directory());
    WaitingStore store(directory());
    std::map<std::string, int> fetched;
    while (fetched.size() < 300) {
        if (fetched.empty()) {
            ASSERT_FALSE(child.line().empty());
        }
        const auto maildrop = store.maildrop("ann");
        ASSERT_TRUE(maildrop);
        for (const auto& [number, times] : numbers_in(store, *maildrop)) fetched[number] += times;
        std::vector<std::size_t> all(maildrop->total().messages);
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
        EXPECT_TRUE(store.commit(*maildrop, all));
    }
    EXPECT_EQ(child.wait(), 0);
    for (const auto& [number, times] : fetched) EXPECT_EQ(times, 1) << number;
    EXPECT_EQ(store.maildrop("bob")->total().messages, 300u);
}

/// Lets files grow no further than so many octets while it lives: a full disk, as far as the store can tell.
class FullDisk {
public:
    explicit FullDisk(rlim_t octets) {
        signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        rlimit limit = before_;
        limit.rlim_cur = octets;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_;
};

TEST_F(Crashes, are_not_what_a_full_disk_leads_to) {
    WaitingStore store(directory());
    const std::string large(1500000, 'x');
    ASSERT_EQ(store.deliver({"ann"}, "before\r\n").outcome, Delivery::stored);
    {
        const FullDisk full(1000000);
        EXPECT_EQ(store.deliver({"ann", "bob"}, large).outcome, Delivery::full);
        EXPECT_EQ(store.deliver({"ann"}, "small\r\n").outcome, Delivery::stored) << "what fits is still taken";
        auto draft = store.store->draft();
        EXPECT_FALSE(store.append(*draft, large));
        EXPECT_EQ(store.deliver({"ann"}, "end\r\n", std::move(draft)).outcome, Delivery::full);
        auto maildrop = store.maildrop("ann");
        EXPECT_EQ(store.content(*maildrop, 0), "before\r\n") << "mail can be read";
        EXPECT_TRUE(store.commit(*maildrop, {0})) << "and deleted";
    }
    EXPECT_EQ(store.deliver({"ann"}, large).outcome, Delivery::stored) << "there is room again";
    const auto maildrop = store.maildrop("ann");
    ASSERT_EQ(maildrop->total().messages, 2u);
    EXPECT_EQ(store.content(*maildrop, 0), "small\r\n");
    EXPECT_EQ(store.maildrop("bob")->total().messages, 0u);
}

TEST_F(Crashes, are_not_what_a_start_on_a_full_disk_leads_to) {
    TemporaryDirectory fresh;
    const FullDisk full(0);
    try {
        SqliteStore store(fresh.path());
        FAIL() << "nothing can be written";
    } catch (const StartError& error) {
        EXPECT_NE(std::string(error.what()).find("no space left"), std::string::npos) << error.what();
    }
}

}  // namespace postlab::store::crash_test
