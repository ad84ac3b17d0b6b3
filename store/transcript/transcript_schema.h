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
    "  account TEXT NOT NULL,"           // the maildrop that a login opened
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

}  // namespace postlab::store
