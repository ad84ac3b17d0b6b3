#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "labs/catalogue/catalogue_languages.h"
#include "labs/dialogue/wire.h"
#include "labs/faults/fault_schedule.h"
#include "shared/memory_recorder.h"
#include "shared/program/settings.h"
#include "shared/session.h"
#include "shared/system/client_octets.h"
#include "store/memory_store.h"

namespace postlab::labs {

/// What a dialogue in memory finds when it begins; each run has its own.
///
/// Domain post.example; the client comes from 127.0.0.1; it is 2026-01-02 03:04:05 UTC; the POP3 greeting
/// carries the timestamp <1896.697170952@dbc.mtview.ca.us>, challenges of AUTH the nonce 3rfcNHYJY1ZVvWVs7j.
/// Maildrops:
///     alice       password "two words", two messages of 120 and 200 octets, no APOP
///     mrose       password and APOP secret "tanstaaf", the same two messages
///     bob         password "secret", empty
///     postmaster  password "secret", empty
/// Unique-ids are 1.memory and 2.memory (alice), 3.memory and 4.memory (mrose), then counted on.
void fill_with_fixture(store::MemoryStore& store);

/// Sessions in memory over a MemoryStore and a virtual clock: everything answers at once, and two runs of one
/// dialogue say the same bytes. What a fault delays comes when enough time has passed (`! wait`). One thread.
class MemoryWire : public Wire {
public:
    MemoryWire();  ///< with fill_with_fixture()
    /// With the mailboxes that `fill` makes, and its conversations recorded there. Here each POP3 greeting has a
    /// timestamp of its own, as a server's have: a digest of one session is wrong in the next.
    MemoryWire(const std::function<void(store::MemoryStore&)>& fill, Recorder& recorder);
    ~MemoryWire() override;

    void open(int connection, Protocol protocol) override;
    void send(int connection, std::string_view bytes) override;
    Heard hear(int connection) override;
    void end(int connection) override;
    std::optional<std::string> start_tls(int connection) override;
    void drop(int connection) override;
    std::string unheard(int connection) const override;
    std::optional<std::string> happen(const Step& event) override;

    /// Everything the servers have said so far, by connection.
    const std::map<int, std::string>& said() const { return said_; }
    /// What has been recorded of it, where no other recorder was given.
    const MemoryRecorder& record() const { return own_record_; }

    FaultSchedule& faults() { return faults_; }
    Time now() const { return now_; }

private:
    struct Connection {
        Settings settings;
        std::unique_ptr<Session> session;
        std::string unheard;
        Time last_active{}, pause_end{};
        bool paused = false, awaits_tls = false;
        bool closed = false;
    };

    std::unique_ptr<Session> session(Protocol protocol, const Settings& settings);
    void follow(int number, Connection& connection, Session::Next next);
    struct Timer {
        int connection;
        Time at;
    };
    std::optional<Timer> next_timer() const;
    void pass(std::chrono::seconds time);

    store::MemoryStore store_;
    ClientOctets clients_;
    Settings settings_;
    CatalogueLanguages languages_;
    FaultSchedule faults_{settings_.domain};
    MemoryRecorder own_record_;
    Recorder& recorder_;
    const bool makes_timestamps_;
    unsigned timestamps_ = 0;
    Time now_;  ///< each thing that happens takes a microsecond, so that the record tells what came first
    std::map<int, Connection> connections_;
    std::map<int, std::string> said_;
};

}  // namespace postlab::labs
