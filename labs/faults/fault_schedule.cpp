#include "labs/faults/fault_schedule.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "labs/catalogue/tables.h"
#include "labs/faults/fault_file.h"
#include "shared/system/file.h"

namespace postlab::labs {

namespace {

/// Where two rules want the same, the first one has it.
void merge(Injection& all, const Injection& more) {
    bool cut = all.cut_before || all.cut_after || all.cut_at;
    if (!cut) {
        all.cut_before = more.cut_before;
        all.cut_after = more.cut_after;
        all.cut_at = more.cut_at;
    }
    if (!all.reply) {
        all.reply = more.reply;
        all.details = more.details;
    }
    if (!all.silent_from) all.silent_from = more.silent_from;
    if (all.delay.count() == 0) {
        all.delay = more.delay;
        all.delay_at = more.delay_at;
    }
    if (!all.split) all.split = more.split;
    if (all.clock == 0) all.clock = more.clock;
    all.leaky |= more.leaky;
    all.last |= more.last;
    all.own |= more.own;
}

/// What an address makes go wrong with its own RCPT, s017+452 in a session of s017's; nothing: it is any address.
std::optional<Injection> fault_in_address(const std::string& local_part, const std::string& domain) {
    const std::string tag = local_part.substr(local_part.rfind('+') + 1);
    Injection injection;
    injection.own = true;
    if (tag == "slow") {
        injection.delay = std::chrono::seconds(5);
    } else if (tag == "cut") {
        injection.cut_before = true;
    } else {
        static const std::map<std::string, const char*, std::less<>> rows{
            {"451", "rcpt.failed"}, {"452", "rcpt.too_many"}, {"550", "rcpt.unknown_mailbox"}};
        const auto row = rows.find(tag);
        if (row == rows.end()) return std::nullopt;
        injection.reply = reply_named(tables(Protocol::smtp), row->second);
        injection.details[0] = tag == "452" ? "1" : local_part + "@" + domain;
    }
    return injection;
}

}  // namespace

/// The rules that concern one session, and how far it has come.
class FaultSchedule::InSession : public Faults {
public:
    InSession(FaultSchedule& schedule, Protocol protocol) : schedule_(schedule), protocol_(protocol) {
        meet(schedule_.rules_for({}, protocol_), false);
    }

    void claimed(std::string_view account) override {
        if (known_.empty()) schedule_.refresh();
        std::erase_if(met_, [](const Met& met) { return met.claimed; });
        meet(schedule_.rules_for(std::string(account), protocol_), true);
    }

    void proven(std::string_view account) override {
        std::erase_if(met_, [](const Met& met) { return met.arranged->rule.injection.own; });
        owner_ = account;
        meet(schedule_.rules_for(owner_, protocol_, true), false);
    }

    void known(std::string_view account) override {
        look_at(std::string(account));
        if (std::exchange(refresh_, false) && protocol_ == Protocol::smtp) schedule_.refresh();
        if (known_.contains(account)) return;
        std::erase_if(met_, [](const Met& met) { return met.claimed; });
        Rules rules = schedule_.rules_for(std::string(account), protocol_);
        if (rules.empty()) return;
        known_.emplace(account);
        meet(rules, false);
    }

    std::optional<Injection> at(std::string_view verb) override {
        ++step_;
        bool command = verb != greeting && verb != end_of_data;
        if (command) ++commands_;
        const unsigned of_verb = ++of_verb_[std::string(verb)];
        std::optional<Injection> all;
        for (const Met& met : met_) {
            const FaultRule& rule = met.arranged->rule;
            if (!rule.meets(verb, met.session, rule.verb.empty() ? commands_ : of_verb, step_)) continue;
            if (rule.injection.own && !schedule_.allows_own_faults()) continue;
            if (!all) all.emplace();
            merge(*all, rule.injection);
        }
        if (const auto here = std::exchange(in_address_, std::nullopt)) {
            if (!all) all.emplace();
            merge(*all, *here);
        }
        if (all && all->details[0] == "{domain}") all->details[0] = schedule_.domain_;
        return all;
    }

    std::optional<Injection::Milliseconds> lock_held(Time now) override {
        for (const Met& met : met_) {
            const FaultRule& rule = met.arranged->rule;
            if (rule.hold_lock.count() == 0 || !rule.meets(rule.verb, met.session, rule.nth.from, step_)) continue;
            Time::rep unheld = 0;
            auto& until = met.arranged->held_until;
            until.compare_exchange_strong(unheld, (now + rule.hold_lock).time_since_epoch().count());
            auto left = Time(Time::duration(until.load())) - now;
            if (left.count() > 0) return std::chrono::ceil<Injection::Milliseconds>(left);
        }
        return std::nullopt;
    }

private:
    struct Met {
        std::shared_ptr<Arranged> arranged;
        unsigned session;  ///< the number of this one, as the rule counts
        bool claimed;      ///< only claimed: not counted yet
    };

    /// A recipient may show whose session it is, or ask that student's session for a fault.
    void look_at(const std::string& local_part) {
        const std::size_t plus = local_part.rfind('+');
        if (plus == local_part.npos || !schedule_.class_.owner_of || !schedule_.allows_own_faults()) return;
        const std::string named = owner_.empty() ? schedule_.class_.owner_of(local_part, wrong_) : "";
        if (!named.empty()) return proven(named);
        if (!owner_.empty() && local_part.substr(0, plus) == owner_)
            in_address_ = fault_in_address(local_part, schedule_.domain_);
    }

    void meet(const Rules& rules, bool claimed) {
        for (const auto& arranged : rules) {
            unsigned before = claimed ? arranged->sessions.load() : arranged->sessions++;
            met_.push_back({arranged, before + 1, claimed});
        }
    }

    FaultSchedule& schedule_;
    const Protocol protocol_;
    std::vector<Met> met_;
    std::set<std::string, std::less<>> known_;
    std::unordered_map<std::string, unsigned> of_verb_;
    std::string owner_;                    ///< whose session it is beyond doubt; empty: nobody's
    std::optional<Injection> in_address_;  ///< what the recipient under way asks for
    unsigned commands_ = 0, step_ = 0, wrong_ = 0;
    bool refresh_ = true;
};

FaultSchedule::FaultSchedule(std::string domain, const std::filesystem::path& directory)
    : domain_(std::move(domain)), file_(FaultFile::path_in(directory)) {
    refresh();
}

void FaultSchedule::add(const FaultRule& rule) {
    std::lock_guard lock(mutex_);
    auto arranged = std::make_shared<Arranged>();
    arranged->rule = rule;
    index(arranged);
}

std::unique_ptr<Faults> FaultSchedule::begin(Protocol protocol) {
    refresh();
    return std::make_unique<InSession>(*this, protocol);
}

void FaultSchedule::index(const std::shared_ptr<Arranged>& arranged) {
    by_account_[arranged->rule.account].push_back(arranged);
}

FaultSchedule::Rules FaultSchedule::rules_for(const std::string& account, Protocol protocol, bool own) {
    Rules rules;
    std::lock_guard lock(mutex_);
    auto found = by_account_.find(account);
    if (found == by_account_.end()) return rules;
    for (const auto& arranged : found->second) {
        const FaultRule& rule = arranged->rule;
        if (rule.injection.own == own && (rule.protocol.empty() || rule.protocol == name_of(protocol)))
            rules.push_back(arranged);
    }
    return rules;
}

void FaultSchedule::refresh() {
    if (file_.empty()) return;
    struct stat status {};
    Version version;
    if (::stat(file_.c_str(), &status) == 0)
        version = {status.st_ino, static_cast<std::uint64_t>(status.st_size), status.st_mtim.tv_sec,
                   status.st_mtim.tv_nsec};
    std::lock_guard lock(mutex_);
    if (version == version_) return;
    version_ = version;
    read_lines();
}

/// A line that was there before keeps its rule, and with it what the rule has seen.
void FaultSchedule::read_lines() {
    Lines lines;
    lines.reserve(lines_.size());
    by_account_.clear();
    std::istringstream in(read_file_if_possible(file_).value_or(""));
    bool first = true;
    for (std::string line; std::getline(in, line); first = false)
        if (!first || !last_id_in(line)) keep(line, lines);
    lines_.swap(lines);
}

void FaultSchedule::keep(const std::string& line, Lines& lines) {
    if (auto known = lines_.extract(line)) {
        if (known.mapped()) index(known.mapped());
        lines.insert(std::move(known));
        return;
    }
    std::shared_ptr<Arranged>& arranged = lines[line];
    try {
        FaultRule rule = kept_fault(line).rule;
        arranged = std::make_shared<Arranged>();
        arranged->rule = std::move(rule);
        index(arranged);
    } catch (const BadFault& error) {
        std::fprintf(stderr, "postlab: %s: a fault is left out: %s\n", file_.c_str(), error.what());
    }
}

}  // namespace postlab::labs
