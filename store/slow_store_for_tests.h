#pragma once
#include <algorithm>
#include <deque>
#include <limits>

#include "store/memory_store.h"

namespace postlab::store {

/// A MemoryStore that does whatever else a store on a disk may do: it gives content out in small pieces, loses it in
/// the middle, and lets its callers wait. For tests; one thread.
class SlowStore : public MemoryStore {
public:
    std::size_t largest_piece = std::numeric_limits<std::size_t>::max();  ///< octets that one read gives
    std::size_t reads_before_failure = std::numeric_limits<std::size_t>::max();
    bool answers_later = false;  ///< only when answer_one() is called
    bool lists_later = false;    ///< a maildrop comes without its list, as a large one does

    /// Gives the answer that has been owed longest; false when there is none.
    bool answer_one() {
        if (owed_.empty()) return false;
        auto answer = std::move(owed_.front());
        owed_.pop_front();
        answer();
        return true;
    }

    void find_mailbox(std::string_view name, std::uint64_t octets, Done<Lookup> done) override {
        MemoryStore::find_mailbox(name, octets, later(done));
    }
    std::unique_ptr<Draft> draft() override { return std::make_unique<LateDraft>(*this, MemoryStore::draft()); }
    void deliver(Envelope envelope, Content content, Done<Delivered> done) override {
        if (content.draft) content.draft = std::move(static_cast<LateDraft&>(*content.draft).real);
        MemoryStore::deliver(std::move(envelope), std::move(content), later(done));
    }
    void open(std::string_view user, Credential credential, std::string_view client, Done<Opened> done) override {
        MemoryStore::open(user, std::move(credential), client, [&](Opened opened) {
            if (auto drop = std::get_if<std::unique_ptr<Maildrop>>(&opened))
                *drop = std::make_unique<SlowMaildrop>(*this, std::move(*drop));
            later(done)(std::move(opened));
        });
    }
    void check(std::string_view user, Credential credential, std::string_view client, Done<Checked> done) override {
        MemoryStore::check(user, std::move(credential), client, later(done));
    }
    void find_salt(std::string_view user, Done<std::optional<sasl::ScramSalt>> done) override {
        MemoryStore::find_salt(user, later(done));
    }

private:
    struct LateDraft : Draft {
        LateDraft(SlowStore& store, std::unique_ptr<Draft> real) : store(store), real(std::move(real)) {}
        void append(std::string block, Done<bool> done) override { real->append(std::move(block), store.later(done)); }
        SlowStore& store;
        std::unique_ptr<Draft> real;
    };

    struct SlowMaildrop : Maildrop {
        SlowMaildrop(SlowStore& store, std::unique_ptr<Maildrop> real)
            : store(store), real(std::move(real)), known(this->real->total().messages, !store.lists_later) {}
        Total total() const override { return real->total(); }
        const Message* message(std::size_t index) const override {
            return known[index] ? real->message(index) : nullptr;
        }
        void list(std::size_t first, std::size_t count, Done<bool> done) override {
            real->list(first, count, store.later<bool>([this, first, count, done](bool listed) {
                if (listed) std::fill_n(known.begin() + static_cast<std::ptrdiff_t>(first), count, true);
                done(listed);
            }));
        }
        bool is_planted() const override { return real->is_planted(); }
        void read(std::size_t index, std::uint64_t from, std::size_t at_most,
                  Done<std::optional<std::string>> done) override {
            if (store.reads_before_failure == 0) return store.later(done)(std::nullopt);
            --store.reads_before_failure;
            real->read(index, from, std::min(at_most, store.largest_piece), store.later(done));
        }
        void commit(std::vector<std::size_t> doomed, Done<bool> done) override {
            real->commit(std::move(doomed), store.later(done));
        }
        SlowStore& store;
        std::unique_ptr<Maildrop> real;
        std::vector<bool> known;
    };

    /// `done`, but to be called when it is due.
    template <class Answer>
    Done<Answer> later(Done<Answer> done) {
        return [this, done = std::move(done)](Answer answer) {
            if (!answers_later) return done(std::move(answer));
            auto kept = std::make_shared<Answer>(std::move(answer));
            owed_.push_back([done, kept] { done(std::move(*kept)); });
        };
    }

    std::deque<std::function<void()>> owed_;
};

}  // namespace postlab::store
