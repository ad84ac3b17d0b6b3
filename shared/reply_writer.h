#pragma once
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/note.h"
#include "shared/reply.h"
#include "shared/reply_languages.h"
#include "shared/wire/wire_profile.h"

namespace postlab {

/// Puts a session's replies into words: the catalogue row's text with its details, behind it what a class has to say
/// (shared/feedback.h), and in parentheses the notes about the line that is answered (shared/notes.h). Feedback and
/// notes are collected while the line is dealt with and used up by the next reply. They change neither a reply's code
/// nor its order nor its shape; where the text is data they are dropped, and in the strict profile there are no notes.
///
/// The session owns it; its thread alone calls it.
class ReplyWriter {
public:
    explicit ReplyWriter(WireProfile profile) : profile_(profile) {}

    /// The line of a reply, or the first of several, without its end: at most 510 octets, since CRLF makes it 512
    /// (RFC 5321 4.5.3.1.5, RFC 2449 4). The details replace the holes of the row's text; each is made printable ASCII
    /// and cut at 100 octets.
    std::string line(const Reply& reply, std::initializer_list<std::string_view> details);
    /// The same in two steps, for a reply that waits for its feedback: the row's words ...
    std::string row_line(const Reply& reply, std::initializer_list<std::string_view> details) const;
    /// ... and what stands behind them.
    std::string complete(std::string row_line, const Reply& reply);

    /// From here on replies have no enhanced code, or not this one: what isn't announced isn't said.
    void leave_codes_out() { leaves_all_out_ = true; }
    void leave_out(std::string_view code) { left_out_ = code; }
    /// From here on rows are said in that language, in UTF-8; without `languages` in English. They outlive the writer.
    void speak(const ReplyLanguages* languages, std::string tag) {
        languages_ = languages;
        tag_ = std::move(tag);
    }
    /// The row's enhanced code, where it is said.
    std::string_view enhanced(const Reply& reply) const {
        return leaves_all_out_ || reply.enhanced == left_out_ ? std::string_view() : reply.enhanced;
    }

    /// A note for the next reply, in the classroom. At most two fit behind one: first those about this very line.
    void note(const Note& note, std::initializer_list<std::string_view> details = {});
    /// A refused line may have been meant in ASCII: notes which character is none.
    void note_homoglyph(std::string_view text);
    /// Notes what a word that is no verb may mean.
    void note_meant(std::string_view word, std::span<const std::string_view> verbs);
    /// What was to be noted once may be noted again.
    void begin_anew() { said_once_.clear(); }
    /// What a class says behind the next reply.
    void set_feedback(std::string feedback) { feedback_ = std::move(feedback); }

private:
    struct Collected {
        const Note* note;
        std::string text;
    };

    void append_feedback(std::string& line, const Reply& reply);
    void append_notes(std::string& line, const Reply& reply);

    const WireProfile profile_;
    bool leaves_all_out_ = false;
    std::string_view left_out_;
    const ReplyLanguages* languages_ = nullptr;  ///< null: English
    std::string tag_;
    std::string feedback_;
    std::vector<Collected> notes_;
    std::vector<const Note*> said_once_;  ///< notes that are not said again in this session
};

}  // namespace postlab
