#include "labs/course/viva/students_sessions.h"

#include <algorithm>

#include "labs/course/class/course.h"
#include "labs/course/lab/tokens.h"
#include "labs/record/conversation.h"
#include "labs/whatif/letters_then.h"
#include "shared/text/message_ranges.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

using store::KeptConversation;

// So many are looked at, so that a record of any size is done within a second.
constexpr std::size_t most_sessions = 24;
constexpr std::uint32_t most_looked_at = 600;

/// Whose badge is the first in what the client said; empty: nobody's.
std::string badge_in(const std::vector<store::KeptEvent>& events, const TokenReader& tokens) {
    TokenOwner owner;
    unsigned wrong = 0;
    for (const store::KeptEvent& event : events)
        if (event.direction == Direction::client && !event.content && tokens.find(event.bytes, owner, wrong))
            return owner.student;
    return "";
}

class Looking {
public:
    Looking(const std::string& student, const std::filesystem::path& directory)
        : student_(student), directory_(directory), reader_(directory) {
        if (Course::exists(directory)) tokens_.emplace(Course::open(directory).key());
    }

    std::vector<StudentSession> sessions() {
        std::vector<KeptConversation> all = reader_.opening(student_);
        for (const KeptConversation& one : reader_.conversations(most_looked_at))
            if (one.protocol == "smtp" && is_theirs(one)) all.push_back(one);
        std::ranges::sort(all, std::greater<>(), &KeptConversation::id);
        std::vector<StudentSession> sessions;
        for (const KeptConversation& one : all)
            if (sessions.size() < most_sessions && one.ended) add(one, sessions);
        return sessions;
    }

private:
    bool is_theirs(const KeptConversation& one) {
        if (!one.account.empty()) return one.account == student_;
        return tokens_ && one.ended && badge_in(reader_.events(one.id), *tokens_) == student_;
    }

    /// `sessions` are newer ones.
    void add(const KeptConversation& one, std::vector<StudentSession>& sessions) {
        try {
            StudentSession session{
                std::make_unique<labs::WhatIf>(reader_, directory_, labs::Conversation{one, reader_.events(one.id)})};
            if (labs::opened_in(session.recorded()) == student_) {
                session.next = next_;
                next_ = as_next(session);
            }
            sessions.push_back(std::move(session));
        } catch (const UsageError&) {  // it can't be had again
            if (one.account == student_) next_.reset();
        }
    }

    static StudentSession::Next as_next(const StudentSession& session) {
        StudentSession::Next next{session.recorded().conversation.about.id, {}, {}};
        for (const labs::LetterThen& letter : session.what_if->letters()) {
            next.found.push_back(letter.id);
            next.unique_ids.push_back(letter.unique_id.find('.') == std::string::npos ? "" : letter.unique_id);
        }
        return next;
    }

    const std::string student_;
    const std::filesystem::path directory_;
    store::TranscriptReader reader_;
    std::optional<TokenReader> tokens_;  ///< none: there is no course
    std::optional<StudentSession::Next> next_;
};

}  // namespace

std::vector<StudentSession> sessions_of(const std::string& student, const std::filesystem::path& directory) {
    return Looking(student, directory).sessions();
}

}  // namespace postlab::course
