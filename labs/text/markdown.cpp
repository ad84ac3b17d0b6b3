#include "labs/text/markdown.h"

#include <md4c.h>

#include <vector>

#include "labs/text/paragraph.h"
#include "labs/text/visible.h"

namespace postlab::labs {

namespace {

std::string text_of(const MD_ATTRIBUTE& attribute) { return {attribute.text, attribute.size}; }

std::string usual_link(const std::string& target) {
    return target.starts_with("https://") || target.starts_with("http://") ? target : "";
}

/// What MD4C calls while it reads. Each element that is open has a piece of its own, which its end puts into the piece
/// around it.
class PageOfMarkdown {
public:
    explicit PageOfMarkdown(const MarkdownSetters& setters) : setters_(setters) {}

    Markup read(std::string_view text) {
        MD_PARSER parser{};
        parser.flags = MD_FLAG_TABLES | MD_FLAG_NOHTML;
        parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* page) { return self(page).begin(type, detail); };
        parser.leave_block = [](MD_BLOCKTYPE type, void* detail, void* page) { return self(page).end(type, detail); };
        parser.enter_span = [](MD_SPANTYPE, void*, void* page) { return self(page).begin(); };
        parser.leave_span = [](MD_SPANTYPE type, void* detail, void* page) { return self(page).end(type, detail); };
        parser.text = [](MD_TEXTTYPE type, const MD_CHAR* begin, MD_SIZE size, void* page) {
            return self(page).said(type, {begin, size});
        };
        md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, this);
        return open_.front().markup;
    }

private:
    struct Piece {
        Markup markup;
        std::string text;    ///< the same without markup, for what takes no markup
        unsigned start = 1;  ///< of a numbered list; MD4C says it at its beginning alone
    };

    static PageOfMarkdown& self(void* page) { return *static_cast<PageOfMarkdown*>(page); }

    int begin() {
        open_.emplace_back();
        return 0;
    }

    int begin(MD_BLOCKTYPE type, const void* detail) {
        begin();
        if (type == MD_BLOCK_OL) open_.back().start = static_cast<const MD_BLOCK_OL_DETAIL*>(detail)->start;
        return 0;
    }

    int said(MD_TEXTTYPE type, std::string_view text) {
        Piece& piece = open_.back();
        const bool is_break = type == MD_TEXT_BR;
        if (type == MD_TEXT_SOFTBR || is_break) text = "\n";
        if (type == MD_TEXT_NULLCHAR) text = "\uFFFD";
        piece.text += text;
        piece.markup += is_break ? Markup::raw("<br/>\n") : Markup(text);
        return 0;
    }

    Piece taken() {
        Piece piece = std::move(open_.back());
        open_.pop_back();
        return piece;
    }

    int put(const Markup& set, const std::string& text, const char* behind = "") {
        open_.back().markup += set + behind;
        open_.back().text += text;
        return 0;
    }

    int end(MD_BLOCKTYPE type, void* detail) {
        if (type == MD_BLOCK_DOC) {
            open_.front().markup += taken().markup;
            return 0;
        }
        const Piece piece = taken();
        return put(block(type, detail, piece), piece.text, "\n");
    }

    Markup block(MD_BLOCKTYPE type, const void* detail, const Piece& piece) const {
        const Markup lines = "\n" + piece.markup;
        switch (type) {
            case MD_BLOCK_QUOTE:
                return element("blockquote", lines);
            case MD_BLOCK_UL:
                return element("ul", lines);
            case MD_BLOCK_OL:
                return ordered(piece.start, lines);
            case MD_BLOCK_LI:
                return element("li", piece.markup);
            case MD_BLOCK_HR:
                return Markup::raw("<hr/>");
            case MD_BLOCK_H:
                return heading(static_cast<const MD_BLOCK_H_DETAIL*>(detail)->level, piece.markup);
            case MD_BLOCK_CODE:
                return code(text_of(static_cast<const MD_BLOCK_CODE_DETAIL*>(detail)->info), piece.text);
            case MD_BLOCK_P:
                return element("p", piece.markup);
            case MD_BLOCK_TABLE:
                return element("table", lines);
            case MD_BLOCK_THEAD:
                return element("thead", lines);
            case MD_BLOCK_TBODY:
                return element("tbody", lines);
            case MD_BLOCK_TR:
                return element("tr", piece.markup);
            case MD_BLOCK_TH:
                if (piece.markup.str().empty()) return element("td", {});  // heads nothing: a corner
                return element("th", {{"scope", "col"}}, piece.markup);
            case MD_BLOCK_TD:
                return element("td", piece.markup);
            default:
                return piece.markup;
        }
    }

    static Markup ordered(unsigned start, const Markup& items) {
        return element("ol", {{"start", start == 1 ? "" : std::to_string(start)}}, items);
    }

    static Markup heading(unsigned level, const Markup& text) {
        static constexpr Literal names[] = {"h1", "h2", "h3", "h4", "h5", "h6"};
        return element(names[std::min(level, 6u) - 1], text);
    }

    Markup code(const std::string& info, const std::string& text) const {
        return setters_.block ? setters_.block(info, text) : element("pre", text);
    }

    int end(MD_SPANTYPE type, void* detail) {
        const Piece piece = taken();
        return put(span(type, detail, piece), piece.text);
    }

    Markup span(MD_SPANTYPE type, const void* detail, const Piece& piece) const {
        switch (type) {
            case MD_SPAN_EM:
                return element("em", piece.markup);
            case MD_SPAN_STRONG:
                return element("strong", piece.markup);
            case MD_SPAN_CODE:
                return element("code", piece.markup);
            case MD_SPAN_A:
                return link(text_of(static_cast<const MD_SPAN_A_DETAIL*>(detail)->href), piece.markup);
            case MD_SPAN_IMG: {
                const std::string target = text_of(static_cast<const MD_SPAN_IMG_DETAIL*>(detail)->src);
                return setters_.picture ? setters_.picture(target, piece.text) : Markup(piece.text);
            }
            default:
                return piece.markup;
        }
    }

    Markup link(const std::string& target, const Markup& text) const {
        const std::string leads_to = setters_.link ? setters_.link(target) : usual_link(target);
        return leads_to.empty() ? text : element("a", {{"href", leads_to}}, text);
    }

    const MarkdownSetters& setters_;
    std::vector<Piece> open_{1};
};

}  // namespace

Markup markdown(std::string_view text, const MarkdownSetters& setters) { return PageOfMarkdown(setters).read(text); }

Markup markdown_line(std::string_view text) {
    // Neither mark can be in the text: visible() writes control characters out.
    constexpr char begin = '\x01', end = '\x02';
    const std::string marked = emphasised(visible(text, true), {&begin, 1}, {&end, 1});
    Markup line;
    std::string inside;
    bool code = false, emphasis = false;
    const auto close = [&] {
        if (!inside.empty()) line += code ? element("code", inside) : emphasis ? element("em", inside) : Markup(inside);
        inside.clear();
    };
    for (const char c : marked) {
        if (c != '`' && c != begin && c != end) {
            inside += c;
            continue;
        }
        close();
        if (c == '`')
            code = !code;
        else
            emphasis = c == begin;
    }
    close();
    return line;
}

}  // namespace postlab::labs
