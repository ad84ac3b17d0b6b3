#include "labs/language/po_file.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "shared/text/text.h"

namespace postlab::labs {

namespace {

constexpr std::string_view changed_mark = "#| msgid ";

std::string po_quoted(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return quoted + "\"";
}

/// What stands between a line's first quotation mark and its last one.
std::string po_unquoted(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool escape = text[at] == '\\' && at + 1 < text.size();
        plain += !escape ? text[at] : text[at + 1] == 'n' ? '\n' : text[at + 1];
        at += escape;
    }
    return plain;
}

/// Reads a file line by line; a quoted line alone goes on with the text before it.
class PoReader {
public:
    explicit PoReader(const std::string& file) : file_(file) {}

    void line(std::string_view line) {
        ++number_;
        line = trimmed(line);
        if (line.starts_with(changed_mark)) was_ = po_unquoted(inside_quotes(line));
        if (line.empty() || line[0] == '#') return;
        const std::string_view text = inside_quotes(line);
        const std::string_view keyword = trimmed(line.substr(0, line.find('"')));
        if (!keyword.empty()) begin(keyword);
        if (!text_) throw no_po();
        *text_ += po_unquoted(text);
    }

    std::vector<PoEntry> entries() && {
        std::erase_if(entries_, [](const PoEntry& entry) { return entry.id.empty(); });
        return std::move(entries_);
    }

private:
    std::string_view inside_quotes(std::string_view line) const {
        const std::size_t quote = line.find('"');
        if (quote == line.npos || line.size() < quote + 2 || !line.ends_with('"')) throw no_po();
        return line.substr(quote + 1, line.size() - quote - 2);
    }

    void begin(std::string_view keyword) {
        const bool head = keyword == "msgid" && entries_.empty();
        if (keyword == "msgctxt" || head) entries_.push_back({{}, {}, {}, number_});
        if (entries_.empty()) throw no_po();
        PoEntry& entry = entries_.back();
        text_ = nullptr;
        if (keyword == "msgctxt") text_ = &entry.id;
        if (keyword == "msgid") text_ = was_.empty() ? &entry.english : &ignored_;
        if (keyword == "msgid") entry.english = std::exchange(was_, {});
        if (keyword == "msgstr") text_ = &entry.translation;
    }

    std::runtime_error no_po() const {
        return std::runtime_error(file_ + ":" + std::to_string(number_) +
                                  ": expected msgctxt, msgid or msgstr and a text in quotation marks");
    }

    const std::string& file_;
    int number_ = 0;
    std::vector<PoEntry> entries_;
    std::string was_, ignored_;
    std::string* text_ = nullptr;  ///< what the last keyword began
};

}  // namespace

std::vector<PoEntry> parse_po(std::string_view text, const std::string& file) {
    PoReader reader(file);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        reader.line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return std::move(reader).entries();
}

std::string po_entry(const PoEntry& entry, const std::string& was) {
    const std::string fuzzy = was.empty() ? "" : "#, fuzzy\n" + std::string(changed_mark) + po_quoted(was) + "\n";
    return fuzzy + "msgctxt " + po_quoted(entry.id) + "\nmsgid " + po_quoted(entry.english) + "\nmsgstr " +
           po_quoted(entry.translation) + "\n\n";
}

std::string po_head(const std::string& language) {
    return "msgid \"\"\nmsgstr \"\"\n\"Language: " + language +
           "\\n\"\n\"MIME-Version: 1.0\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
           "\"Content-Transfer-Encoding: 8bit\\n\"\n\n";
}

}  // namespace postlab::labs
