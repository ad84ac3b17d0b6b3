#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace postlab::course {

/// The values of $names: in lab.yaml, in handouts, strings and dialogues.
using Values = std::map<std::string, std::string, std::less<>>;

/// How lab.yaml says that a parameter gets its value: one of
///     x:    {number: [3, 6]}             a whole number, both ends included, each as likely as the other
///     y:    {number: [1, 8], not: [$x]}  the same, but none of these (they stand above it)
///     word: {pick: [amber, basil]}       one of these
///     code: {code: 6}                    characters of Crockford's base 32
///     all:  {mix: [amber, $x, basil]}    all of these in any order, as "basil, amber, 4"
///     left: {sum: [15, -$k]}             a sum of numbers and of parameters that stand above it
///     line: {base64: ["", $who, $word]}  these in base64, with a NUL octet between any two: as AUTH PLAIN has them
struct Parameter {
    enum class Kind { number, pick, code, mix, sum, base64 } kind;
    std::string name;
    std::vector<std::string> items;  ///< the bounds, the choices, the length, the terms; $names allowed
    std::vector<std::string> none_of;
    int line;  ///< where it stands in lab.yaml
};

/// Whose values, and of which lab: what they are derived from. Same holder, same values; another variant, others.
struct Holder {
    std::string key;                               ///< of the course
    std::string student;                           ///< "s017"
    std::string lab;                               ///< "L05"
    unsigned variant = 0;                          ///< goes up with `postlab lab reset --new` only
    std::string domain = "post.example";           ///< of the server
    std::span<const std::string> classmates = {};  ///< the roster's mailbox names, sorted, for $peer1 and $peer2
};

/// The mailboxes that stand in for classmates when the roster has none; a course makes them.
inline constexpr std::string_view decoys[] = {"anna", "boris"};

/// The names that every lab has:
///     $student s017                   $me     s017@post.example
///     $token   s017+L05-7f3a          $address s017+L05-7f3a@post.example
///     $desk    course+s017-L05-7f3a@post.example
///     $lab     L05                    $domain post.example
///     $planted s017-L05               the account that the lab plants for the student, where it does
///     $peer1, $peer2                  two classmates' mailbox names: the next ones in the roster
///     $host, $smtp, $pop3, $pop2      the server's name and its ports
///     $page                           the student's page, "http://192.0.2.7:2580/me"; empty: the class has none
///     $password, $quoted              the pass phrase, and the same as POP2's HELO wants it, in a dialogue: a
///                                     backslash, there `\\`, in front of each blank
///     $plain                          name and pass phrase as AUTH PLAIN wants them; for solutions, on no sheet
/// The last four lines are not derived, but given by whoever shows or plays a lab.
const std::vector<std::string>& standard_names();

/// What $password is as long as nobody has said it: as the record shows it.
inline constexpr std::string_view kept_secret = "****";

/// Standard values and the lab's own. $password, $quoted and $plain are kept_secret, $host localhost, $smtp 2525, $pop3
/// 2110, $pop2 2109, $page empty, until the caller replaces them. Throws std::runtime_error when a parameter can't be
/// worked out (a sum of words, a range without numbers), with what was expected.
Values values_for(const std::vector<Parameter>& parameters, const Holder& holder);

/// Gives them $password, $quoted and $plain.
void say_password(Values& values, const std::string& password);

/// Replaces each $name by its value, and $$ by a dollar. Throws std::runtime_error for a name without a value.
std::string substituted(std::string_view text, const Values& values);
/// The $names in a text, each as often as it stands there.
std::vector<std::string> names_in(std::string_view text);

}  // namespace postlab::course
