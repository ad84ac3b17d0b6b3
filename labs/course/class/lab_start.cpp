#include "labs/course/class/lab_start.h"

#include <algorithm>
#include <chrono>

#include "labs/course/lab/fixture.h"
#include "labs/course/lab/lab_faults.h"
#include "labs/course/lab/tokens.h"
#include "shared/system/crypto.h"
#include "shared/text/message_ranges.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

constexpr std::size_t large = 1 << 20;        // octets from which a letter is worth sharing
constexpr std::int64_t ids_before = 1 << 20;  // kept free for the letters that stand before it

/// The students' next attempt at that lab; counted up at once, so that no two have the same number.
Started next_attempt(store::Database& course, const Lab& lab, const std::string& student, bool other) {
    store::Transaction transaction(course);
    Started next{lab.needs_start() ? 1u : 2u, other ? 1u : 0u,
                 0};  // attempt 1 begins by itself where no start is needed
    {
        store::Query row =
            course.query("SELECT number, variant FROM attempt WHERE student = ? AND lab = ?", student, lab.id);
        if (row.next())
            next = {static_cast<unsigned>(row.integer(0)) + 1, static_cast<unsigned>(row.integer(1)) + (other ? 1 : 0),
                    0};
    }
    course.execute("INSERT OR REPLACE INTO attempt(student, lab, number, variant) VALUES (?, ?, ?, ?)", student, lab.id,
                   std::int64_t{next.number}, std::int64_t{next.variant});
    transaction.commit();
    return next;
}

}  // namespace

LabStart::LabStart(Course& course, const Labs& labs, Recorder& record)
    : course_(course), labs_(labs), record_(record), accounts_(course.directory()), refill_(course.directory()) {
    std::vector<store::Accounts::Wanted> wanted;
    for (const std::string& name : mailboxes_of(labs_)) wanted.push_back({name, ""});
    accounts_.add(wanted);
}

std::optional<Started> LabStart::begin(Act act, const Lab& lab, const std::string& student, bool other, Time now) {
    const std::vector<std::string> classmates = course_.roster().ids();
    Holder holder{course_.key(), student, lab.id, 0, course_.domain(), classmates};
    Started started = next_attempt(course_.database(), lab, student, other);
    holder.variant = started.variant;
    auto arrange = [&](const store::MaildropRefill::Ids& ids) {
        started.ended = arrange_faults(course_.directory(), lab, student, values_for(lab.parameters, holder));
        started.letters = ids.size();
        record_act(act, lab, student, started, ids, now);
    };
    const bool free = !lab.planted || plant(lab, holder);
    if (free && !lab.fixture) {
        arrange({});
        return started;
    }
    if (free && refill_.refill(student, letters_for(lab, holder), arrange)) return started;
    course_.database().execute(
        "UPDATE attempt SET number = number - 1, variant = variant - ? WHERE student = ? AND lab = ? AND number = ?",
        std::int64_t{other ? 1 : 0}, student, lab.id, std::int64_t{started.number});
    return std::nullopt;
}

bool LabStart::plant(const Lab& lab, const Holder& holder) {
    const Values values = values_for(lab.parameters, holder);
    const std::string account = lower_case(values.at("planted"));
    accounts_.plant(account, substituted(lab.planted->secret, values));
    std::vector<store::NewLetter> all;
    for (std::string& text : planted_letters(*lab.planted, values))
        all.push_back({"course@" + holder.domain, std::move(text)});
    return refill_.refill(account, all, [](const auto&) {}).has_value();
}

std::vector<store::NewLetter> LabStart::letters_for(const Lab& lab, const Holder& holder) {
    Values values = values_for(lab.parameters, holder);
    std::vector<store::NewLetter> all;
    for (std::string& text : letters(*lab.fixture, values)) all.push_back({"course@" + holder.domain, std::move(text)});
    const auto found = std::find_if(all.begin(), all.end(), [](const auto& l) { return l.text.size() >= large; });
    if (found == all.end()) return all;
    const auto at = static_cast<std::size_t>(found - all.begin());
    values["student"] = "everyone";  // a letter that is large is the same for all who have it at the same place
    values["me"] = "everyone@" + holder.domain;
    found->text = std::move(letters(*lab.fixture, values)[at]);
    share(*found, all, at);
    return all;
}

/// A maildrop lists by id. So the shared letter's id has a gap before it, and who gets the letter later on takes ids
/// from the gap for what stands before it.
void LabStart::share(store::NewLetter& shared, std::vector<store::NewLetter>& letters, std::size_t before) {
    const std::string digest = crockford(hmac_sha256("", shared.text), 32);
    const auto needed = static_cast<std::int64_t>(before);
    store::Database& course = course_.database();
    store::Transaction transaction(course);
    std::int64_t next = 0;
    {
        store::Query row = course.query("SELECT content, next_before FROM shared_letter WHERE digest = ?", digest);
        if (row.next() && row.integer(1) + needed <= row.integer(0) && refill_.holds(row.integer(0))) {
            shared.id = row.integer(0);
            next = row.integer(1);
        }
    }
    if (shared.id == 0) {
        next = refill_.reserve(ids_before + 1);
        shared.id = next + ids_before;
    }
    course.execute("INSERT OR REPLACE INTO shared_letter(digest, content, next_before) VALUES (?, ?, ?)", digest,
                   shared.id, next + needed);
    transaction.commit();
    for (std::size_t i = 0; i < before; ++i) letters[i].id = next + static_cast<std::int64_t>(i);
}

/// A conversation of protocol "lab": what was asked, and what the maildrop holds now.
void LabStart::record_act(Act act, const Lab& lab, const std::string& student, const Started& started,
                          const store::MaildropRefill::Ids& ids, Time now) {
    MessageRanges messages;
    for (const std::uint64_t id : ids) messages.add(id);
    const std::string verb = act == Act::start ? "START" : "RESET", text = messages.text();
    const std::string asked =
        verb + " " + lab.id + " " + std::to_string(started.number) + " " + std::to_string(started.variant) + "\r\n";
    const std::string answered = "+OK " + std::to_string(ids.size()) + " letters\r\n";
    auto transcript = record_.begin("lab", student, now);
    Event event{Direction::client, now, asked, "lab", "lab", verb, {}};
    transcript->record(event);
    event = {Direction::server, now, answered, "lab", "lab", verb, "lab.begun"};
    event.mailboxes = student;
    event.messages = text;
    transcript->record(event);
    transcript->ended("quit", now);
}

}  // namespace postlab::course
