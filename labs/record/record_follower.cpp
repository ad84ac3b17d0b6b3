#include "labs/record/record_follower.h"

#include <exception>
#include <iterator>
#include <utility>

namespace postlab::labs {

namespace {

constexpr std::uint32_t most_open = 1000;  // conversations under way when it begins; before them none are looked for

}  // namespace

void RecordFollower::follow(const std::function<void(News)>& tell) {
    try {
        if (!reader_) begin();
        if (!reader_ || !reader_->has_news()) return;
        const std::int64_t last = newest();
        while (newest_ < last) open_.try_emplace(++newest_);
        for (auto one = open_.begin(); one != open_.end();) {
            const auto about = reader_->conversation(one->first);
            if (about) look(*about, one->second, tell);
            one = about && !about->ended ? std::next(one) : open_.erase(one);
        }
    } catch (const std::exception&) {
        reader_.reset();
    }
}

/// Of the first record there is, nothing that is in it already is news; of one that comes later, all is.
void RecordFollower::begin() {
    if (!store::has_transcripts(directory_)) {
        begun_ = true;
        return;
    }
    reader_.emplace(directory_);
    const std::int64_t last = newest();
    if (last < newest_) {  // it is another record
        newest_ = 0;
        open_.clear();
    }
    if (std::exchange(begun_, true)) return;
    newest_ = last;
    for (const store::KeptConversation& about : reader_->conversations(most_open)) {
        if (about.ended) continue;
        Open& open = open_[about.id];
        const auto events = reader_->events_behind(open.place, about.id);
        open.next = events.empty() ? 0 : events.back().seq + 1;
        open.told = true;
    }
}

std::int64_t RecordFollower::newest() {
    const auto last = reader_->conversations(1);
    return last.empty() ? 0 : last.back().id;
}

void RecordFollower::look(const store::KeptConversation& about, Open& open, const std::function<void(News)>& tell) {
    std::vector<store::KeptEvent> events = reader_->events_behind(open.place, about.id);
    const std::uint32_t first = open.next;
    if (!events.empty()) open.next = events.back().seq + 1;
    if (!std::exchange(open.told, true) || !events.empty() || about.ended) tell({about, std::move(events), first});
}

}  // namespace postlab::labs
