#include "labs/screen/streams.h"

#include <utility>

#include "labs/screen/json.h"
#include "labs/screen/panel.h"

namespace postlab::screen {

void Watchers::changed(const std::vector<std::int64_t>& conversations) {
    const std::set<std::int64_t> ids(conversations.begin(), conversations.end());
    for (Watch* watch : all_)
        if (watch->news_ && (!watch->conversation_ || ids.contains(*watch->conversation_))) watch->news_();
}

std::string ConversationStream::next(Time) {
    const auto about = record_.about(id_);
    if (!about)
        return std::exchange(gone_, true) ? "" : http::event("gone", "", R"({"id":)" + std::to_string(id_) + "}");
    gone_ = false;
    std::int64_t newest = 0;
    if (about->ended) {
        watch_.watch_all();
        newest = newest_of_all_();
    }
    const bool same = begun_ && !more_ && events_ == about->events && ended_ == about->ended.has_value();
    if (same && newest == newest_) return "";
    const auto conversation = record_.conversation(id_);
    return conversation ? told(*conversation, newest) : "";
}

std::string ConversationStream::told(const labs::Conversation& conversation, std::int64_t newest) {
    const labs::Turns turns(conversation, {.most_lines = most_lines, .most_octets = most_octets});
    RowsOf rows = rows_of(conversation, turns, from_, enough, language_);
    Poco::JSON::Object news;
    news.set("about", about_of(conversation.about));
    news.set("panel", panel_of(conversation, turns));
    news.set("rows", rows.rows);
    if (newest > id_) news.set("newest", newest);
    if (!turns.complete()) news.set("shortened", true);
    begun_ = true;
    events_ = conversation.about.events;
    ended_ = conversation.about.ended.has_value();
    newest_ = newest;
    more_ = rows.more;
    from_ = rows.last;
    return http::event("rows", from_.text(), json_text(news));
}

std::string BoardStream::next(Time now) {
    Poco::JSON::Object board = board_.now();
    if (const auto at_work = class_.now(language_, now)) {
        board.set("class", *at_work);
        if (spotlight_.shown() != 0) board.set("spotlight", spotlight_.shown());
    }
    std::string shown = json_text(board);
    if (shown == told_) return "";
    told_ = std::move(shown);
    return http::event("board", "", told_);
}

}  // namespace postlab::screen
