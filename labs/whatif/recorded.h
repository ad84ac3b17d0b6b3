#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "labs/language/language.h"
#include "labs/record/conversation.h"
#include "labs/record/turns.h"
#include "labs/whatif/alteration.h"

namespace postlab::labs {

/// The ids of the replies in a turn, in their order.
std::vector<std::string_view> rows_of(const Turn& turn);

/// What the client said in a recorded conversation, line by line, so that it can be said again. Constant once made; not
/// to be copied, since views show its insides.
class Recorded {
public:
    /// Throws UsageError that says why what is in the record can't be said again.
    explicit Recorded(Conversation recorded);
    Recorded(const Recorded&) = delete;
    Recorded& operator=(const Recorded&) = delete;

    struct ClientLine {
        enum class Kind {
            command,
            response,  ///< to a challenge of AUTH
            letter,    ///< of one that DATA has announced
            chunk,     ///< behind a BDAT
        } kind;
        const Line* line;
        std::size_t number;  ///< from 1, of all lines
        std::size_t turn;    ///< its index in `turns`
    };

    const Conversation conversation;
    const Turns turns;

    const std::vector<ClientLine>& said() const { return said_; }
    std::size_t lines() const { return turns.lines().size(); }
    /// The turn that this line stands in.
    std::size_t turn_of(std::size_t line) const;
    std::string id() const { return std::to_string(conversation.about.id); }
    /// Throws UsageError for what can't be done to this conversation.
    void expect(const Alteration& alteration) const;
    /// The line behind which an alteration makes a difference for the first time; 0: before the first one.
    std::size_t last_common_line(const Alteration& alteration) const;

private:
    std::size_t number_of(const Line& line) const { return static_cast<std::size_t>(&line - turns.lines().data()) + 1; }
    void find_client_lines();
    const ClientLine* client_line(std::size_t number) const;

    std::vector<ClientLine> said_;
};

/// Whether the line is one that `without` leaves out.
bool is_left_out(const Recorded& recorded, const Recorded::ClientLine& said, std::string_view without);

}  // namespace postlab::labs
