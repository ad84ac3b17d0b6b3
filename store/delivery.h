#pragma once
#include "store/engine.h"
#include "store/mail_store.h"
#include "store/spool_file.h"

namespace postlab::store {

/// Content that a session hands over while it arrives, kept in a nameless file until its delivery. Readers'
/// threads write it, so that a slow disk never stops a session's thread.
class SpooledDraft : public Draft {
public:
    SpooledDraft(Engine& engine, Post post)
        : engine_(engine), post_(std::move(post)), file_(std::make_shared<SpoolFile>(engine.directory)) {}
    ~SpooledDraft() override;

    void append(std::string block, Done<bool> done) override;
    /// The file, for the delivery that takes it over; nothing more is appended.
    std::shared_ptr<SpoolFile> release() { return std::move(file_); }

private:
    Engine& engine_;
    Post post_;                        ///< to the session's thread
    std::shared_ptr<SpoolFile> file_;  ///< shared with the append that a reader is at, which may outlive the session
};

/// A message on its way into the maildrops of all its recipients, or of none.
class MessageWrite : public Write {
public:
    /// `done` is called once, by `post`, whatever becomes of the message.
    MessageWrite(Engine& engine, Post post, Envelope envelope, Content content, Done<Delivered> done);

    void run(Database& database) override;
    void finished(Written outcome) override;
    std::size_t octets() const override { return octets_; }

private:
    /// False: one has been removed since RCPT.
    bool find_mailboxes(Database& database, std::vector<std::int64_t>& ids);

    Engine& engine_;
    Post post_;
    Envelope envelope_;
    std::shared_ptr<SpoolFile> spooled_;  ///< the content's beginning; null: it was small
    std::string text_;                    ///< the rest, or all of it
    MemoryBudget::Share memory_;          ///< text_'s
    Done<Delivered> done_;
    std::size_t octets_;
    Delivered delivered_{Delivery::failed};  ///< what run() has come to; it counts once the commit has returned
};

}  // namespace postlab::store
