#include "labs/course/class/sheet_pages.h"

#include <Poco/AutoPtr.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Document.h>
#include <Poco/DOM/NodeList.h>

#include "labs/dialogue/dialogue_markup.h"
#include "labs/text/look.h"
#include "labs/text/markdown.h"
#include "shared/sasl/base64.h"
#include "shared/system/file.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

using labs::element;
using labs::Markup;

/// "closed", "connect pop3" in the words of a language; empty: an event that needs none.
std::string words_of_event(const Strings& common, const std::string& language, std::string_view event) {
    const std::vector<std::string> words = split(event);
    const std::string key = "dialogue." + words.front();
    if (!common.has(key)) return "";
    return common.line(key, language, {{"protocol", words.size() > 1 ? upper_case(words[1]) : ""}});
}

labs::MarkdownSetters setters_for(const Strings& common, const std::string& language) {
    labs::MarkdownSetters setters;
    setters.block = [&common, language](std::string_view info, std::string_view text) {
        constexpr std::string_view dialogue = "dialogue ";
        if (!info.starts_with(dialogue)) return element("pre", text);
        return labs::dialogue_markup(text, upper_case(info.substr(dialogue.size())),
                                     [&](std::string_view event) { return words_of_event(common, language, event); });
    };
    return setters;
}

/// The line without the number that it begins with, "**1.** Dial ..." or "**1. Dial.** Then ...", as an item of a
/// Markdown list; empty: it begins no step.
std::string as_step(std::string_view line) {
    if (!line.starts_with("**")) return "";
    const std::size_t dot = line.find_first_not_of("0123456789", 2);
    if (dot == 2 || dot == line.npos || line[dot] != '.') return "";
    const std::string number(line.substr(2, dot - 2)), indent(number.size() < 2 ? 2 : 1, ' ');
    const std::string_view behind = line.substr(dot + 1);
    if (behind.starts_with("** ")) return number + "." + indent + std::string(behind.substr(3));
    return behind.starts_with(' ') ? number + "." + indent + "**" + std::string(behind.substr(1)) : "";
}

/// A handout's steps stand at the margin, as dialogues do. On a page they are a list, with what follows each as a part
/// of it: whoever hears the page hears how many there are.
std::string with_listed_steps(std::string_view markdown) {
    std::string listed;
    bool in_code = false, in_step = false;
    while (!markdown.empty()) {
        const std::string_view line = markdown.substr(0, std::min(markdown.find('\n'), markdown.size() - 1) + 1);
        markdown.remove_prefix(line.size());
        const std::string step = in_code ? "" : as_step(line);
        if (!in_code && line.starts_with('#')) in_step = false;
        in_step |= !step.empty();
        const char* indent = in_step && step.empty() && line != "\n" ? "    " : "";
        listed.append(indent).append(step.empty() ? line : step);
        in_code ^= line.starts_with("```");
    }
    return listed;
}

Markup entry(labs::Literal kind, const std::string& name, const Markup& value) {
    return element("div", {{"class", std::string(kind.text)}}, element("dt", name) + element("dd", value)) + "\n";
}

/// How to dial, and how to leave.
Markup dial(const Strings& common, const std::string& language, const Values& values) {
    const auto telnet = [&](const char* port) {
        return element("code", "telnet " + values.at("host") + " " + values.at(port));
    };
    const std::string& page = values.at("page");
    const Markup own_page =
        page.empty() ? Markup()
                     : entry("page", common.line("paper.page", language), element("a", {{"href", page}}, page));
    return element("dl", {{"class", "dial"}},
                   "\n" + entry("", "SMTP", telnet("smtp")) + entry("", "POP3", telnet("pop3")) + own_page +
                       entry("leave", common.line("paper.leave", language),
                             labs::markdown_line(common.line("paper.leave.how", language)))) +
           "\n";
}

/// What a picture says in words: its own description.
std::string words_of_picture(const std::string& svg) {
    const Poco::AutoPtr<Poco::XML::Document> document = Poco::XML::DOMParser().parseString(svg);
    const Poco::AutoPtr<Poco::XML::NodeList> described = document->getElementsByTagName("desc");
    return described->length() == 0 ? "" : described->item(0)->innerText();
}

/// The picture within the page, so that it needs no other file.
Markup picture(const std::filesystem::path& folder, const std::string& target, const std::string& description) {
    const std::string svg = read_file(folder / std::filesystem::path(target).filename());
    return element("img",
                   {{"src", "data:image/svg+xml;base64," + sasl::to_base64(svg)},
                    {"alt", description + "\n" + words_of_picture(svg)}},
                   {});
}

/// From linux.zh.md to linux.zh.html, which stands beside it.
std::string link_between_sheets(const std::string& target) {
    const std::filesystem::path path(target);
    return path.extension() == ".md" && !path.has_parent_path() ? path.stem().string() + ".html" : "";
}

/// "zh" of linux.zh.md
std::string language_of_file(const std::filesystem::path& file) {
    const std::string language = file.stem().extension().string();
    return language.empty() ? std::string(english) : language.substr(1);
}

Markup links(const std::string& heading, const std::vector<PaperLink>& files, const std::string& print) {
    Markup rows = "\n";
    for (const auto& [file, title] : files)
        rows += element("tr", element("th", {{"scope", "row"}}, element("a", {{"href", file}}, title)) +
                                  element("td", element("a", {{"href", file + "#print"}}, print))) +
                "\n";
    return element("h2", heading) + "\n" + element("table", element("tbody", rows)) + "\n";
}

}  // namespace

Markup sheet_markup(const Lab& lab, const Strings& common, const Student& student, const std::string& language,
                    const Values& values, const std::string& markdown) {
    const std::string title = lab.id + " " + lab.strings.line("title", language, values);
    const Markup header =
        element("span", (student.name.empty() ? Markup() : element("b", student.name) + " ") + student.id) +
        element("span", title);
    return element("article", {{"class", "sheet"}, {"lang", language}},
                   "\n" + element("header", header) + "\n" + dial(common, language, values) +
                       labs::markdown(with_listed_steps(markdown), setters_for(common, language))) +
           "\n";
}

std::string sheets_page(const std::string& title, const Strings& common, const std::string& language,
                        const Markup& sheets) {
    return html_page(language, title, "sheets",
                     "\n" + labs::print_button(common.line("paper.print", language)) + sheets)
        .str();
}

std::string system_page(const std::filesystem::path& file, const std::string& markdown, const Strings& common) {
    const std::string language = language_of_file(file);
    labs::MarkdownSetters setters = setters_for(common, language);
    setters.link = link_between_sheets;
    setters.picture = [&](const std::string& target, const std::string& description) {
        return picture(file.parent_path(), target, description);
    };
    return sheets_page(
        heading_of(markdown), common, language,
        element("article", {{"class", "sheet"}, {"lang", language}}, "\n" + labs::markdown(markdown, setters)) + "\n");
}

std::string heading_of(std::string_view markdown) {
    const std::string_view line = markdown.substr(0, markdown.find('\n'));
    return std::string(trimmed(line.substr(std::min(line.find_first_not_of('#'), line.size()))));
}

std::string contents_page(const Strings& common, const std::string& language, const std::vector<PaperLink>& of_labs,
                          const std::vector<PaperLink>& of_systems, const std::vector<PaperLink>& of_students) {
    const auto say = [&](const char* key) { return common.line(std::string("paper.") + key, language); };
    const std::string print = say("print");
    return html_page(language, say("title"), "contents",
                     "\n" + element("h1", say("title")) + "\n" + element("p", say("how")) + "\n" +
                         links(say("labs"), of_labs, print) + links(say("systems"), of_systems, print) +
                         links(say("students"), of_students, print))
        .str();
}

}  // namespace postlab::course
