#pragma once
#include "labs/museum/replies.h"
#include "shared/transition.h"

/// Where POP2's replies lead, beside the table of commands in pop2_session.cpp (RFC 937, server state diagram). Behind
/// every "-" the server closes.
namespace postlab::museum {

inline constexpr PassingState passing_states[] = {
    {"DONE", "What is marked is deleted; no command is read any more."},
};

// clang-format off
inline constexpr Transition transitions[] = {
    {&"helo.ok"_reply, "AUTH", "MBOX"},
    {&"fold.ok"_reply, "ITEM", "MBOX"},
    {&"size.one"_reply, "MBOX", "ITEM"},
    {&"size.one"_reply, "NEXT", "ITEM"},
    {&"size.none"_reply, "MBOX", "ITEM"},
    {&"size.none"_reply, "NEXT", "ITEM"},
    {&"size.deleted"_reply, "NEXT", "ITEM"},
    {nullptr, "ITEM", "NEXT", "RETR"},
    {&"quit.ok"_reply, "AUTH", closed},
    {&"quit.ok"_reply, "MBOX", "DONE"},
    {&"quit.ok"_reply, "ITEM", "DONE"},
    {&"quit.failed"_reply, "ITEM", "DONE"},
    {nullptr, "DONE", closed},
    {&"greeting.busy"_reply, "", closed},
    {&"greeting.no_tls"_reply, "", closed},
    {&"session.timeout"_reply, "", closed},
    {&"session.shutdown"_reply, "", closed},
    {&"helo.wrong"_reply, "", closed},
    {&"helo.plaintext_off"_reply, "", closed},
    {&"helo.in_use"_reply, "", closed},
    {&"helo.failed"_reply, "", closed},
    {&"fold.failed"_reply, "", closed},
    {&"order.helo_first"_reply, "", closed},
    {&"order.helo_once"_reply, "", closed},
    {&"order.read_first"_reply, "", closed},
    {&"order.nothing_sent"_reply, "", closed},
    {&"order.acknowledge"_reply, "", closed},
    {&"command.unknown"_reply, "", closed},
    {&"command.pop3"_reply, "", closed},
    {&"command.syntax"_reply, "", closed},
    {&"command.too_long"_reply, "", closed},
};
// clang-format on

}  // namespace postlab::museum
