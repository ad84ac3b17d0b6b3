#pragma once
#include <algorithm>
#include <map>
#include <set>

#include "shared/system/digest.h"
#include "shared/text/text.h"
#include "store/mail_store.h"

namespace postlab::store {

/// A MailStore in memory that answers at once: dialogues are tried out on it, protocol tests stay plain straight-line
/// code, and `failure` makes every promise breakable on purpose. Nothing survives it. One thread; it outlives the
/// sessions that use it. All of it stands here, so that the tests of the protocols need no library of the store's.
class MemoryStore : public MailStore {
public:
    /// What fails from now on: nothing; deliveries, for want of space on the disk or in a mailbox; all that asks the
    /// store; deliveries, since a maildrop has been removed after RCPT. Under any of them drafts, reads, lists and
    /// deletions fail, too.
    enum class Failure { none, full, no_room, broken, no_mailbox };
    struct Kept {
        std::uint64_t id;                ///< Delivered::id
        std::string content, unique_id;  ///< "3.memory" for the id 3
    };
    struct Mailbox {
        std::string password, apop_secret;          ///< an empty secret: no APOP
        std::vector<Kept> messages;                 ///< oldest first
        bool locked = false;                        ///< a Maildrop holds it
        std::optional<sasl::ScramKeys> scram = {};  ///< once a proof has been checked
        bool planted = false;                       ///< as Accounts::plant makes it
    };
    static inline const sasl::ScramSalt salt{"0123456789abcdef", 4096};  ///< everybody's
    std::map<std::string, Mailbox, std::less<>> mailboxes;               ///< by name, in lower case
    std::vector<Envelope> delivered;                                     ///< every accepted envelope, in order
    Failure failure = Failure::none;
    bool auto_create = false;              ///< `accounts.auto_create`: whatever RCPT names is found
    std::uint64_t max_mailbox_octets = 0;  ///< `store.max_mailbox_bytes`; 0: no quota
    std::uint64_t last_id = 0;

    /// Makes the mailbox, or empties the one there is.
    Mailbox& add(const std::string& name, const std::string& password, const std::string& apop_secret = {}) {
        return mailboxes[name] = Mailbox{password, apop_secret, {}, false, {}};
    }
    Mailbox& plant(const std::string& name, const std::string& secret) {
        Mailbox& made = add(name, secret, secret);
        made.planted = true;
        return made;
    }
    /// Puts a message into a mailbox that is there, as if it had been delivered.
    void put(const std::string& name, std::string content) { keep(name, ++last_id, std::move(content)); }

    void find_mailbox(std::string_view name, std::uint64_t octets, Done<Lookup> done) override {
        if (failure == Failure::broken) return done(Lookup::failed);
        const auto found = mailboxes.find(lower_case(name));
        if (found != mailboxes.end() && !has_room(*found, octets)) return done(Lookup::no_room);
        done(auto_create || (found != mailboxes.end() && !found->second.planted) ? Lookup::found : Lookup::none);
    }
    std::unique_ptr<Draft> draft() override { return std::make_unique<MemoryDraft>(*this); }

    void deliver(Envelope envelope, Content content, Done<Delivered> done) override {
        if (failure == Failure::full) return done({Delivery::full});
        if (failure == Failure::no_room) return done({Delivery::no_room});
        if (failure == Failure::broken) return done({Delivery::failed});
        if (failure == Failure::no_mailbox) return done({Delivery::no_mailbox});
        std::string text = content.draft ? static_cast<MemoryDraft&>(*content.draft).kept : std::string();
        text += content.text;
        std::set<std::string> names;
        for (const std::string& name : envelope.mailboxes) names.insert(lower_case(name));
        const auto is_there = [this](const std::string& name) { return auto_create || mailboxes.contains(name); };
        if (!std::ranges::all_of(names, is_there)) return done({Delivery::no_mailbox});
        const auto takes_it = [&](const std::string& name) {
            const auto found = mailboxes.find(name);
            return found == mailboxes.end() || has_room(*found, text.size());
        };
        if (!std::ranges::all_of(names, takes_it)) return done({Delivery::no_room});
        ++last_id;
        for (const std::string& name : names) {
            if (auto_create) mailboxes.try_emplace(name);
            keep(name, last_id, text);
        }
        delivered.push_back(std::move(envelope));
        done({Delivery::stored, last_id});
    }

    void open(std::string_view user, Credential credential, std::string_view, Done<Opened> done) override {
        if (failure == Failure::broken) return done(Refusal::failed);
        auto found = mailboxes.find(lower_case(user));
        if (found == mailboxes.end() || !right(found->second, credential)) return done(Refusal::bad_credentials);
        if (found->second.locked) return done(Refusal::in_use);
        done(std::unique_ptr<Maildrop>(std::make_unique<MemoryMaildrop>(*this, found->second)));
    }

    void check(std::string_view user, Credential credential, std::string_view, Done<Checked> done) override {
        if (failure == Failure::broken) return done(Refusal::failed);
        auto found = mailboxes.find(lower_case(user));
        if (found == mailboxes.end()) return done(Refusal::bad_credentials);
        if (!right(found->second, credential))
            return done(is_too_weak(found->second, credential) ? Refusal::too_weak : Refusal::bad_credentials);
        const auto* scram = std::get_if<sasl::ScramProof>(&credential);
        done(Right{scram ? server_signature(scram->auth_message, *found->second.scram) : "", found->second.planted});
    }
    void find_salt(std::string_view, Done<std::optional<sasl::ScramSalt>> done) override {
        if (failure == Failure::broken) return done(std::nullopt);
        done(salt);
    }

private:
    bool has_room(const std::pair<const std::string, Mailbox>& named, std::uint64_t octets) const {
        const auto& [name, mailbox] = named;
        std::uint64_t held = std::max<std::uint64_t>(octets, 1);
        for (const Kept& kept : mailbox.messages) held += kept.content.size();
        return max_mailbox_octets == 0 || name == "postmaster" || mailbox.messages.empty() ||
               held <= max_mailbox_octets;
    }
    void keep(const std::string& name, std::uint64_t id, std::string content) {
        mailboxes.at(name).messages.push_back({id, std::move(content), std::to_string(id) + ".memory"});
    }

    struct MemoryDraft : Draft {
        explicit MemoryDraft(MemoryStore& store) : store(store) {}
        void append(std::string block, Done<bool> done) override {
            kept += block;
            done(store.failure == Failure::none);
        }
        MemoryStore& store;
        std::string kept;
    };

    struct MemoryMaildrop : Maildrop {
        MemoryMaildrop(MemoryStore& store, Mailbox& mailbox) : store(store), mailbox(mailbox) {
            mailbox.locked = true;
            for (const Kept& kept : mailbox.messages) {
                known.push_back({kept.id, kept.content.size(), kept.unique_id});
                held = {held.messages + 1, held.octets + kept.content.size()};
            }
        }
        ~MemoryMaildrop() override { mailbox.locked = false; }
        Total total() const override { return held; }
        const Message* message(std::size_t index) const override { return &known[index]; }
        void list(std::size_t, std::size_t, Done<bool> done) override { done(store.failure == Failure::none); }
        bool is_planted() const override { return mailbox.planted; }
        void read(std::size_t index, std::uint64_t from, std::size_t at_most,
                  Done<std::optional<std::string>> done) override {
            for (const Kept& kept : mailbox.messages)
                if (kept.unique_id == known[index].unique_id && store.failure == Failure::none)
                    return done(kept.content.substr(from, at_most));
            done(std::nullopt);
        }
        void commit(std::vector<std::size_t> doomed, Done<bool> done) override {
            if (store.failure != Failure::none) return done(false);
            for (std::size_t index : doomed)
                std::erase_if(mailbox.messages, [&](const Kept& k) { return k.unique_id == known[index].unique_id; });
            done(true);
        }
        MemoryStore& store;
        Mailbox& mailbox;
        std::vector<Message> known;
        Total held;
    };

    static bool right(Mailbox& mailbox, const Credential& credential) {
        const std::string& secret = mailbox.apop_secret;
        if (auto* password = std::get_if<Password>(&credential))
            return !mailbox.password.empty() && password->text == mailbox.password;
        if (auto* apop = std::get_if<ApopDigest>(&credential))
            return !secret.empty() && apop->digest == apop_digest(apop->timestamp, secret);
        if (auto* cram = std::get_if<sasl::CramDigest>(&credential))
            return !secret.empty() && cram->digest == cram_digest(cram->challenge, secret);
        if (!mailbox.scram) mailbox.scram = make_scram_keys(mailbox.password.empty() ? secret : mailbox.password, salt);
        return is_right(std::get<sasl::ScramProof>(credential), *mailbox.scram);
    }
    static bool is_too_weak(const Mailbox& mailbox, const Credential& credential) {
        auto* password = std::get_if<Password>(&credential);
        return password && mailbox.password.empty() && !mailbox.apop_secret.empty() &&
               password->text == mailbox.apop_secret;
    }
};

}  // namespace postlab::store
