#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "labs/catalogue/tables.h"
#include "labs/language/language.h"
#include "labs/record/turns.h"

namespace postlab::labs {

/// Something to be said about a line, beside it.
struct Annotation {
    enum class About {
        reply,    ///< the catalogue's row that it was made from
        remark,   ///< a classroom server's, behind the reply
        state,    ///< it has changed, from `before` to `after`
        needed,   ///< the states that a refused command would have needed
        line,     ///< how the line is to be read: base64, a digest, several lines that are one reply
        fault,    ///< injected
        tls,      ///< begins, or doesn't
        report,   ///< the server has made and stored one
        missing,  ///< events or octets are not in the record
        stuffed,  ///< the line's first dot is stuffing
        end,      ///< a dot alone: the content ends here
    } about;
    std::string text;                          ///< a sentence, or what the row says about itself
    std::string_view id = {}, section = {};    ///< the row's; of `reply` and `remark` alone
    std::string_view before = {}, after = {};  ///< states; of `needed` the one that refused, in `before`
    std::string_view verb = {};                ///< that was refused; of `needed` alone

    /// In one line: "mail.ok · RFC 5321 4.1.1.2 · ...", "state: ready -> mail_given".
    std::string sentence(const Language& language) const;
};

/// What there is to say about one utterance. The views depend on the Turns.
struct Annotated {
    std::vector<Annotation> before;                ///< above its first line
    std::vector<std::vector<Annotation>> at_line;  ///< behind each of its lines
    std::vector<Annotation> behind;                ///< about all of it
};

/// Explains a conversation from its beginning, utterance by utterance: what is said only once, or depends on what came
/// before, needs their order. Dots and base64, which argument of AUTH is which, what several lines have in common, what
/// a refusal would have needed: all from the protocol's own tables. One thread.
class Annotator {
public:
    /// What it says is in that language, which outlives it.
    explicit Annotator(Protocol protocol, const Language& language = Language::english())
        : tables_(tables(protocol)), language_(language) {}
    Annotated annotate(const Utterance& said);

private:
    std::vector<Annotation> content(const Line& line, bool last);
    void arrival(const Utterance& command, std::vector<Annotation>& notes);
    void command(const Utterance& command, std::vector<Annotation>& notes);
    void challenge(std::string_view line, std::vector<Annotation>& notes);
    void reply(const Utterance& reply, std::vector<Annotation>& notes);

    const Tables& tables_;
    const Language& language_;
    bool begins_line_ = true;  ///< the next octet of content is a line's first
    bool counted_ = false;     ///< content comes behind BDAT, where a dot is a dot
    std::string timestamp_;    ///< of the greeting, which APOP's digest is made of
    std::chrono::microseconds heard_at_{-1};
    int pasted_ = 0;
    bool may_pipeline_ = false;
    bool told_of_lines_ = false;
};

}  // namespace postlab::labs
