#include "labs/course/roster/cards.h"

#include <algorithm>
#include <span>

#include "labs/text/look.h"
#include "shared/system/file.h"

namespace postlab::course {

namespace {

using labs::element;
using labs::Markup;

struct Words {
    const char *lang, *login, *pass_phrase, *send, *fetch, *addresses, *begin, *keep, *as_before, *page, *pin;
};

constexpr Words words[] = {
    {"en", "Login", "Pass phrase", "SMTP (letters in)", "POP3 (letters out)",
     "Your address and the desk's in the first lab; every other lab has a badge of its own:", "Type this first:",
     "Keep this card. Nobody can look the pass phrase up, not even the teacher.", "as on your card before", "Your page",
     "PIN for the page"},
    {"zh", "登录名", "口令（密码）", "SMTP（寄信）", "POP3（取信）",
     "第一个实验里你的地址和柜台的地址如下；其他实验换成各自的胸牌：", "先输入这三行：",
     "请妥善保管此卡：任何人（包括老师）都查不到这个口令。", "与上一张卡片相同", "你的网页", "网页的 PIN"},
    {"ru", "Логин", "Парольная фраза", "SMTP (отправка)", "POP3 (получение)",
     "Ваш адрес и адрес окошка в первой работе; в каждой другой у них свой бейдж:", "Сначала наберите:",
     "Сохраните карточку: парольную фразу не может узнать никто, даже преподаватель.", "как на прежней карточке",
     "Ваша страница", "PIN-код для страницы"},
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
    const auto or_before = [&](const std::string& secret) { return secret.empty() ? say.as_before : secret; };
    std::vector<std::pair<const char*, std::string>> rows{{say.login, card.student.id},
                                                          {say.pass_phrase, or_before(card.pass_phrase)},
                                                          {say.send, server.host + ":" + server.smtp},
                                                          {say.fetch, server.host + ":" + server.pop3}};
    if (!server.page.empty()) rows.emplace_back(say.page, page_of_students(server));
    if (card.pin) rows.emplace_back(say.pin, or_before(*card.pin));
    return rows;
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

Markup preformatted(const std::vector<std::string>& lines) {
    Markup text;
    for (const std::string& line : lines) text += line + "\n";
    return element("pre", text) + "\n";
}

Markup card_as_html(const Card& card, const MailServer& server) {
    const Words& say = words_for(card.student);
    Markup rows = "\n";
    for (const auto& [name, value] : rows_of(card, server))
        rows += element("tr", element("th", {{"scope", "row"}}, name) + element("td", value)) + "\n";
    Markup content = "\n" + element("h2", card.student.name) + "\n" + element("table", element("tbody", rows)) + "\n";
    if (!card.badges.empty()) content += element("p", say.addresses) + "\n" + preformatted(address_lines(card, server));
    content += element("p", say.begin) + "\n" + preformatted(first_lines(card, server)) +
               element("p", {{"class", "small"}}, say.keep) + "\n";
    return element("article", {{"class", "card"}, {"lang", say.lang}}, content) + "\n";
}

/// The cards of one group, which are sorted so: a sheet of their own.
Markup deck(std::span<const Card> cards, const MailServer& server) {
    Markup deck = "\n";
    for (const Card& card : cards) deck += card_as_html(card, server);
    const std::string& group = cards.front().student.group;
    return element("section", "\n" + element("h1", group.empty() ? "Postlab" : group) + "\n" +
                                  element("div", {{"class", "deck"}}, deck) + "\n") +
           "\n";
}

std::filesystem::path numbered(const std::filesystem::path& file, int number) {
    if (number == 1) return file;
    return file.parent_path() / (file.stem().string() + "-" + std::to_string(number) + file.extension().string());
}

}  // namespace

std::string cards_as_html(const std::vector<Card>& cards, const MailServer& server) {
    std::vector<Card> by_group = cards;
    std::stable_sort(by_group.begin(), by_group.end(),
                     [](const Card& a, const Card& b) { return a.student.group < b.student.group; });
    Markup decks = "\n";
    for (std::span<const Card> rest = by_group; !rest.empty();) {
        const auto end = std::ranges::find_if(
            rest, [&](const Card& card) { return card.student.group != rest.front().student.group; });
        const auto size = static_cast<std::size_t>(end - rest.begin());
        decks += deck(rest.first(size), server);
        rest = rest.subspan(size);
    }
    return html_page("en", "Postlab: cards", "cards", decks).str();
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
