#pragma once

namespace postlab::labs {

/// The two protocols, wherever something exists once for each: tables, dialogues, conversations, faults.
enum class Protocol { smtp, pop3 };

}  // namespace postlab::labs
