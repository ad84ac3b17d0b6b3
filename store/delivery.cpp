#include "store/delivery.h"

#include <algorithm>

#include "shared/text/text.h"
#include "store/data_directory.h"
#include "store/mail_tables.h"
#include "store/mailbox_name.h"

namespace postlab::store {

SpooledDraft::~SpooledDraft() {
    // Freeing the pages of a large file takes a while, too. After the readers have ended it is freed here.
    if (file_) static_cast<void>(engine_.readers.push([file = std::move(file_)](Database&) mutable { file.reset(); }));
}

void SpooledDraft::append(std::string block, Done<bool> done) {
    const bool taken = engine_.readers.push([post = post_, file = file_, block = std::move(block), done](Database&) {
        const bool kept = file->append(block);
        post([done, kept] { done(kept); });
    });
    if (!taken) done(false);
}

MessageWrite::MessageWrite(Engine& engine, Post post, Envelope envelope, Content content, Done<Delivered> done)
    : engine_(engine),
      post_(std::move(post)),
      envelope_(std::move(envelope)),
      spooled_(content.draft ? static_cast<SpooledDraft&>(*content.draft).release() : nullptr),
      text_(std::move(content.text)),
      memory_(std::move(content.memory)),
      done_(std::move(done)),
      octets_(Pieces(spooled_.get(), text_).octets()) {
    auto& names = envelope_.mailboxes;
    for (std::string& name : names) name = lower_case(name);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
}

void MessageWrite::run(Database& database) {
    // Deleting takes space, too: were the disk filled to the brim, nobody could make room by POP3.
    const bool brimful = free_octets(engine_.directory) < engine_.min_free_octets + octets_;
    if (brimful || (spooled_ && spooled_->broken())) {
        delivered_ = {Delivery::full};
        return;
    }
    std::vector<std::int64_t> ids;
    if (!find_mailboxes(database, ids)) {
        delivered_ = {Delivery::no_mailbox};
        return;
    }
    // Behind all that was stored before, also in this very transaction: what is in flight together can't exceed it.
    const auto has_room_in = [&](std::int64_t id) {
        return has_room(database, id, octets_, engine_.max_mailbox_octets);
    };
    if (!std::ranges::all_of(ids, has_room_in)) {
        delivered_ = {Delivery::no_room};
        return;
    }
    Pieces content(spooled_.get(), text_);
    const std::int64_t id = insert_message(database, envelope_.reverse_path, content, ids);
    delivered_ = {Delivery::stored, static_cast<std::uint64_t>(id)};
}

/// Finds them all before it makes those that are missing: a refusal must leave nothing behind.
bool MessageWrite::find_mailboxes(Database& database, std::vector<std::int64_t>& ids) {
    std::vector<const std::string*> missing;
    for (const std::string& name : envelope_.mailboxes) {
        if (const auto id = find_recipient_id(database, name))
            ids.push_back(*id);
        else
            missing.push_back(&name);
    }
    const bool may_create =
        !engine_.auto_create_hash.empty() &&
        std::all_of(missing.begin(), missing.end(), [](auto* name) { return valid_mailbox_name(*name); });
    if (!missing.empty() && !may_create) {
        for (const std::string* name : missing) engine_.names.remove(*name);
        return false;
    }
    for (const std::string* name : missing) ids.push_back(create_mailbox(database, *name, engine_.auto_create_hash));
    return !ids.empty();
}

void MessageWrite::finished(Written outcome) {
    if (outcome == Written::full) delivered_ = {Delivery::full};
    if (outcome == Written::failed) delivered_ = {Delivery::failed};
    if (delivered_.outcome == Delivery::stored) engine_.stored.add();
    post_([done = std::move(done_), delivered = delivered_] { done(delivered); });
}

}  // namespace postlab::store
