#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>

#include "store/accounts.h"
#include "store/sqlite_store.h"
#include "store/transcript/transcript_recorder.h"

/// What the store alone can do: no sockets, no protocols; one thread stands for the reactor.
namespace postlab::store {
namespace {

/// As a reactor would: answers are run, in order, on the one thread that asks.
class Loop {
public:
    Post post() {
        return [this](std::function<void()> answer) {
            const std::lock_guard guard(mutex_);
            answers_.push_back(std::move(answer));
            if (answers_.size() == 1) arrived_.notify_one();
        };
    }
    void run_waiting() {
        std::deque<std::function<void()>> answers;
        {
            std::unique_lock lock(mutex_);
            arrived_.wait(lock, [this] { return !answers_.empty(); });
            answers.swap(answers_);
        }
        for (auto& answer : answers) answer();
    }
    template <class Answer>
    Answer await(const std::function<void(Done<Answer>)>& ask) {
        std::optional<Answer> got;
        ask([&got](Answer answer) { got.emplace(std::move(answer)); });
        while (!got) run_waiting();
        return std::move(*got);
    }

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::function<void()>> answers_;
};

/// A store on the disk that holds the temporary directory, with one mailbox.
struct Bench {
    Bench() {
        std::string name = (std::filesystem::temp_directory_path() / "postlab-bench.XXXXXX").string();
        directory = mkdtemp(name.data());
        Accounts(directory).add("ann", "secret", Accounts::Apop::none);
        engine = std::make_unique<SqliteStore>(directory);
        store = engine->for_thread(loop.post());
    }
    ~Bench() {
        engine.reset();
        std::filesystem::remove_all(directory);
    }
    /// So many messages, from as many senders as there are, each waiting for its answer before the next.
    void deliver(std::int64_t messages, int senders, const std::string& text) {
        std::int64_t asked = 0, answered = 0;
        std::function<void()> next = [&] {
            if (asked == messages) return;
            ++asked;
            store->deliver({"bob@post.example", {"ann"}}, {nullptr, text}, [&](Delivered delivered) {
                if (delivered.outcome != Delivery::stored) abort();
                ++answered;
                next();
            });
        };
        for (int i = 0; i < senders; ++i) next();
        while (answered < messages) loop.run_waiting();
    }
    std::unique_ptr<Maildrop> open() {
        Opened opened = loop.await<Opened>([&](auto done) { store->open("ann", Password{"secret"}, "", done); });
        return std::move(std::get<std::unique_ptr<Maildrop>>(opened));
    }

    std::filesystem::path directory;
    Loop loop;
    std::unique_ptr<SqliteStore> engine;
    std::unique_ptr<MailStore> store;
};

/// Durable deliveries: {octets of a message, senders at once}.
void deliver(benchmark::State& state) {
    Bench bench;
    const std::string text(static_cast<std::size_t>(state.range(0)), 'x');
    const std::int64_t batch = state.range(0) > 100000 ? 64 : 4096;
    std::int64_t messages = 0;
    for (auto _ : state) {
        bench.deliver(batch, static_cast<int>(state.range(1)), text);
        messages += batch;
    }
    state.SetItemsProcessed(messages);
    state.SetBytesProcessed(messages * state.range(0));
}
BENCHMARK(deliver)
    ->ArgNames({"octets", "senders"})
    ->ArgsProduct({{4096, 65536}, {1, 32}})
    ->Args({1 << 20, 8})
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

/// A login whose password was right before, on a maildrop of so many messages.
void login(benchmark::State& state) {
    Bench bench;
    bench.deliver(state.range(0), 64, "Subject: x\r\n\r\n");
    bench.open();
    for (auto _ : state) benchmark::DoNotOptimize(bench.open());
}
BENCHMARK(login)->ArgName("messages")->Arg(10)->Arg(10000)->Arg(100000)->UseRealTime()->Unit(benchmark::kMicrosecond);

/// Every message of a maildrop, one after the other, as a client downloads it.
void read(benchmark::State& state) {
    Bench bench;
    const std::int64_t messages = state.range(0) > 100000 ? 32 : 1000;
    bench.deliver(messages, 32, std::string(static_cast<std::size_t>(state.range(0)), 'x'));
    auto maildrop = bench.open();
    for (auto _ : state)
        for (std::size_t index = 0; index < maildrop->total().messages; ++index)
            for (std::uint64_t at = 0; at < maildrop->message(index)->octets;)
                at += bench.loop
                          .await<std::optional<std::string>>([&](auto done) { maildrop->read(index, at, 65536, done); })
                          ->size();
    state.SetItemsProcessed(state.iterations() * messages);
    state.SetBytesProcessed(state.iterations() * messages * state.range(0));
}
BENCHMARK(read)->ArgName("octets")->Arg(4096)->Arg(65536)->Arg(1 << 20)->UseRealTime()->Unit(benchmark::kMillisecond);

/// What the record costs the thread of a session that fetches letters it knows, and the writer behind it: for each
/// a command, a reply, and content.
void record_fetches(benchmark::State& state) {
    const Bench bench;
    Settings settings;
    settings.transcript.max_bytes = std::uint64_t{1} << 40;  // nothing goes, so nothing comes to be unknown
    TranscriptRecorder recorder(bench.directory, settings);
    const std::string text(4096, 'x');
    auto fetch = [&](int first, int last) {
        const auto transcript = recorder.begin("pop3", "127.0.0.1", Time());
        for (int letter = first; letter <= last; ++letter) {
            const std::string id = std::to_string(letter);
            transcript->record({Direction::client, Time(), "RETR 17\r\n", "TRANSACTION", "TRANSACTION", "RETR", ""});
            transcript->record({Direction::server, Time(), "+OK 4096 octets\r\n", "TRANSACTION", "TRANSACTION", "RETR",
                                "retr.ok", false, "", id});
            transcript->record({Direction::server, Time(), text, "TRANSACTION", "TRANSACTION", "RETR", "", true});
        }
        transcript->ended("quit", Time());
    };
    constexpr int letters = 4000;
    for (int letter = 1; letter < letters; letter += 500) {
        fetch(letter, letter + 499);
        recorder.flush();
    }
    for (auto _ : state) {
        const auto start = std::chrono::steady_clock::now();
        fetch(1, letters);
        state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        recorder.flush();
    }
    if (recorder.dropped() > 0) state.SkipWithError("events were dropped");
    state.SetItemsProcessed(state.iterations() * letters);
}
BENCHMARK(record_fetches)->UseManualTime()->MeasureProcessCPUTime()->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace postlab::store

BENCHMARK_MAIN();
