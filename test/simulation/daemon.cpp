#include "test/simulation/daemon.h"

#include "pop3d/session.h"
#include "smtpd/session.h"

namespace postlab::simulation {
namespace {

/// Clients of a few addresses.
std::string address(std::uint64_t session) { return "192.0.2." + std::to_string(1 + session % 4); }

}  // namespace

Daemon::Daemon(const std::filesystem::path& directory, const Settings& settings, Disk& disk, Disk::Process process)
    : settings_(settings), disk_(disk), process_(process) {
    disk_.run_as(process_);
    hands_.take_on([&] {
        store_.emplace(directory, settings);
        recorder_.emplace(directory, settings);
    });
    mail_ = store_->for_thread([this](std::function<void()> answer) { answers_.push_back(std::move(answer)); });
}

Daemon::~Daemon() {
    disk_.run_as(process_);
    finish_questions();
    lines_.clear();
    mail_.reset();
    recorder_.reset();
    store_.reset();
}

std::unique_ptr<Session> Daemon::smtp_session(Time now) {
    const std::string peer = address(++sessions_);
    return std::make_unique<smtpd::Session>(settings_, *mail_, recorder_->begin("smtp", peer, now),
                                            smtpd::Peer{peer, "192.0.2.99"});
}

std::unique_ptr<Session> Daemon::pop3_session(Time now) {
    const std::string peer = address(++sessions_);
    const std::string timestamp = "<" + std::to_string(process_) + "." + std::to_string(sessions_) + "@post.example>";
    return std::make_unique<pop3d::Session>(settings_, *mail_, recorder_->begin("pop3", peer, now), timestamp, peer);
}

bool Daemon::step_line(Chance& chance, Time now) {
    return !lines_.empty() && lines_[chance.below(lines_.size())]->step(now);
}

bool Daemon::step_worker(Chance& chance) {
    disk_.run_as(process_);
    return hands_.workers() > 0 && hands_.take_turn(chance.below(hands_.workers()));
}

bool Daemon::step_answer() {
    if (answers_.empty()) return false;
    const auto answer = std::move(answers_.front());
    answers_.pop_front();
    answer();
    return true;
}

void Daemon::finish_questions() {
    auto someone_waits = [this] {
        for (const auto& line : lines_)
            if (line->session().waiting()) return true;
        return false;
    };
    for (bool busy = true; busy && (someone_waits() || !answers_.empty());) {
        busy = false;
        disk_.run_as(process_);
        for (std::size_t worker = 0; worker < hands_.workers(); ++worker) busy |= hands_.take_turn(worker);
        while (step_answer()) busy = true;
    }
    demand(!someone_waits(), "a session waits for an answer that never comes");
}

void Daemon::die(Time now) {
    for (const auto& line : lines_) line->server_died(now);
}

void Daemon::shut_down(Time now) {
    for (const auto& line : lines_) line->shut_down(now);
}

void Daemon::remove_lines_that_are_over() {
    std::erase_if(lines_, [](const auto& line) { return line->is_over(); });
}

}  // namespace postlab::simulation
