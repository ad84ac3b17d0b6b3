#include "store/sqlite_maildrop.h"

#include <algorithm>
#include <exception>
#include <iterator>

namespace postlab::store {
namespace {

/// The deletions of one session.
class Deletion : public Write {
public:
    Deletion(Post post, std::int64_t mailbox, std::vector<std::int64_t> contents, Done<bool> done)
        : post_(std::move(post)), mailbox_(mailbox), contents_(std::move(contents)), done_(std::move(done)) {}

    void run(Database& database) override {
        for (const std::int64_t content : contents_) delete_message(database, mailbox_, content);
    }
    void finished(Written outcome) override {
        post_([done = std::move(done_), outcome] { done(outcome == Written::done); });
    }
    std::size_t octets() const override { return contents_.size() * sizeof(std::int64_t); }

private:
    Post post_;
    std::int64_t mailbox_;
    std::vector<std::int64_t> contents_;
    Done<bool> done_;
};

}  // namespace

SqliteMaildrop::SqliteMaildrop(Engine& engine, Post post, MaildropLock lock, const Account& account, Database& database)
    : engine_(engine),
      post_(std::move(post)),
      lock_(std::move(lock)),
      planted_(account.planted),
      view_(view_of(database, account.id)) {
    if (view_.total.messages <= page_messages) pages_[0] = list_messages(database, view_);
}

const Message* SqliteMaildrop::message(std::size_t index) const {
    const auto page = pages_.find(index / page_messages);
    return page == pages_.end() ? nullptr : &page->second[index % page_messages];
}

void SqliteMaildrop::list(std::size_t first, std::size_t count, Done<bool> done) {
    std::size_t from = first / page_messages;
    const std::size_t end = (first + count + page_messages - 1) / page_messages;
    while (from < end && pages_.contains(from)) ++from;
    if (from == end) return done(true);
    const bool taken = engine_.readers.push([this, from, end, done](Database& database) {
        post_([this, done, pages = read_pages(database, from, end)]() mutable {
            const bool read = !pages.empty();
            pages_.merge(pages);
            done(read);
        });
    });
    if (!taken) done(false);
}

SqliteMaildrop::Pages SqliteMaildrop::read_pages(Database& database, std::size_t from, std::size_t end) const try {
    const std::size_t first = from * page_messages;
    const std::size_t count = std::min<std::size_t>(end * page_messages, view_.total.messages) - first;
    const auto next = pages_.lower_bound(from);
    const auto* before = next == pages_.begin() ? nullptr : &*std::prev(next);
    const std::size_t known = before ? (before->first + 1) * page_messages : 0;
    auto messages = list_messages(database, view_, static_cast<std::int64_t>(count),
                                  before ? before->second.back().id : 0, first - known);
    if (messages.size() != count) return {};
    Pages pages;
    for (std::size_t i = 0; i < count; ++i) pages[from + i / page_messages].push_back(std::move(messages[i]));
    return pages;
} catch (const std::exception&) {
    return {};
}

void SqliteMaildrop::read(std::size_t index, std::uint64_t from_octet, std::size_t,
                          Done<std::optional<std::string>> done) {
    if (from_octet >= message(index)->octets) return done(std::string());
    if (auto text = take_ahead(index, from_octet)) return done(std::move(text));
    ahead_.clear();
    const bool in_sequence = from_octet == 0 && index > 0 && index == next_in_sequence_;
    next_in_sequence_ = index + 1;
    const bool taken = engine_.readers.push([this, index, from_octet, in_sequence, done](Database& database) {
        auto caught = fetch(database, index, from_octet, in_sequence);
        post_([this, index, done, caught = std::move(caught)]() mutable {
            ahead_ = std::move(caught.following);
            ahead_from_ = index + 1;
            done(std::move(caught.piece));
        });
    });
    if (!taken) done(std::nullopt);
}

std::optional<std::string> SqliteMaildrop::take_ahead(std::size_t index, std::uint64_t from_octet) {
    if (index < ahead_from_ || index - ahead_from_ >= ahead_.size()) return std::nullopt;
    std::string& kept = ahead_[index - ahead_from_];
    if (kept.empty()) return std::nullopt;  // taken before
    std::string text = std::move(kept);
    kept.clear();
    next_in_sequence_ = index + 1;
    if (index - ahead_from_ + 1 == ahead_.size()) std::vector<std::string>().swap(ahead_);
    if (from_octet > 0) text.erase(0, from_octet);
    return text;
}

SqliteMaildrop::Catch SqliteMaildrop::fetch(Database& database, std::size_t index, std::uint64_t from_octet,
                                            bool in_sequence) const {
    Catch caught;
    try {
        caught.piece = chunk(database, index, from_octet / chunk_octets);
        if (!caught.piece) return caught;
        caught.piece->erase(0, from_octet % chunk_octets);
        std::uint64_t octets = message(index)->octets;
        while (in_sequence && ++index < view_.total.messages && message(index)) {
            octets += message(index)->octets;
            if (octets > ahead_octets) break;
            auto text = chunk(database, index, 0);
            if (!text) break;
            caught.following.push_back(std::move(*text));
        }
    } catch (const std::exception&) {
        caught.following.clear();
    }
    return caught;
}

std::optional<std::string> SqliteMaildrop::chunk(Database& database, std::size_t index, std::uint64_t number) const {
    auto data = read_chunk(database, static_cast<std::int64_t>(message(index)->id), number);
    const std::uint64_t rest = message(index)->octets - number * chunk_octets;
    if (data && data->size() != std::min<std::uint64_t>(rest, chunk_octets)) return std::nullopt;  // damaged
    return data;
}

void SqliteMaildrop::commit(std::vector<std::size_t> doomed, Done<bool> done) {
    if (doomed.empty()) return done(true);
    std::vector<std::int64_t> contents;
    for (const std::size_t index : doomed) contents.push_back(static_cast<std::int64_t>(message(index)->id));
    std::unique_ptr<Write> deletion = std::make_unique<Deletion>(post_, view_.mailbox, std::move(contents), done);
    if (!engine_.writer.push(std::move(deletion))) done(false);
}

}  // namespace postlab::store
