#pragma once
#include <Poco/JSON/Object.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "labs/language/language.h"
#include "labs/screen/class/known_labs.h"

namespace postlab::screen {

/// What there is to print, as pages and pictures of one file each, the same that the commands write.
///
///     labs/L07.html          everyone's sheet of a lab; without a course an example
///     students/s017.html     one student's sheets of all labs
///     reports/s017.html      what they have done
///     reports.html           everyone's in one page
///     cards.html             everyone's card, without the pass phrase, which nobody knows
///     systems/linux.zh.html  how to dial
///     scenarios.html         SMTP and POP3 side by side
///     states/smtp.svg        a protocol's states
///
/// It reads and changes nothing. What one student has is made in some milliseconds, what a class of 300 has in some
/// tenths of a second. One thread.
class Papers {
public:
    explicit Papers(KnownLabs labs) : labs_(std::move(labs)) {}

    /// {"course": true, "labs": [{"file": "labs/L07.html", "title"}], "students": [{"id", "name"}],
    ///  "systems": [{"file", "title"}]}; "course" is missing where there is none. Throws std::runtime_error as page().
    Poco::JSON::Object list(const labs::Language& language, Time at);
    /// What is said of no single student is said in that language. Nothing: there is no such page. Throws
    /// std::runtime_error when course or labs can't be read.
    std::optional<std::string> page(std::string_view file, const labs::Language& language, Time at);

private:
    struct Asked {
        std::string name;
        const labs::Language& language;
        Time at;
    };
    struct Kind;
    static const Kind kinds[];

    std::optional<std::string> lab(const Asked& asked);
    std::optional<std::string> student(const Asked& asked);
    std::optional<std::string> report(const Asked& asked);
    std::optional<std::string> reports(const Asked& asked);
    std::optional<std::string> cards(const Asked& asked);
    std::optional<std::string> system(const Asked& asked);
    std::optional<std::string> scenarios(const Asked& asked);
    std::optional<std::string> states(const Asked& asked);

    KnownLabs labs_;
};

}  // namespace postlab::screen
