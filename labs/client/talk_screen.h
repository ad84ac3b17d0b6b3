#pragma once
#include <chrono>
#include <iosfwd>
#include <string>
#include <string_view>

#include "labs/dialogue/bystander.h"
#include "labs/explain/overheard_notes.h"
#include "labs/language/language.h"

namespace postlab::labs {

/// How a conversation is shown to whoever holds it.
struct TalkView {
    bool raw = false;      ///< every line end and hidden character
    bool words = false;    ///< what cannot be heard is said: labs/client/in_words.h
    bool explain = false;  ///< what there is to say of each line, as `explain --session` says it
    bool echoed = false;   ///< what the client says has been shown when it was typed
};

/// A line of the server's (with its line end, if it has one) as talk prints it: CRLF, spaces, tabs and UTF-8 text are
/// as they should be and stay invisible or as they are; all else that hides is made visible. `raw`: all is.
std::string shown(std::string_view line, bool raw);

/// A conversation on its client's screen, line by line. One thread.
class TalkScreen {
public:
    /// All outlive it.
    TalkScreen(const TalkView& view, std::ostream& out, const Language& language)
        : view_(view), out_(out), language_(language), notes_(language) {}

    void show(const Overheard& line);

private:
    void explain(const Overheard& line);

    const TalkView& view_;
    std::ostream& out_;
    const Language& language_;
    OverheardNotes notes_;
    const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace postlab::labs
