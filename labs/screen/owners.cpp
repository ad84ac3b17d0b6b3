#include "labs/screen/owners.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "labs/course/class/gifts.h"
#include "labs/course/class/report_letters.h"

namespace postlab::screen {

namespace {

constexpr std::int64_t most_known = 4000;
constexpr std::size_t most_listed = 30, most_events = 1000;  // events, in which a badge is looked for

}  // namespace

std::string Owners::of(std::int64_t conversation) {
    const Known* found = look_at(conversation);
    if (found && found->owner.empty()) {  // unless it has been given away
        follow();
        found = look_at(conversation);
    }
    return found ? found->owner : "";
}

std::vector<store::KeptConversation> Owners::last_of(const std::string& student) {
    follow();
    std::vector<store::KeptConversation> last;
    for (auto one = known_.rbegin(); one != known_.rend() && last.size() < most_listed; ++one)
        if (one->second.owner == student) last.push_back(one->second.about);
    return last;
}

std::int64_t Owners::newest_of(const std::string& student) {
    follow();
    for (auto one = known_.rbegin(); one != known_.rend(); ++one)
        if (one->second.owner == student) return one->first;
    return 0;
}

void Owners::changed(const std::vector<std::int64_t>& conversations) {
    if (followed_to_ > 0) changed_.insert(conversations.begin(), conversations.end());
    if (std::ssize(changed_) <= most_known) return;
    changed_.clear();
    followed_to_ = 0;  // nobody has asked for long: then from the beginning
}

const Owners::Known* Owners::look_at(std::int64_t conversation) {
    auto about = record_.about(conversation);
    return about ? look_at(std::move(*about)) : nullptr;
}

const Owners::Known* Owners::look_at(store::KeptConversation about) {
    const std::int64_t id = about.id;
    Known& known = known_.try_emplace(id).first->second;
    const bool same = known.certain && known.about.events == about.events;
    known.about = std::move(about);
    if (!same) find_out(known);
    while (std::ssize(known_) > most_known && known_.begin()->first != id) known_.erase(known_.begin());
    return &known;
}

void Owners::find_out(Known& known) {
    find_owner(known);
    if (known.about.protocol == "lab" && !note_gift(known.about.id)) known.certain = false;
    if (!known.certain) changed_.insert(known.about.id);
}

/// An account that a lab has planted is the student's whose name it has.
void Owners::find_owner(Known& known) {
    const std::string account = course::report_owner(known.about.account).value_or(known.about.account);
    course::TokenOwner planted;
    const std::string student = course::names_planted(account, planted) ? planted.student : account;
    known.certain = !student.empty() && known.about.protocol != "smtp";
    known.owner = known.certain ? student : "";
    if (known.certain) return;
    course_.ask([&](course::Course& course) {
        const bool shows_somebody = !student.empty() && course.roster().find(student);
        known.certain = shows_somebody || search(known, course.key());
        const auto given = given_.find(known.about.id);
        const bool is_given = known.badge.empty() && given != given_.end();
        known.owner = shows_somebody ? student : is_given ? given->second : known.badge;
    });
}

/// False: the record can't be read just now.
bool Owners::search(Known& known, const std::string& key) {
    if (!known.badge.empty() || known.searched >= most_events) return true;
    const auto news = record_.events_behind(known.place, known.about.id);
    if (!news) return false;
    const course::TokenReader tokens(key);
    course::TokenOwner owner;
    for (const store::KeptEvent& event : *news) {
        const bool line = event.direction == Direction::client && !event.content;
        if (line && known.badge.empty() && tokens.find(event.bytes, owner, known.wrong)) known.badge = owner.student;
    }
    known.searched += news->size();
    return true;
}

/// False: the record can't be read just now.
bool Owners::note_gift(std::int64_t act) {
    const auto conversation = record_.conversation(act);
    if (!conversation) return false;
    const auto gift = course::gift_in(*conversation);
    if (!gift || !given_.emplace(gift->conversation, gift->student).second) return true;
    if (const auto known = known_.find(gift->conversation); known != known_.end()) find_out(known->second);
    return true;
}

void Owners::follow() {
    const std::int64_t newest = record_.newest(), behind = std::max<std::int64_t>(0, newest - followed_to_);
    if (behind > 0)
        for (auto& about : record_.conversations(static_cast<std::uint32_t>(std::min(behind, most_known))))
            look_at(std::move(about));
    followed_to_ = newest;
    for (const std::int64_t id : std::exchange(changed_, {})) look_at(id);
}

}  // namespace postlab::screen
