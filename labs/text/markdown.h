#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "labs/text/markup.h"

/// Markdown as our sheets and guides are written in: CommonMark and GitHub's tables, read by MD4C. Functions without
/// state: any thread.
namespace postlab::labs {

/// How a page sets what Markdown only names. What is not given is set as usual.
struct MarkdownSetters {
    /// A fenced block; `info` is what stands behind the fence, "dialogue smtp". By default <pre>.
    std::function<Markup(std::string_view info, std::string_view text)> block;
    /// ![description](target). By default its description.
    std::function<Markup(const std::string& target, const std::string& description)> picture;
    /// Where [text](target) leads. By default to http and https alone; empty: nowhere, it is text.
    std::function<std::string(const std::string& target)> link;
};

/// The text as a piece of a page. HTML in it is text, and so are entities: whatever came into the Markdown by
/// somebody's hand is escaped.
Markup markdown(std::string_view text, const MarkdownSetters& setters = {});

/// One line that may have come from a student in part: its `code` and its *emphasis* are set off, and nothing else
/// means anything. Hidden characters are made visible.
Markup markdown_line(std::string_view text);

}  // namespace postlab::labs
