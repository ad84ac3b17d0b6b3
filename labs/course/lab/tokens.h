#pragma once
#include <cstddef>
#include <string>
#include <string_view>

/// What a course derives from its key (DIR/course.key, 32 random octets): who has the key can work out every token,
/// parameter and receipt again, nobody else can. Functions without state: any thread.
namespace postlab::course {

/// The bits at the front of `octets`, `characters` times five of them, in Crockford's base 32 (no I, L, O, U).
std::string crockford(std::string_view octets, std::size_t characters);

/// What tells a student's work in one lab from all other: "L05-7f3a". `lab` is "L05". In capitals, since a small L is
/// typed as the digit 1; it is read in any case.
std::string badge(std::string_view key, std::string_view student, std::string_view lab);
/// What a student writes into an address, so that a session without a login is known to be theirs: "s017+L05-7f3a".
std::string token(std::string_view key, std::string_view student, std::string_view lab);
/// The desk's address for that student and lab, without its domain: "course+s017-L05-7f3a".
std::string desk_address(std::string_view key, std::string_view student, std::string_view lab);

/// The account that a lab plants for a student: "s017-L20".
std::string planted_account(std::string_view student, std::string_view lab);

/// "L12-7Q4K-93XD": what a student shows for a solved lab. It is bound to student, lab and attempt.
std::string receipt(std::string_view key, std::string_view student, std::string_view lab, unsigned attempt);

/// Who says so in a text, and of which lab: a token whose hash is right.
struct TokenOwner {
    std::string student, lab;  ///< "s017", "L05"
    bool desk;                 ///< it is the desk's address
};

/// Finds tokens in command lines, and tells right ones from wrong ones. Constant: any thread.
class TokenReader {
public:
    explicit TokenReader(std::string key) : key_(std::move(key)) {}
    /// So many wrong tokens may stand in one session; behind them a right one is a guess.
    static constexpr unsigned most_wrong = 8;

    /// The first right token in the line, without regard to case. False: there is none, or `wrong` has reached its
    /// bound; it counts the wrong ones, from line to line of a session.
    bool find(std::string_view line, TokenOwner& owner, unsigned& wrong) const {
        return find_of({}, line, owner, wrong);
    }
    /// The same of that student alone; others' tokens, right ones too, are passed over. Empty: of anybody.
    bool find_of(std::string_view student, std::string_view line, TokenOwner& owner, unsigned& wrong) const;

private:
    std::string key_;
};

/// Whose desk's address a command line has in it, whatever stands there for the badge: "course+s017-L05-". False: none.
bool names_desk(std::string_view line, TokenOwner& owner);

/// Whose planted account it is, and of which lab, going by its name alone. False: it has no such name.
bool names_planted(std::string_view account, TokenOwner& owner);

}  // namespace postlab::course
