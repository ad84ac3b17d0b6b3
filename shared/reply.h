#pragma once
#include <cstddef>
#include <string_view>

namespace postlab {

/// One row of a reply catalogue (smtpd/replies.h, pop3d/replies.h). The text on the wire, HELP, the lab
/// sheets and `postlab explain` are all made from this row; no reply is worded anywhere else, and what
/// has no row cannot be sent. Rows are constants: no owner, any thread.
struct Reply {
    std::string_view id;        ///< "mail.nested": verb.case; its name in code, transcripts and labs
    std::string_view code;      ///< "503", "+OK" or "-ERR"; in POP2 "+", "-", "#" or "="
    std::string_view enhanced;  ///< "5.5.1" (RFC 3463), "[IN-USE]" (RFC 2449), or empty
    std::string_view text;      ///< what the client reads; each "{}" stands for one detail, in order
    std::string_view section;   ///< "RFC 5321 4.1.4"
    std::string_view why;       ///< one or two sentences to the student

    /// Not where the text is data alone, "{} {}": programs read it to the end of the line, as POP3's STAT.
    constexpr bool takes_notes() const { return text.empty() || text.find_first_not_of("{} ") != text.npos; }
    /// Whether the server closes behind it: RFC 5321 4.2.3 (421), RFC 1939 6 (QUIT), or it says so.
    constexpr bool says_goodbye() const {
        return code == "421" || id.starts_with("quit.") || id == "greeting.busy" || text.ends_with("goodbye");
    }
    constexpr bool positive() const { return std::string_view("23+#=").find(code[0]) != std::string_view::npos; }
    /// What stands between code and text: nothing where the text begins with the number that the code announces,
    /// "=537".
    constexpr std::string_view gap() const { return text.empty() || code == "#" || code == "=" ? "" : " "; }
};

/// The row named `id`; a name that is in no row does not compile.
template <std::size_t N>
consteval const Reply& row(const Reply (&rows)[N], std::string_view id) {
    for (const Reply& reply : rows)
        if (reply.id == id) return reply;
    throw "no such row in the reply catalogue";
}

constexpr bool printable_ascii(std::string_view text) {
    for (char c : text)
        if (c < ' ' || c > '~') return false;
    return true;
}

/// Whether every row is named once, cited, explained and fit for the wire. Each catalogue asserts it.
template <std::size_t N>
consteval bool well_formed(const Reply (&rows)[N]) {
    for (std::size_t i = 0; i < N; ++i) {
        const Reply& r = rows[i];
        if (r.id.empty() || r.code.empty() || r.section.empty() || r.why.empty()) return false;
        if (r.text.empty() && r.code != "+OK") return false;  // a bare "+OK" is RFC 1939's own wording
        if (!printable_ascii(r.code) || !printable_ascii(r.enhanced) || !printable_ascii(r.text)) return false;
        for (std::size_t j = 0; j < i; ++j)
            if (rows[j].id == r.id) return false;
    }
    return true;
}

}  // namespace postlab
