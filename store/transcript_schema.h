#pragma once

namespace postlab::store {

/// The tables of transcripts.db, version 1. A version that has been released is never changed.
inline constexpr const char* transcript_schema[] = {
    "CREATE TABLE word(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",

    "CREATE TABLE conversation("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"  // never given twice
    "  protocol TEXT NOT NULL,"
    "  peer TEXT NOT NULL,"
    "  started INTEGER NOT NULL,"  // microseconds since 1970, UTC
    "  ended INTEGER,"             // NULL: not yet, or the server was killed
    "  how TEXT,"
    "  events INTEGER)",  // how many there were, the lost ones too

    "CREATE TABLE event("
    "  conversation INTEGER NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,"
    "  seq INTEGER NOT NULL,"
    "  at INTEGER NOT NULL,"         // microseconds since the conversation started
    "  direction INTEGER NOT NULL,"  // 0 client, 1 server
    "  content INTEGER NOT NULL,"    // 1: a piece of a message
    "  bytes BLOB NOT NULL,"
    "  left_out INTEGER NOT NULL,"      // octets of content behind these bytes that were not kept
    "  state_before INTEGER NOT NULL,"  // word.id, as the next three
    "  state_after INTEGER NOT NULL,"
    "  verb INTEGER NOT NULL,"
    "  reply INTEGER NOT NULL,"
    "  PRIMARY KEY(conversation, seq)) WITHOUT ROWID",

    "CREATE VIEW transcript AS SELECT"
    "  conversation, seq, at / 1000000.0 AS seconds, CASE direction WHEN 0 THEN 'C' ELSE 'S' END AS who, bytes, "
    "left_out,"
    "  (SELECT text FROM word WHERE id = state_before) AS state_before,"
    "  (SELECT text FROM word WHERE id = state_after) AS state_after,"
    "  (SELECT text FROM word WHERE id = verb) AS verb,"
    "  (SELECT text FROM word WHERE id = reply) AS reply,"
    "  at, direction, content FROM event",

    "PRAGMA user_version = 1",
};

}  // namespace postlab::store
