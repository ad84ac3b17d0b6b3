#include "labs/text/svg.h"

#include "labs/text/palette.h"

namespace postlab::labs {

namespace {

/// The point of an arrow, of such a size in widths of its line.
Markup arrow_head(Literal id, Literal kind, Literal size) {
    return element("marker",
                   {{"id", std::string(id.text)},
                    {"viewBox", "0 0 8 8"},
                    {"refX", "8"},
                    {"refY", "4"},
                    {"markerWidth", std::string(size.text)},
                    {"markerHeight", std::string(size.text)},
                    {"orient", "auto"}},
                   element("path", {{"class", std::string(kind.text)}, {"d", "M0 0L8 4L0 8z"}}, {}));
}

Markup arrow_heads() {
    return element("defs", arrow_head("head", "fill-soft", "8") + arrow_head("head-client", "fill-client", "4") +
                               arrow_head("head-store", "fill-store", "5")) +
           "\n";
}

/// The classes that give a colour.
Markup colours_of_pictures() {
    Markup all;
    for (const Colour& colour : palette)
        all += Markup::raw(".fill-") + Markup::raw(colour.name) + Markup::raw("{fill:") + Markup::raw(colour.light) +
               Markup::raw("}.line-") + Markup::raw(colour.name) + Markup::raw("{stroke:") + Markup::raw(colour.light) +
               Markup::raw("}");
    return all;
}

}  // namespace

Markup picture(int height, const std::string& title, const std::string& description, Literal style,
               const Markup& body) {
    const std::string width = std::to_string(picture_width), high = std::to_string(height);
    const Markup desc = description.empty() ? Markup() : element("desc", {{"id", "desc"}}, description) + "\n";
    const Markup paper = element("rect", {{"width", width}, {"height", high}, {"class", "fill-paper"}}, {}) + "\n";
    return Markup::raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") +
           element("svg",
                   {{"xmlns", "http://www.w3.org/2000/svg"},
                    {"width", width},
                    {"height", high},
                    {"viewBox", "0 0 " + width + " " + high},
                    {"role", "img"},
                    {"aria-labelledby", description.empty() ? "title" : "title desc"}},
                   "\n" + element("title", {{"id", "title"}}, title) + "\n" + desc +
                       element("style", Markup::raw(style) + colours_of_pictures()) + "\n" + arrow_heads() + paper +
                       body) +
           "\n";
}

Markup text_at(int x, int y, const std::string& kind, const std::string& said) {
    return element("text",
                   {{"x", std::to_string(x)}, {"y", std::to_string(y)}, {"class", kind}, {"xml:space", "preserve"}},
                   said) +
           "\n";
}

}  // namespace postlab::labs
