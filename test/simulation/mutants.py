"""The mistakes that the simulation has to find. Each is a text of the product and what stands in its place in the mutated
program, where MUTANT is true when that mistake is wanted. test/mutants.py makes that program and lets the simulation loose on it."""

MUTANTS = [
    ("250 is said before the commit", "store/group_commit.cpp",
     "        transaction.commit();\n",
     """        if (MUTANT) {
            for (const auto& write : batch) write->finished(Written::done);
            try {
                transaction.commit();
            } catch (const std::exception&) {
            }
            return;
        }
        transaction.commit();
"""),
    ("the disk is never synced", "store/database.cpp",
     "        query(pragma).next();\n    sqlite3_wal_autocheckpoint",
     "        query(MUTANT && std::string_view(pragma) == \"PRAGMA synchronous=FULL\" ? \"PRAGMA synchronous=OFF\" : pragma).next();\n    sqlite3_wal_autocheckpoint"),
    ("the log is synced with a checkpoint only", "store/database.cpp",
     "    sqlite3_wal_autocheckpoint(handle_, 0);\n",
     "    sqlite3_wal_autocheckpoint(handle_, 0);\n    if (MUTANT) query(\"PRAGMA synchronous=NORMAL\").next();\n"),
    ("a lock is kept after its session", "store/maildrop_lock.cpp",
     "    held_.erase(mailbox);\n", "    if (!MUTANT) held_.erase(mailbox);\n"),
    ("the kernel's lock is kept after its session", "store/maildrop_lock.cpp",
     "    set_lock(file_.get(), F_OFD_SETLK, F_UNLCK, mailbox);\n",
     "    if (!MUTANT) set_lock(file_.get(), F_OFD_SETLK, F_UNLCK, mailbox);\n"),
    ("two sessions may have one maildrop", "store/maildrop_lock.cpp",
     "    if (held_.contains(mailbox)) return", "    if (!MUTANT && held_.contains(mailbox)) return"),
    ("a message's id is given again", "store/mail_tables.cpp",
     "    database.execute(\"INSERT INTO content(id, reverse_path) VALUES (nullif(?, 0), ?)\", id, reverse_path);\n",
     """    if (MUTANT) {
        Query last = database.query("SELECT coalesce(max(id), 0) + 1 FROM content");
        last.next();
        id = last.integer(0);
    }
    database.execute("INSERT INTO content(id, reverse_path) VALUES (nullif(?, 0), ?)", id, reverse_path);
"""),
    ("a unique-id is another one in each session", "store/mail_tables.cpp",
     "unique_id(content, row.integer(2))});\n    }\n    if (backwards)",
     "unique_id(content, row.integer(2) + (MUTANT ? std::rand() : 0))});\n    }\n    if (backwards)"),
    ("recipients get their letters one by one", "store/mail_tables.cpp",
     "            id, static_cast<std::int64_t>(content.octets()));\n    return id;",
     """            id, static_cast<std::int64_t>(content.octets())), MUTANT ? (database.execute("COMMIT"), database.execute("BEGIN IMMEDIATE")) : 0;
    return id;"""),
    ("a lost line deletes what was marked", "pop3d/session.cpp",
     "void Session::release() {\n",
     "void Session::release() {\n    if (MUTANT && maildrop_ && marks_ && !marks_->doomed().empty()) maildrop_->commit(marks_->doomed(), [](bool) {});\n"),
    ("the idle timer deletes what was marked", "pop3d/session.h",
     "    void say_timeout() override {}  ",
     "    void say_timeout() override { if (MUTANT && maildrop_ && !marks_->doomed().empty()) maildrop_->commit(marks_->doomed(), [](bool) {}); }  "),
    ("a chunk of a long letter is forgotten", "store/mail_tables.cpp",
     "    for (std::uint64_t number = 0; number < content.count(); ++number)\n        database",
     "    for (std::uint64_t number = 0; number < content.count(); ++number)\n        if (!(MUTANT && number == 1)) database"),
    ("a dot is not stuffed where a block begins", "shared/wire/dot_stuffing.cpp",
     "void DotEncoder::append(std::string_view content, std::string& wire) {\n",
     "void DotEncoder::append(std::string_view content, std::string& wire) {\n    if (MUTANT) at_ = At::within;\n"),
    ("a stuffed dot stays where a packet begins", "shared/wire/dot_stuffing.cpp",
     "    std::size_t i = 0, next_cr = 0;\n",
     "    std::size_t i = 0, next_cr = 0;\n    if (MUTANT && at_ == At::dot && !input.empty() && input[0] != '\\r') content += '.', at_ = At::within;\n"),
    ("RSET forgets nothing", "smtpd/session.cpp",
     "    reset();\n    say(\"rset.ok\"_reply);",
     "    if (!MUTANT) reset();\n    say(\"rset.ok\"_reply);"),
    ("RSET forgets no mark", "pop3d/session.cpp",
     "    marks_->clear();\n    last_ = 0;", "    if (!MUTANT) marks_->clear();\n    last_ = 0;"),
    ("a QUIT's deletions are transactions of their own", "store/sqlite_maildrop.cpp",
     "for (const std::int64_t content : contents_) delete_message(database, mailbox_, content);",
     "for (const std::int64_t content : contents_) delete_message(database, mailbox_, content), MUTANT ? (database.execute(\"COMMIT\"), database.execute(\"BEGIN IMMEDIATE\")) : 0;"),
    ("+OK to QUIT is said before the commit", "store/sqlite_maildrop.cpp",
     "    std::unique_ptr<Write> deletion = ",
     "    if (MUTANT) {\n        post_([done] { done(true); });\n        done = [](bool) {};\n    }\n    std::unique_ptr<Write> deletion = "),
    ("+OK to QUIT is said when the deletion has failed", "store/sqlite_maildrop.cpp",
     "done(outcome == Written::done);", "done(MUTANT || outcome == Written::done);"),
    ("250 is said when the disk has failed", "store/delivery.cpp",
     "    if (outcome == Written::failed) delivered_ =", "    if (!MUTANT && outcome == Written::failed) delivered_ ="),
    ("250 is said when the disk is full", "store/delivery.cpp",
     "    if (outcome == Written::full) delivered_ =", "    if (!MUTANT && outcome == Written::full) delivered_ ="),
    ("a failed transaction is not undone", "store/database.cpp",
     "    if (!sqlite3_get_autocommit(database_.handle())) sqlite3_exec(database_.handle(), \"ROLLBACK\"",
     "    if (!sqlite3_get_autocommit(database_.handle())) sqlite3_exec(database_.handle(), MUTANT ? \"COMMIT\" : \"ROLLBACK\""),
    ("a deletion takes the letter from all its recipients", "store/mail_tables.cpp",
     "    database.execute(\"DELETE FROM delivery WHERE mailbox = ? AND content = ?\", mailbox, content);\n",
     "    if (MUTANT) database.execute(\"DELETE FROM delivery WHERE content = ?\", content);\n    database.execute(\"DELETE FROM delivery WHERE mailbox = ? AND content = ?\", mailbox, content);\n"),
    ("what was read ahead is another letter's", "store/sqlite_maildrop.cpp",
     "    std::string& kept = ahead_[index - ahead_from_];\n",
     "    std::string& kept = ahead_[MUTANT ? ahead_.size() - 1 : index - ahead_from_];\n"),
    ("the newest letter is not listed", "store/mail_tables.cpp",
     "        const std::int64_t content = row.integer(0);\n        messages.push_back({",
     "        const std::int64_t content = row.integer(0);\n        if (MUTANT && messages.size() == 9) continue;\n        messages.push_back({"),
    ("a block of the record is not chained to the one before", "store/transcript/transcript_file.cpp",
     "    conversation.mac = mac_of(row.id, place, events, conversation.mac, *seal_);\n",
     "    conversation.mac = mac_of(row.id, place, events, MUTANT ? std::string() : conversation.mac, *seal_);\n"),
    ("the record's seal is not over its last block", "store/transcript/transcript_file.cpp",
     "Blob{seal_of(row, conversation.mac, *seal_)}",
     "Blob{seal_of(row, MUTANT ? std::string() : conversation.mac, *seal_)}"),
    ("what was pipelined behind a wait is lost", "shared/session.cpp",
     "        rest_ = input_;\n    input_ = {};", "        rest_ = MUTANT && next == Next::wait ? std::string_view() : input_;\n    input_ = {};"),
    ("the spooled beginning of a long letter is cut off", "store/spool_file.cpp",
     "    spooled_->read(from, chunk_octets, buffer_);\n",
     "    spooled_->read(MUTANT ? from + 1 : from, chunk_octets, buffer_);\n"),
    ("a chunk that comes in two packets loses an octet", "smtpd/bdat.cpp",
     "    chunk_->left -= content.size();\n    if (!chunk_->refusal) incoming_->take_counted(content);",
     "    const bool second = MUTANT && chunk_->left != chunk_->size;\n    chunk_->left -= content.size();\n    if (!chunk_->refusal) incoming_->take_counted(content.substr(second ? 1 : 0));"),
]
