#pragma once

namespace postlab::store {

/// The tables of transcripts.db, version 3. A version that has been released is never changed. (The first two were
/// not: one had a row for each event, the other another MAC.)
inline constexpr const char* transcript_schema[] = {
    "CREATE TABLE conversation("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"  // never given twice
    "  protocol TEXT NOT NULL,"
    "  peer TEXT NOT NULL,"
    "  started INTEGER NOT NULL,"        // microseconds since 1970, UTC
    "  ended INTEGER,"                   // NULL: not yet, or the server was killed
    "  how TEXT NOT NULL,"               // it ended
    "  said INTEGER NOT NULL,"           // events there were, the lost ones too
    "  kept INTEGER NOT NULL,"           // events in its blocks
    "  lines INTEGER NOT NULL,"          // of them, those that are no content
    "  account TEXT NOT NULL,"           // that a login has shown it to be
    "  first_message INTEGER NOT NULL,"  // the lowest and the highest id of the messages that it
    "  last_message INTEGER NOT NULL,"   // brought into a maildrop; 0: none
    "  blocks INTEGER NOT NULL,"         // how many it has
    "  key INTEGER NOT NULL,"            // which key it is sealed with
    "  seal BLOB NOT NULL)",             // MAC of all this and of the last block's MAC

    "CREATE TABLE block("
    "  id INTEGER PRIMARY KEY,"  // in the order of their arrival, so that a transaction writes few pages
    "  conversation INTEGER NOT NULL,"
    "  place INTEGER NOT NULL,"  // among the blocks of its conversation, from 0
    "  events BLOB NOT NULL,"    // transcript_block.h
    "  mac BLOB NOT NULL)",      // of this and of the MAC of the block before

    "CREATE UNIQUE INDEX block_of_conversation ON block(conversation, place)",

    "PRAGMA user_version = 3",
};

/// How much the record has of each client's address, so that none gets all of it. Triggers count, whoever writes. A
/// file that lacks it gets it from its next writer.
inline constexpr const char* client_schema[] = {
    "CREATE TABLE client("
    "  peer TEXT PRIMARY KEY,"
    "  octets INTEGER NOT NULL) WITHOUT ROWID",  // of its blocks, and of what is around them and the conversations

    "CREATE TRIGGER conversation_begun AFTER INSERT ON conversation BEGIN"
    "  INSERT INTO client VALUES (new.peer, 256) ON CONFLICT(peer) DO UPDATE SET octets = octets + 256; END",
    "CREATE TRIGGER block_added AFTER INSERT ON block BEGIN"
    "  UPDATE client SET octets = octets + 64 + length(new.events)"
    "   WHERE peer = (SELECT peer FROM conversation WHERE id = new.conversation); END",
    "CREATE TRIGGER block_gone AFTER DELETE ON block BEGIN"
    "  UPDATE client SET octets = octets - 64 - length(old.events)"
    "   WHERE peer = (SELECT peer FROM conversation WHERE id = old.conversation); END",
    "CREATE TRIGGER conversation_gone AFTER DELETE ON conversation BEGIN"
    "  UPDATE client SET octets = octets - 256 WHERE peer = old.peer;"
    "  DELETE FROM client WHERE peer = old.peer AND octets <= 0; END",

    "INSERT INTO client SELECT peer, sum(256 + coalesce((SELECT sum(64 + length(events)) FROM block"
    "  WHERE conversation = conversation.id), 0)) FROM conversation GROUP BY peer",
};

}  // namespace postlab::store
