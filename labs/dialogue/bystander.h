#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "labs/catalogue/tables.h"

namespace postlab::labs {

/// A line of a conversation, and what it is. The views live until the call returns that it is told by.
struct Overheard {
    enum class What {
        command,
        response,  ///< the client's, within an exchange of AUTH
        letter,    ///< the client's, behind DATA or BDAT
        reply,
        content,  ///< of a letter that the server sends
    } what;
    std::string_view bytes;            ///< with its end
    std::string_view text;             ///< without
    std::size_t place;                 ///< which line it is of its reply, list or letter, from 1 ...
    bool last;                         ///< ... and whether that ends with it
    std::string_view verb;             ///< said, or answered; empty: none that the protocol knows
    const Reply* row;                  ///< of a reply; null: it is none of ours
    std::string_view before;           ///< the state, as far as it can be told ...
    std::string_view after;            ///< ... and behind it, where it is the last line of a reply or of content
    std::string_view shown;            ///< of a client's text: so much of its beginning holds no secret
    std::size_t number;                ///< of all lines that have crossed the wire, from 0
    std::optional<Protocol> protocol;  ///< none: there has been no greeting

    bool by_client() const { return what != What::reply && what != What::content; }
};

/// Hears both sides of a conversation, and tells of each line what anybody can know who knows the protocol: what it is,
/// which command is answered, which row of our catalogue the reply was made from, and where the conversation stands.
/// The protocol shows in the greeting, and the server may be any.
///
/// What a line of the client's is may depend on the reply before, so it is told once that has been heard; in the order
/// of the record, therefore, however far ahead it was sent. One thread.
class Bystander {
public:
    using Tell = std::function<void(const Overheard&)>;
    explicit Bystander(Tell tell) : tell_(std::move(tell)) {}

    /// A line with its end, or as much as will come of it.
    void said(std::string_view bytes);
    void heard(std::string_view bytes);
    /// No reply comes any more: tells of what has waited for one.
    void over();

    std::optional<Protocol> protocol() const { return protocol_; }
    std::string_view state() const { return state_; }  ///< empty: there is no greeting yet
    std::size_t lines() const { return lines_; }       ///< that have crossed the wire, told of or not

private:
    struct Held {
        std::string bytes;
        std::size_t number;
    };
    struct Asked {
        std::string_view verb;
        bool with_argument = false;
    };

    void release();
    bool answer_is_due() const { return asked_ || place_ != 0; }
    void tell_client(const Held& held);
    void tell_command(Overheard line);
    void tell_letter(Overheard line);
    void begin(std::string_view greeting);
    void hear_reply(Overheard line);
    void hear_content(Overheard line);
    bool goes_on(std::string_view text) const;
    void end_reply(std::string_view first);
    std::string_view shown_of(std::string_view text, std::string_view verb) const;
    std::string_view shown_of_pop3(std::string_view text, std::string_view verb) const;
    std::string_view state_behind(std::string_view reply) const;

    const Tell tell_;
    std::optional<Protocol> protocol_;
    std::string_view state_;
    std::deque<Held> held_;
    std::size_t lines_ = 0;
    std::optional<Asked> asked_ = Asked{};  ///< what is to be answered next; at first by the greeting
    std::size_t place_ = 0;                 ///< in the reply or content that is under way ...
    std::size_t letter_place_ = 0;          ///< ... and in the letter
    std::string first_;                     ///< line of the reply that is under way
    const Reply* row_ = nullptr;            ///< likewise
    bool in_content_ = false, in_letter_ = false, in_exchange_ = false, tried_login_ = false;
    std::uint64_t chunk_left_ = 0;  ///< octets behind a BDAT
    std::size_t announced_ = 0;     ///< octets of the message that POP2 is to send
};

}  // namespace postlab::labs
