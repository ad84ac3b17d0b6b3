#pragma once
#include <string>
#include <vector>

namespace postlab::labs {

/// What `postlab compare` shows, before it takes one of its forms.
struct ComparePage {
    struct Line {
        std::string who;   ///< "C", "S2"; empty: text is no line from the wire, but words about it
        std::string text;  ///< without its line end
    };
    /// What stands beside each other.
    struct Row {
        std::vector<Line> left, right;
        std::string mark = {};  ///< how the two replies compare: "=", "~", "≠"; empty: not to be compared
    };
    struct Part {
        std::string title;
        std::vector<Row> rows;
        std::string remark = {};
    };
    struct Sheet {
        std::string left, right;  ///< the heads of the columns
        std::vector<Part> parts;
        std::string summary = {};
    };

    std::string title;
    std::vector<Sheet> sheets;
    std::string language = "en";  ///< of its words
};

/// For a terminal of so many columns (at least 60 are used).
std::string as_text(const ComparePage& page, std::size_t width);
std::string as_markdown(const ComparePage& page);
/// One file that needs no other, for screen and paper, in black and white.
std::string as_html(const ComparePage& page);

}  // namespace postlab::labs
