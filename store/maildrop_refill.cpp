#include "store/maildrop_refill.h"

#include "store/data_directory.h"
#include "store/mail_tables.h"
#include "store/spool_file.h"

namespace postlab::store {

MaildropRefill::MaildropRefill(const std::filesystem::path& directory) {
    check_directory(directory);
    locks_ = std::make_unique<MaildropLocks>(directory);
    database_ = open_database(directory, *locks_, Database::Checkpoints::none);
}

std::optional<MaildropRefill::Ids> MaildropRefill::refill(const std::string& mailbox,
                                                          const std::vector<NewLetter>& letters,
                                                          const std::function<void(const Ids&)>& before_unlock) {
    return reporting<SayableError>([&]() -> std::optional<Ids> {
        const auto id = find_mailbox_id(*database_, mailbox);
        if (!id) throw SayableError("store.no_students_mailbox"_sentence, {mailbox});
        const auto lock = locks_->take(*id);
        if (!lock) return std::nullopt;
        Ids ids = replace(*id, letters);
        before_unlock(ids);
        return ids;
    });
}

MaildropRefill::Ids MaildropRefill::replace(std::int64_t mailbox, const std::vector<NewLetter>& letters) {
    Transaction transaction(*database_);
    Ids ids;
    // First the new ones: a message that the old ones share must not go in between.
    std::vector<Message> old = list_messages(*database_, view_of(*database_, mailbox));
    for (const NewLetter& letter : letters) {
        ids.push_back(put(mailbox, letter));
        std::erase_if(old, [&](const Message& message) { return message.id == ids.back(); });
        if (ids.size() > 1 && ids.back() <= ids[ids.size() - 2])
            throw std::logic_error("letters are listed by their ids, so these must ascend");
    }
    for (const Message& message : old) delete_message(*database_, mailbox, static_cast<std::int64_t>(message.id));
    transaction.commit();
    return ids;
}

std::uint64_t MaildropRefill::put(std::int64_t mailbox, const NewLetter& letter) {
    if (letter.id != 0 && holds(letter.id)) {
        database_->execute(
            "INSERT INTO delivery(mailbox, content, octets, token) VALUES (?, ?, ?, random() & 4294967295)"
            " ON CONFLICT DO UPDATE SET token = excluded.token",
            mailbox, letter.id, static_cast<std::int64_t>(letter.text.size()));
        return static_cast<std::uint64_t>(letter.id);
    }
    Pieces content(nullptr, letter.text);
    const std::int64_t mailboxes[] = {mailbox};
    return static_cast<std::uint64_t>(insert_message(*database_, letter.reverse_path, content, mailboxes, letter.id));
}

bool MaildropRefill::holds(std::int64_t id) {
    return reporting<SayableError>([&] { return database_->query("SELECT 1 FROM content WHERE id = ?", id).next(); });
}

std::int64_t MaildropRefill::reserve(std::int64_t ids) {
    return reporting<SayableError>([&] {
        Transaction transaction(*database_);
        database_->execute(
            "INSERT INTO sqlite_sequence(name, seq) SELECT 'content', 0"
            " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'content')");
        database_->execute("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'content'", ids);
        Query row = database_->query("SELECT seq FROM sqlite_sequence WHERE name = 'content'");
        row.next();
        const std::int64_t last = row.integer(0);
        transaction.commit();
        return last - ids + 1;
    });
}

}  // namespace postlab::store
