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
    std::shared_ptr<SpoolFile> release() { return std::move(file_); }

private:
    Engine& engine_;
    Post post_;
    std::shared_ptr<SpoolFile> file_;
};

/// A message on its way into the maildrops of all its recipients, or of none.
class MessageWrite : public Write {
public:
    MessageWrite(Engine& engine, Post post, Envelope envelope, Content content, Done<Delivered> done);

    void run(Database& database) override;
    void finished(Written outcome) override;
    std::size_t octets() const override { return octets_; }

private:
    bool find_mailboxes(Database& database, std::vector<std::int64_t>& ids);

    Engine& engine_;
    Post post_;
    Envelope envelope_;
    std::shared_ptr<SpoolFile> spooled_;
    std::string text_;
    MemoryBudget::Share memory_;  ///< text_'s
    Done<Delivered> done_;
    std::size_t octets_;
    Delivered delivered_{Delivery::failed};
};

}  // namespace postlab::store
