#include "store/sqlite_store.h"

#include <exception>

#include "shared/text/text.h"
#include "store/delivery.h"
#include "store/engine.h"
#include "store/login.h"
#include "store/mail_tables.h"
#include "store/mailbox_name.h"

namespace postlab::store {
namespace {

/// One thread's view of the engine.
class ThreadStore : public MailStore {
public:
    ThreadStore(Engine& engine, Post post) : engine_(engine), post_(std::move(post)) {}

    void find_mailbox(std::string_view name, std::uint64_t octets, Done<Lookup> done) override;
    std::unique_ptr<Draft> draft() override { return std::make_unique<SpooledDraft>(engine_, post_); }
    void deliver(Envelope envelope, Content content, Done<Delivered> done) override;
    void open(std::string_view user, Credential credential, std::string_view client, Done<Opened> done) override {
        Asker asker{std::string(client), lower_case(user)};
        std::make_shared<Login>(engine_, post_, std::move(asker), std::move(credential), std::move(done))->start();
    }
    void check(std::string_view user, Credential credential, std::string_view client, Done<Checked> done) override {
        Asker asker{std::string(client), lower_case(user)};
        std::make_shared<CheckOnly>(engine_, post_, std::move(asker), std::move(credential), std::move(done))->start();
    }
    void find_salt(std::string_view user, Done<std::optional<sasl::ScramSalt>> done) override;

private:
    Engine& engine_;
    Post post_;
};

Lookup look_up(Engine& engine, Database& database, const std::string& name, std::uint64_t octets) {
    try {
        const auto id = find_recipient_id(database, name);
        if (!id) return engine.auto_create_hash.empty() ? Lookup::none : Lookup::found;
        engine.names.add(name);
        if (!has_room(database, *id, octets, engine.max_mailbox_octets)) return Lookup::no_room;
        return Lookup::found;
    } catch (const std::exception&) {
        return Lookup::failed;
    }
}

void ThreadStore::find_mailbox(std::string_view wanted, std::uint64_t octets, Done<Lookup> done) {
    std::string name = lower_case(wanted);
    if (!valid_mailbox_name(name)) return done(Lookup::none);
    const bool known = !engine_.auto_create_hash.empty() || engine_.names.contains(name);
    if (known && engine_.max_mailbox_octets == 0) return done(Lookup::found);
    const bool taken = engine_.readers.push([this, name = std::move(name), octets, done](Database& database) {
        const Lookup answer = look_up(engine_, database, name, octets);
        post_([done, answer] { done(answer); });
    });
    if (!taken) done(Lookup::failed);
}

/// No account is looked at: what reading one more or one less costs would tell who has one.
std::optional<sasl::ScramSalt> salt_for(Database& database, const std::string& name) {
    try {
        return salt_of(name, salt_key(database));
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

void ThreadStore::find_salt(std::string_view user, Done<std::optional<sasl::ScramSalt>> done) {
    const bool taken = engine_.readers.push([this, name = lower_case(user), done](Database& database) {
        post_([done, salt = salt_for(database, name)] { done(salt); });
    });
    if (!taken) done(std::nullopt);
}

void ThreadStore::deliver(Envelope envelope, Content content, Done<Delivered> done) {
    std::unique_ptr<Write> write =
        std::make_unique<MessageWrite>(engine_, post_, std::move(envelope), std::move(content), done);
    if (!engine_.writer.push(std::move(write))) done({Delivery::failed});
}

}  // namespace

SqliteStore::SqliteStore(const std::filesystem::path& directory, const Settings& settings)
    : engine_(std::make_unique<Engine>(directory, settings)) {}

SqliteStore::~SqliteStore() = default;

std::unique_ptr<MailStore> SqliteStore::for_thread(Post post) {
    return std::make_unique<ThreadStore>(*engine_, std::move(post));
}

std::vector<HeldMaildrop> SqliteStore::maildrops_held() const { return engine_->locks.held(); }

void SqliteStore::check_for_pages(std::string_view user, std::string secret, std::string kept_pin,
                                  std::string_view client, Post post, Done<PageChecked> done) {
    Asker asker{std::string(client), lower_case(user)};
    std::make_shared<PageLogin>(*engine_, std::move(post), std::move(asker), Password{std::move(secret)},
                                std::move(kept_pin), std::move(done))
        ->start();
}

void SqliteStore::refuse_logins() { engine_->refuses_logins = true; }

StoreFigures SqliteStore::figures() const {
    return {engine_->writer.waiting(), engine_->readers.waiting(), engine_->checkers.waiting(),
            engine_->stored.count(),   engine_->messages,          engine_->octets,
            engine_->free_octets};
}

const DurationCounter& SqliteStore::commit_times() const { return engine_->writer.commit_times(); }

void SqliteStore::look_around() {
    engine_->free_octets = free_octets(engine_->directory);
    static_cast<void>(engine_->readers.push([&engine = *engine_](Database& database) {
        try {
            const Total total = total_of_all(database);
            engine.messages = total.messages;
            engine.octets = total.octets;
        } catch (const std::exception&) {  // what was known stays
        }
    }));
}

std::uint64_t SqliteStore::passwords_checked() const { return engine_->checkers.checked(); }

}  // namespace postlab::store
