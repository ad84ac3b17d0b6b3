#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "labs/screen/board.h"
#include "labs/screen/class_board.h"
#include "labs/screen/record.h"
#include "labs/screen/rows.h"
#include "labs/screen/spotlight.h"
#include "shared/http/event_stream.h"

namespace postlab::screen {

/// Who is to be told that the record has more of a conversation. One thread.
class Watchers {
public:
    class Watch;
    void changed(const std::vector<std::int64_t>& conversations);

private:
    std::set<Watch*> all_;
};

/// A stream's place among the watchers, for as long as it lives.
class Watchers::Watch {
public:
    Watch(Watchers& watchers, std::optional<std::int64_t> conversation)
        : watchers_(watchers), conversation_(conversation) {
        watchers_.all_.insert(this);
    }
    ~Watch() { watchers_.all_.erase(this); }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    void on_news(std::function<void()> news) { news_ = std::move(news); }
    /// From now on every conversation is watched.
    void watch_all() { conversation_.reset(); }

private:
    friend class Watchers;
    Watchers& watchers_;
    std::optional<std::int64_t> conversation_;  ///< none: every one
    std::function<void()> news_;
};

/// One conversation, from a position on. Each event is "rows", with the position to go on from as its number:
///     {"about": {...}, "panel": {...}, "rows": [...], "newest": 65}
/// A row that has been told before replaces itself: its line may have become longer. When there is no such conversation
/// it says "gone", {"id": 99}. Once it has ended the stream says which conversation is the newest that its reader may
/// see.
class ConversationStream : public http::EventStream {
public:
    ConversationStream(Record& record, Watchers& watchers, std::int64_t id, Position from,
                       const labs::Language& language, std::function<std::int64_t()> newest)
        : record_(record),
          watch_(watchers, id),
          id_(id),
          language_(language),
          newest_of_all_(std::move(newest)),
          from_(from) {}
    std::string next(Time now) override;
    void on_news(std::function<void()> news) override { watch_.on_news(std::move(news)); }

private:
    std::string told(const labs::Conversation& conversation, std::int64_t newest);

    Record& record_;
    Watchers::Watch watch_;
    const std::int64_t id_;
    const labs::Language& language_;
    const std::function<std::int64_t()> newest_of_all_;
    Position from_;
    std::uint64_t events_ = 0;  ///< that have been told of
    std::int64_t newest_ = 0;
    bool begun_ = false, ended_ = false, more_ = false, gone_ = false;
};

/// Two conversations, for a page that shows them side by side: the events of both, each from its beginning, since one
/// event's number says nothing of the other one.
class PairStream : public http::EventStream {
public:
    PairStream(std::unique_ptr<ConversationStream> left, std::unique_ptr<ConversationStream> right)
        : left_(std::move(left)), right_(std::move(right)) {}
    std::string next(Time now) override { return left_->next(now) + right_->next(now); }
    void on_news(std::function<void()> news) override {
        left_->on_news(news);
        right_->on_news(std::move(news));
    }

private:
    const std::unique_ptr<ConversationStream> left_, right_;
};

/// The board, each time anything has changed: "board", and what Board::now() gives; where there is a course with
/// "class", what ClassBoard::now() gives, and "spotlight", the conversation that the class is shown.
class BoardStream : public http::EventStream {
public:
    BoardStream(Board& board, ClassBoard& class_board, const Spotlight& spotlight, Watchers& watchers,
                std::string language)
        : board_(board),
          class_(class_board),
          spotlight_(spotlight),
          watch_(watchers, std::nullopt),
          language_(std::move(language)) {}
    std::string next(Time now) override;
    /// The classroom grades a moment after the record has rung.
    std::chrono::milliseconds looks_again() const override { return std::chrono::seconds(2); }
    void on_news(std::function<void()> news) override { watch_.on_news(std::move(news)); }

private:
    Board& board_;
    ClassBoard& class_;
    const Spotlight& spotlight_;
    Watchers::Watch watch_;
    const std::string language_;
    std::string told_;
};

}  // namespace postlab::screen
