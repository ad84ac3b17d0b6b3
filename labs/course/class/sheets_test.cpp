#include "labs/course/class/sheets.h"

#include <Poco/SAX/SAXParser.h>

#include "labs/course/class/sheet_pages.h"
#include "labs/course/class_for_tests.h"

namespace postlab::course::sheets_test {

struct SheetsOnPaper : ClassOnDisk {
    SheetsOnPaper() { course.set_server({"192.0.2.7", "31025", "31110", "post.example"}); }

    std::size_t write(const SheetOrder& order) { return write_sheets(course, labs, order, folder); }
    /// A page, which is well-formed and needs no other file.
    std::string page(const char* name) const {
        const std::string html = contents(folder / name);
        EXPECT_NO_THROW(Poco::XML::SAXParser().parseMemoryNP(html.data(), html.size())) << name;
        for (const char* outside : {"url(", "@import", "http:", "https:"}) EXPECT_FALSE(has(html, outside)) << name;
        return html;
    }
    static std::size_t count(const std::string& text, std::string_view part) {
        std::size_t times = 0;
        for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++times;
        return times;
    }

    const std::filesystem::path folder = directory() / "sheets";
};

TEST_F(SheetsOnPaper, are_pages_with_the_names_and_the_server_of_their_students) {
    EXPECT_EQ(write({"L02", "", SheetForm::html}), 1u);
    const std::string html = page("labs/L02.html");
    EXPECT_EQ(count(html, "<article class=\"sheet\""), 3u);
    EXPECT_TRUE(has(html, "<article class=\"sheet\" lang=\"en\">\n<header><span><b>Ann Ash</b> s001</span>")) << html;
    EXPECT_TRUE(has(html, "<article class=\"sheet\" lang=\"ru\">\n<header><span><b>Борис</b> s002</span>")) << html;
    EXPECT_TRUE(has(html, "<code>telnet 192.0.2.7 31025</code>")) << html;
    EXPECT_TRUE(has(html, "<code>telnet 192.0.2.7 31110</code>")) << html;
    EXPECT_TRUE(has(html, "<dt>To leave</dt>") && has(html, "<dt>Как уйти</dt>") && has(html, "<dt>怎样离开</dt>"));
    EXPECT_TRUE(has(html, ">" + values("L02", "s001").at("address") + "<") || has(html, values("L02", "s001").at("x")))
        << html;
    EXPECT_FALSE(std::filesystem::exists(folder / "index.html"));
}

TEST_F(SheetsOnPaper, name_the_students_page_where_the_class_has_one) {
    write({"L02", "", SheetForm::html});
    EXPECT_FALSE(has(page("labs/L02.html"), "Your page"));
    MailServer server = course.server();
    server.page = "https://192.0.2.7:2580";
    course.set_server(server);
    write({"L02", "", SheetForm::html});
    const std::string html = contents(folder / "labs" / "L02.html"), link = "<a href=\"https://192.0.2.7:2580/me\">";
    for (const char* words : {"Your page", "Ваша страница", "你的网页"})
        EXPECT_TRUE(has(html, "<dt>" + std::string(words) + "</dt><dd>" + link)) << words << html;
    write({"L02", "", SheetForm::markdown});
    EXPECT_TRUE(
        has(contents(folder / "labs" / "L02.md"), "Your page, with the PIN on your card: <https://192.0.2.7:2580/me>"));
    EXPECT_TRUE(has(sheet(lab("L02"), labs.common, *course.roster().find("s003"), "zh",
                          AttemptValues(course).now(lab("L02"), "s003"), SheetForm::markdown),
                    "https://192.0.2.7:2580/me"));
}

TEST_F(SheetsOnPaper, set_dialogues_as_dialogues_in_the_language_of_the_sheet) {
    Lab with_dialogue = lab("L02");
    const std::string text = "# Hi\n\n```dialogue pop3\nS: +OK ...\nC: USER s001\n! closed\n! connect smtp\n```\n";
    const std::string html =
        sheet_markup(with_dialogue, labs.common, {"s001", "Ann", "", "", "en"}, "zh",
                     {{"host", "h"}, {"smtp", "25"}, {"pop3", "110"}, {"page", ""}, {"x", "1"}}, text)
            .str();
    EXPECT_TRUE(has(html, "<div class=\"dialogue\" role=\"group\" aria-label=\"POP3\">")) << html;
    EXPECT_TRUE(has(html, "<p class=\"client\"><b>C:</b> <code>USER s001</code></p>")) << html;
    EXPECT_TRUE(has(html, "<code>! closed</code> 服务器挂断</p>")) << html;
    EXPECT_TRUE(has(html, "<code>! connect smtp</code> 下一个连接拨 SMTP 端口</p>")) << html;
}

TEST_F(SheetsOnPaper, of_a_class_are_found_from_one_page_that_prints_them_at_a_click) {
    write({"", "", SheetForm::html});
    const std::string contents = page("index.html");
    for (const char* name : {"labs/L01.html", "labs/L03.html", "students/s002.html", "systems/linux.zh.html"}) {
        EXPECT_TRUE(has(contents, "<a href=\"" + std::string(name) + "\">")) << name << "\n" << contents;
        EXPECT_TRUE(has(contents, "<a href=\"" + std::string(name) + "#print\">")) << name << "\n" << contents;
        EXPECT_TRUE(has(page(name), "location.hash === \"#print\"")) << name;
    }
    EXPECT_EQ(count(page("students/s002.html"), "<article class=\"sheet\" lang=\"ru\">"), 3u);
    EXPECT_FALSE(std::filesystem::exists(folder / "labs" / "L01.md"));
}

TEST_F(SheetsOnPaper, say_how_to_dial_with_described_pictures_in_them) {
    write({"", "", SheetForm::html});
    const std::string html = page("systems/linux.html");
    EXPECT_TRUE(has(html, "<code>nc -C 192.0.2.7 31025</code>")) << html;
    EXPECT_TRUE(has(html, "<a href=\"linux.zh.html\">中文</a>")) << html;
    EXPECT_TRUE(has(html, "<img src=\"data:image/svg+xml;base64,")) << html;
    EXPECT_TRUE(has(html, "alt=\"A first conversation with SMTP\nS: 220 ")) << "and what is said in it: " << html;
    EXPECT_FALSE(has(html, "HOST") || has(html, "2525"));
    EXPECT_FALSE(std::filesystem::exists(folder / "systems" / "first-letter.svg")) << "it is within the page";
    EXPECT_TRUE(has(page("systems/windows.ru.html"), "<html lang=\"ru\">"));
}

TEST_F(SheetsOnPaper, have_nothing_in_them_that_a_name_has_brought) {
    Roster::Change change;
    change.added = {{"s004", "</title><script>alert(1)</script> *x* `y` [z](javascript:alert(2))", "", "", "en"}};
    course.roster().apply(change);
    write({"", "", SheetForm::html});
    for (const char* name : {"labs/L01.html", "students/s004.html", "index.html"}) {
        const std::string html = page(name);
        EXPECT_TRUE(has(html, "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; *x* `y` [z](javascript:alert(2))"))
            << html;
        EXPECT_FALSE(has(html, "<script>alert") || has(html, "href=\"javascript")) << html;
    }
}

TEST_F(SheetsOnPaper, print_one_alone_also_where_it_is_nobodys) {
    const Lab& of = lab("L01");
    const std::string html =
        sheet(of, labs.common, {"s001", "", "", "", "en"}, "ru", values("L01", "s001"), SheetForm::html);
    EXPECT_NO_THROW(Poco::XML::SAXParser().parseMemoryNP(html.data(), html.size()));
    EXPECT_TRUE(has(html, "<html lang=\"ru\">") && has(html, "<header><span>s001</span>")) << html;
}

}  // namespace postlab::course::sheets_test
