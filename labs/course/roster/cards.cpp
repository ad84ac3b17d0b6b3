#include "labs/course/roster/cards.h"

#include <algorithm>

#include "labs/text/markup.h"
#include "shared/system/file.h"

namespace postlab::course {

namespace {

struct Words {
    const char *lang, *login, *pass_phrase, *send, *fetch, *addresses, *begin, *keep, *as_before;
};

constexpr Words words[] = {
    {"en", "Login", "Pass phrase", "SMTP (letters in)", "POP3 (letters out)",
     "Your address and the desk's in the first lab; every other lab has a badge of its own:", "Type this first:",
     "Keep this card. Nobody can look the pass phrase up, not even the teacher.", "as on your first card"},
    {"zh", "登录名", "口令（密码）", "SMTP（寄信）", "POP3（取信）",
     "第一个实验里你的地址和柜台的地址如下；其他实验换成各自的胸牌：", "先输入这三行：",
     "请妥善保管此卡：任何人（包括老师）都查不到这个口令。", "与第一张卡片上的相同"},
    {"ru", "Логин", "Парольная фраза", "SMTP (отправка)", "POP3 (получение)",
     "Ваш адрес и адрес окошка в первой работе; в каждой другой у них свой бейдж:", "Сначала наберите:",
     "Сохраните карточку: парольную фразу не может узнать никто, даже преподаватель.", "как на первой карточке"},
};

constexpr std::size_t badges_in_a_line = 4;

const Words& words_for(const Student& student) {
    const auto found =
        std::find_if(std::begin(words), std::end(words), [&](const Words& w) { return student.lang == w.lang; });
    return found == std::end(words) ? words[0] : *found;
}

/// The first three lines of the first session.
std::vector<std::string> first_lines(const Card& card, const MailServer& server) {
    return {"telnet " + server.host + " " + server.pop3, "USER " + card.student.id,
            "PASS " + (card.pass_phrase.empty() ? "..." : card.pass_phrase)};
}

std::vector<std::pair<const char*, std::string>> rows_of(const Card& card, const MailServer& server) {
    const Words& say = words_for(card.student);
    return {{say.login, card.student.id},
            {say.pass_phrase, card.pass_phrase.empty() ? say.as_before : card.pass_phrase},
            {say.send, server.host + ":" + server.smtp},
            {say.fetch, server.host + ":" + server.pop3}};
}

/// The addresses, as they are in the first lab, and all badges, some in a line.
std::vector<std::string> address_lines(const Card& card, const MailServer& server) {
    const std::string first = card.badges.front() + "@" + server.domain;
    std::vector<std::string> lines{card.student.id + "+" + first, "course+" + card.student.id + "-" + first};
    for (std::size_t i = 0; i < card.badges.size(); ++i) {
        if (i % badges_in_a_line == 0) lines.emplace_back();
        lines.back() += (lines.back().empty() ? "" : "  ") + card.badges[i];
    }
    return lines;
}

std::string preformatted(const std::vector<std::string>& lines) {
    std::string html = "<pre>";
    for (const std::string& line : lines) html += labs::escaped(line) + "\n";
    return html + "</pre>\n";
}

std::string card_as_html(const Card& card, const MailServer& server) {
    const Words& say = words_for(card.student);
    std::string html = "<article lang=\"" + std::string(say.lang) + "\">\n<h2>" + labs::escaped(card.student.name) +
                       "</h2>\n<table>\n";
    for (const auto& [name, value] : rows_of(card, server))
        html += std::string("<tr><th>") + name + "</th><td>" + labs::escaped(value) + "</td></tr>\n";
    html += "</table>\n";
    if (!card.badges.empty())
        html += "<p>" + std::string(say.addresses) + "</p>\n" + preformatted(address_lines(card, server));
    html += "<p>" + std::string(say.begin) + "</p>\n" + preformatted(first_lines(card, server));
    return html + "<p class=\"small\">" + say.keep + "</p>\n</article>\n";
}

constexpr const char* head =
    "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>Postlab: cards</title>\n<style>\n"
    "@page { size: A4; margin: 10mm; }\n"
    "body { font-family: sans-serif; margin: 0 auto; max-width: 190mm; color: #000; background: #fff; }\n"
    "section { break-after: page; }\n"
    "section:last-child { break-after: auto; }\n"
    "h1 { font-size: 12pt; font-weight: normal; margin: 2mm; }\n"
    ".cards { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); }\n"
    "article { border: 1px dashed #777; padding: 4mm; break-inside: avoid; font-size: 9.5pt; }\n"
    "h2 { font-size: 13pt; margin: 0 0 2mm; }\n"
    "th { text-align: left; font-weight: normal; padding-right: 3mm; vertical-align: top; white-space: nowrap; }\n"
    "td, pre { font-family: monospace; font-size: 9pt; overflow-wrap: anywhere; }\n"
    "p { margin: 2mm 0 1mm; }\n"
    "pre { margin: 0; padding: 1.5mm; border: 1px solid #000; white-space: pre-wrap; }\n"
    ".small { font-size: 7.5pt; }\n"
    "</style>\n</head>\n<body>\n";

std::filesystem::path numbered(const std::filesystem::path& file, int number) {
    if (number == 1) return file;
    return file.parent_path() / (file.stem().string() + "-" + std::to_string(number) + file.extension().string());
}

}  // namespace

std::string cards_as_html(const std::vector<Card>& cards, const MailServer& server) {
    std::vector<Card> by_group = cards;
    std::stable_sort(by_group.begin(), by_group.end(),
                     [](const Card& a, const Card& b) { return a.student.group < b.student.group; });
    std::string html = head;
    for (std::size_t i = 0; i < by_group.size(); ++i) {
        const std::string& group = by_group[i].student.group;
        if (i == 0 || group != by_group[i - 1].student.group) {
            if (i > 0) html += "</div>\n</section>\n";
            html +=
                "<section>\n<h1>" + labs::escaped(group.empty() ? "Postlab" : group) + "</h1>\n<div class=\"cards\">\n";
        }
        html += card_as_html(by_group[i], server);
    }
    return html + "</div>\n</section>\n</body>\n</html>\n";
}

std::string card_as_text(const Card& card, const MailServer& server) {
    const Words& say = words_for(card.student);
    std::string text = card.student.name + "\n";
    for (const auto& [name, value] : rows_of(card, server)) text += std::string("  ") + name + ": " + value + "\n";
    if (!card.badges.empty()) {
        text += std::string("  ") + say.addresses + "\n";
        for (const std::string& line : address_lines(card, server)) text += "      " + line + "\n";
    }
    text += std::string("  ") + say.begin + "\n";
    for (const std::string& line : first_lines(card, server)) text += "      " + line + "\n";
    return text + "  " + say.keep + "\n";
}

std::filesystem::path write_cards(const std::filesystem::path& file, const std::string& html) {
    for (int number = 1;; ++number) {
        const std::filesystem::path free = numbered(file, number);
        if (create_file(free, html, for_its_owner, Sync::yes)) return free;
    }
}

}  // namespace postlab::course
