#pragma once
#include "pop3d/replies.h"
#include "shared/transition.h"

/// Where POP3's replies lead, beside the table of commands in pop3d/session.cpp, which says when they may be asked for
/// (RFC 1939 3). Whoever adds a reply that changes the state adds its rows here.
namespace postlab::pop3d {

inline constexpr PassingState passing_states[] = {
    {"UPDATE", "What is marked is removed; no command is read any more."},
};

inline constexpr Transition transitions[] = {
    {&"login.ok"_reply, "AUTHORIZATION", "TRANSACTION"},
    {&"quit.ok"_reply, "AUTHORIZATION", closed},
    {&"quit.empty"_reply, "TRANSACTION", "UPDATE"},
    {&"quit.left"_reply, "TRANSACTION", "UPDATE"},
    {&"quit.failed"_reply, "TRANSACTION", "UPDATE"},
    {nullptr, "UPDATE", closed},
    {&"greeting.busy"_reply, "", closed},
    {&"greeting.needs_tls"_reply, "", closed},
    {&"login.too_many"_reply, "", closed},
    {&"command.http"_reply, "", closed},
    {&"command.baffled"_reply, "", closed},
};

}  // namespace postlab::pop3d
