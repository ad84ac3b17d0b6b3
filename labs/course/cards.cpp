#include "labs/course/cards.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "labs/markup.h"
#include "store/maildrop_lock.h"

namespace postlab::course {

namespace {

struct Words {
    const char *lang, *login, *pass_phrase, *pin, *send, *fetch, *address, *desk, *badges, *begin, *keep;
};

constexpr Words words[] = {
    {"en", "Login", "Pass phrase", "PIN", "SMTP (letters in)", "POP3 (letters out)", "Address in ", "Desk in ",
     "Every lab has a badge of its own, and the same addresses with that at the end:", "Type this first:",
     "Keep this card. Nobody can look the pass phrase up, not even the teacher."},
    {"zh", "登录名", "口令", "PIN", "SMTP（寄信）", "POP3（取信）", "地址，实验 ", "柜台，实验 ",
     "每个实验有自己的胸牌，地址照样写，只换上那个胸牌：", "先输入这三行：",
     "请妥善保管此卡：任何人（包括老师）都查不到这个口令。"},
    {"ru", "Логин", "Парольная фраза", "PIN", "SMTP (отправка)", "POP3 (получение)", "Адрес в ", "Окошко в ",
     "В каждой работе свой бейдж, и адреса те же, но с ним:", "Сначала наберите:",
     "Сохраните карточку: парольную фразу не может узнать никто, даже преподаватель."},
};

constexpr std::size_t badges_in_a_line = 4;

const Words& words_for(const Student& student) {
    const auto found =
        std::find_if(std::begin(words), std::end(words), [&](const Words& w) { return student.lang == w.lang; });
    return found == std::end(words) ? words[0] : *found;
}

/// The first three lines of the first session.
std::vector<std::string> first_lines(const Card& card, const MailServer& server) {
    return {"telnet " + server.host + " " + server.pop3, "USER " + card.student.id, "PASS " + card.pass_phrase};
}

/// Name and value. Addresses as they are in the first lab; in the others only the badge differs.
std::vector<std::pair<std::string, std::string>> rows_of(const Card& card, const MailServer& server) {
    const Words& say = words_for(card.student);
    std::vector<std::pair<std::string, std::string>> rows{{say.login, card.student.id},
                                                          {say.pass_phrase, card.pass_phrase},
                                                          {say.pin, card.pin},
                                                          {say.send, server.host + ":" + server.smtp},
                                                          {say.fetch, server.host + ":" + server.pop3}};
    if (card.badges.empty()) return rows;
    const std::string& badge = card.badges.front();
    const std::string lab = "L" + badge.substr(1, badge.find('-') - 1), at = "@" + server.domain;
    rows.emplace_back(say.address + lab, card.student.id + "+" + badge + at);
    rows.emplace_back(say.desk + lab, "course+" + card.student.id + "-" + badge + at);
    return rows;
}

/// Some of the badges in each line.
std::vector<std::string> badge_lines(const Card& card) {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < card.badges.size(); ++i)
        i % badges_in_a_line ? lines.back() += "  " + card.badges[i] : lines.emplace_back(card.badges[i]);
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
        html += "<tr><th>" + name + "</th><td>" + labs::escaped(value) + "</td></tr>\n";
    html += "</table>\n";
    if (!card.badges.empty()) html += "<p>" + std::string(say.badges) + "</p>\n" + preformatted(badge_lines(card));
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
    ".cards { display: grid; grid-template-columns: 1fr 1fr; }\n"
    "article { border: 1px dashed #777; padding: 4mm; break-inside: avoid; font-size: 9.5pt; }\n"
    "h2 { font-size: 13pt; margin: 0 0 2mm; }\n"
    "th { text-align: left; font-weight: normal; padding-right: 3mm; vertical-align: top; }\n"
    "td, pre { font-family: monospace; font-size: 10pt; }\n"
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
    for (const auto& [name, value] : rows_of(card, server)) text += "  " + name + ": " + value + "\n";
    if (!card.badges.empty()) text += std::string("  ") + say.badges + "\n";
    for (const std::string& line : badge_lines(card)) text += "      " + line + "\n";
    text += std::string("  ") + say.begin + "\n";
    for (const std::string& line : first_lines(card, server)) text += "      " + line + "\n";
    return text + "  " + say.keep + "\n";
}

std::filesystem::path write_cards(const std::filesystem::path& file, const std::string& html) {
    for (int number = 1;; ++number) {
        const std::filesystem::path free = numbered(file, number);
        const store::FileDescriptor out(::open(free.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (!out.is_open() && errno == EEXIST) continue;
        if (!out.is_open() || ::write(out.get(), html.data(), html.size()) != static_cast<ssize_t>(html.size()) ||
            fsync(out.get()) != 0)
            throw std::runtime_error("can't write " + free.string() + ": " + std::strerror(errno));
        return free;
    }
}

}  // namespace postlab::course
