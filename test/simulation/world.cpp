#include "test/simulation/world.h"

#include <algorithm>
#include <map>

#include "test/simulation/smtp_client.h"
#include "test/simulation/trace.h"

namespace postlab::simulation {
namespace {

const std::vector<std::string>& names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> names;
        for (const Account& account : Ground::accounts()) names.push_back(account.name);
        return names;
    }();
    return names;
}

}  // namespace

void World::Counts::add(const Counts& other) {
    sessions += other.sessions;
    promises += other.promises;
    power_cuts += other.power_cuts;
    kills += other.kills;
    stops += other.stops;
    faults += other.faults;
    calls += other.calls;
    steps += other.steps;
}

World::World(const Ground& ground, std::uint64_t seed, bool forgetful_disk)
    : ground_(ground), chance_(seed), disk_(chance_) {
    disk_.restore(ground.image());
    disk_.interrupt = [this] { interrupt(); };
    disk_.is_forgetful = forgetful_disk;
    apart_ = chance_.one_in(2);
    sessions_left_ = chance_.between(50, 500);
    most_lines_ = chance_.between(1, 12);
    stormy_ = !chance_.one_in(4);
    settings_.store.min_free_bytes = 0;
    settings_.transcript.max_bytes = chance_.one_in(2) ? 1 << 20 : 16 << 20;
    if (chance_.one_in(4)) settings_.wire.profile = WireProfile::strict;
    now_ = Time(std::chrono::hours(24 * 365 * 50));
    daemons_.resize(apart_ ? 2 : 1);
}

World::~World() { disk_.interrupt = nullptr; }

World::Counts World::counts() const {
    Counts counts = counts_;
    counts.promises = oracle_.promises();
    counts.calls = disk_.calls();
    counts.faults = disk_.faults_met();
    return counts;
}

void World::run() {
    while (sessions_left_ > 0) step();
    calm_down();
    check_quiet();
    for (std::size_t i = 0; i < daemons_.size(); ++i) end_daemon(i, false);
    audit();
}

std::size_t World::lines() const {
    std::size_t lines = 0;
    for (const auto& daemon : daemons_)
        if (daemon) lines += daemon->lines().size();
    return lines;
}

void World::step() {
    ++counts_.steps;
    now_ += std::chrono::microseconds(chance_.below(2000));
    for (std::size_t i = 0; i < daemons_.size(); ++i)
        if (!daemons_[i]) start(i);
    bury_the_dead();
    if (lines() < most_lines_ && chance_.one_in(4)) new_line();
    step_somewhere();
    check_one_holder();
    if (stormy_ && chance_.one_in(400)) change_weather();
    if (stormy_ && chance_.one_in(2000)) bring_trouble();
    bury_the_dead();
}

/// Mostly a connection; else a worker, or an answer on its way to a session.
void World::step_somewhere() {
    const auto& daemon = daemons_[chance_.below(daemons_.size())];
    if (!daemon) return;
    switch (chance_.below(4)) {
        case 0:
            daemon->step_worker(chance_);
            break;
        case 1:
            daemon->step_answer();
            break;
        default:
            daemon->step_line(chance_, now_);
    }
    daemon->remove_lines_that_are_over();
    std::erase_if(visits_, [](const auto& visit) { return visit->over; });
}

/// A start that fails is tried again, as whoever runs the program would.
void World::start(std::size_t daemon) {
    try {
        daemons_[daemon] = std::make_unique<Daemon>(ground_.directory(), settings_, disk_, ++processes_);
    } catch (const Broken&) {
        throw;
    } catch (const std::exception&) {
        disk_.kill(processes_);
        if (disk_.has_power()) disk_.faults = {};
    }
}

void World::new_line() {
    const bool smtp = chance_.one_in(2);
    auto& daemon = daemons_[apart_ && !smtp ? 1 : 0];
    if (!daemon || disk_.is_dead(daemon->process())) return;
    --sessions_left_;
    ++counts_.sessions;
    daemon->add(smtp ? smtp_line(*daemon) : pop3_line(*daemon));
}

std::unique_ptr<Line> World::smtp_line(Daemon& daemon) {
    return std::make_unique<Line>(daemon.smtp_session(now_), std::make_unique<SmtpClient>(oracle_, chance_, names()),
                                  chance_, some_trouble(), now_);
}

std::unique_ptr<Line> World::pop3_line(Daemon& daemon) {
    const Account& account = Ground::accounts()[chance_.below(Ground::accounts().size())];
    const auto visit = std::make_shared<Visit>(Visit{account.name});
    for (const auto& other : visits_) {
        if (other->mailbox != account.name) continue;
        other->in_company = visit->in_company = true;
    }
    visits_.push_back(visit);
    struct Leaves : Pop3Client {
        Leaves(Oracle& oracle, Chance& chance, const Account& account, std::shared_ptr<Visit> visit)
            : Pop3Client(oracle, chance, account, [visit] { return visit->in_company; }), visit_(visit) {}
        ~Leaves() override { visit_->over = true; }
        std::shared_ptr<Visit> visit_;
    };
    return std::make_unique<Line>(daemon.pop3_session(now_), std::make_unique<Leaves>(oracle_, chance_, account, visit),
                                  chance_, some_trouble(), now_);
}

Trouble World::some_trouble() {
    Trouble trouble;
    trouble.window = chance_.one_of<std::uint64_t>({300, 5000, 1 << 20, 1 << 20});
    if (!chance_.one_in(4)) return trouble;
    trouble.kind = chance_.one_of({Trouble::Kind::half_close, Trouble::Kind::cut, Trouble::Kind::silence});
    trouble.after = chance_.below(chance_.one_of<std::uint64_t>({100, 500, 2000}));
    return trouble;
}

void World::change_weather() {
    disk_.faults = {};
    if (chance_.one_in(3)) return;
    auto& faults = disk_.faults;
    faults.full = chance_.one_in(2);
    const auto rate = static_cast<std::uint32_t>(chance_.one_of<std::uint64_t>({2, 10, 50}));
    for (auto* fault : {&faults.write, &faults.sync, &faults.truncate, &faults.read, &faults.open})
        if (chance_.one_in(3)) *fault = rate;
}

/// Something that ends a process, or all: at once, within one of the next calls to the disk, or in an orderly way.
void World::bring_trouble() {
    const std::size_t daemon = chance_.below(daemons_.size());
    switch (chance_.below(5)) {
        case 0:
            return disk_.cut_power();
        case 1:
            return disk_.doom(chance_.between(1, 60), true);
        case 2:
            return disk_.doom(chance_.between(1, 60), false);
        case 3:
            if (daemons_[daemon]) disk_.kill(daemons_[daemon]->process());
            return;
        default:
            if (daemons_[daemon] && !disk_.is_dead(daemons_[daemon]->process())) {
                ++counts_.stops;
                daemons_[daemon]->shut_down(now_);
                end_daemon(daemon, false);
            }
    }
}

void World::bury_the_dead() {
    const bool power_went = !disk_.has_power();
    for (std::size_t i = 0; i < daemons_.size(); ++i) {
        if (!daemons_[i] || !disk_.is_dead(daemons_[i]->process())) continue;
        if (!power_went) ++counts_.kills;
        end_daemon(i, true);
    }
    if (!power_went) return;
    trace("power is back");
    ++counts_.power_cuts;
    disk_.restore_power();
    disk_.doom(0, true);
    if (chance_.one_in(2)) audit();
}

/// An orderly end lets what is under way end: what is still said then arrives, or doesn't.
void World::end_daemon(std::size_t number, bool killed) {
    auto& daemon = daemons_[number];
    if (!daemon) return;
    trace("process " + std::to_string(daemon->process()) + (killed ? " is killed" : " stops"));
    ++depth_;  // nobody interrupts that
    daemon->die(now_);
    if (killed) disk_.kill(daemon->process());
    daemon.reset();
    --depth_;
    std::erase_if(visits_, [](const auto& visit) { return visit->over; });
}

/// Within a call to the disk another thread or process may get its turn.
void World::interrupt() {
    if (depth_ > 0 || !chance_.one_in(8)) return;
    ++depth_;
    const Disk::Process running = disk_.running();
    const auto& daemon = daemons_[chance_.below(daemons_.size())];
    if (daemon && !disk_.is_dead(daemon->process())) daemon->step_worker(chance_);
    disk_.run_as(running);
    --depth_;
}

/// No more faults; whoever is under way gets to their end.
void World::calm_down() {
    for (;;) {
        disk_.faults = {};
        disk_.doom(0, true);
        bury_the_dead();
        for (std::size_t i = 0; i < daemons_.size(); ++i)
            if (!daemons_[i]) start(i);
        if (std::ranges::all_of(daemons_, [](const auto& daemon) { return daemon != nullptr; })) break;
    }
    run_dry();
}

void World::run_dry() {
    constexpr std::uint64_t enough = 2'000'000;
    for (std::uint64_t steps = 0; lines() > 0; ++steps) {
        demand(steps < enough, "a conversation never ends");
        step_somewhere();
        check_one_holder();
    }
    for (const auto& daemon : daemons_) daemon->finish_questions();
}

/// No session is left, so no lock is.
void World::check_quiet() {
    for (const auto& daemon : daemons_) {
        const auto held = daemon->store().maildrops_held();
        demand(held.empty(), held.empty() ? "" : "nobody is there, and " + held[0].mailbox + " is locked");
    }
    store::MaildropLocks locks(ground_.directory());
    for (std::int64_t mailbox = 1; mailbox <= 6; ++mailbox)
        demand(locks.take(mailbox).has_value(),
               "the lock of mailbox " + std::to_string(mailbox) + " has outlived its owner");
}

/// RFC 1939 4: an exclusive-access lock.
void World::check_one_holder() {
    std::map<std::string_view, int> holders;
    for (const auto& daemon : daemons_) {
        if (!daemon) continue;
        for (const auto& line : daemon->lines())
            if (const auto mailbox = line->session().maildrop_held(); !mailbox.empty() && !line->is_over())
                demand(++holders[mailbox] == 1, "two sessions hold the maildrop of " + std::string(mailbox));
    }
}

}  // namespace postlab::simulation
