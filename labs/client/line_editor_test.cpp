#include "labs/client/line_editor.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <stdexcept>

#ifdef POSTLAB_SANITIZER
/// libtinfo, which libedit asks what a terminal can, forgets a string of each terminal that it has looked up.
extern "C" const char* __lsan_default_suppressions() { return "leak:_nc_trim_sgr0\n"; }
#endif

namespace postlab::labs::line_editor_test {

/// A terminal with somebody at it, and what it shows.
class Terminal {
public:
    Terminal() : person_(posix_openpt(O_RDWR | O_NOCTTY)) {
        if (person_ < 0 || grantpt(person_) != 0 || unlockpt(person_) != 0) throw std::runtime_error("no terminal");
        program_ = open(ptsname(person_), O_RDWR | O_NOCTTY);
        resize(80);
    }
    ~Terminal() {
        close(program_);
        close(person_);
    }
    void press(std::string_view keys) {
        EXPECT_EQ(write(person_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
    }
    void resize(unsigned short columns) {
        const winsize size{24, columns, 0, 0};
        ioctl(person_, TIOCSWINSZ, &size);
    }
    /// What has been shown since the last call.
    std::string shown() {
        std::string text;
        for (pollfd screen{person_, POLLIN, 0}; poll(&screen, 1, 0) == 1 && (screen.revents & POLLIN) != 0;) {
            char block[4096];
            const ssize_t got = read(person_, block, sizeof block);
            if (got <= 0) break;
            text.append(block, static_cast<std::size_t>(got));
        }
        return text;
    }
    int descriptor() const { return program_; }

private:
    const int person_;
    int program_ = -1;
};

struct Editor : testing::Test {
    Editor() { setenv("TERM", "xterm", 1); }
    /// What is done at the first, second ... wait for a key; behind them the person has gone.
    std::vector<std::function<void()>> waits;
    std::size_t waited = 0;
    Terminal terminal;
    LineEditor editor{terminal.descriptor(), terminal.descriptor(), true, [this] {
                          if (waited < waits.size()) waits[waited]();
                          return waited++ < waits.size();
                      }};
    std::optional<std::string> typed(std::string_view keys) {
        waits.push_back([this, keys = std::string(keys)] { terminal.press(keys); });
        return editor.line();
    }
};

TEST_F(Editor, takes_a_line_as_it_was_edited) {
    EXPECT_EQ(typed("HELX\x7fO me\r"), "HELO me");
    EXPECT_EQ(typed("OP\x1b[D\x1b[DNO\x1b[C\x1b[C!\r"), "NOOP!");
    EXPECT_EQ(typed("b c\x1bOHa \x1bOF d\r"), "a b c d");
    EXPECT_EQ(typed("abc\x1b[1~\x1b[3~\r"), "bc");
    EXPECT_EQ(typed("one two\x1b[1;5Dx\r"), "one xtwo");
    EXPECT_FALSE(editor.take_left_out());
}

TEST_F(Editor, takes_what_any_language_has_and_octets_that_are_none) {
    EXPECT_EQ(typed("Grüße, 你好 🙂\r"), "Grüße, 你好 🙂");
    EXPECT_EQ(typed("你好\x7f\r"), "你");
    EXPECT_EQ(typed("caf\xe9 noir\r"), "caf\xe9 noir");
    EXPECT_EQ(typed("\ta\tb\r"), "\ta\tb");
}

TEST_F(Editor, brings_back_what_it_was_told_to_remember) {
    editor.remember("NOOP");
    editor.remember("STAT");
    editor.remember("");
    EXPECT_EQ(typed("\x1b[A\r"), "STAT");
    EXPECT_EQ(typed("\x1b[A\x1b[A\r"), "NOOP");
    EXPECT_EQ(typed("\x1b[A\x1b[A\x1b[B 1\r"), "STAT 1");
    EXPECT_EQ(typed("PASS secret\r"), "PASS secret");
    EXPECT_EQ(typed("\x1b[A\r"), "STAT");
}

TEST_F(Editor, leaves_out_what_is_no_part_of_a_line) {
    EXPECT_EQ(typed("NO\x1b[31mOP\r"), "NOOP");
    EXPECT_TRUE(editor.take_left_out());
    EXPECT_EQ(typed("a\x1b[5~b\x1b]c\r"), "abc");
    EXPECT_TRUE(editor.take_left_out());
    EXPECT_EQ(typed("quoted \x16\x1b[31mx\r"), "quoted x");
}

TEST_F(Editor, ends_with_control_d_but_only_where_nothing_was_typed) {
    EXPECT_EQ(typed("a\x04\x1b[3~b\r"), "ab");
    EXPECT_EQ(typed("\x04"), std::nullopt);
}

TEST_F(Editor, ends_when_no_key_is_wanted) {
    waits = {[this] { terminal.press("half a li"); }};
    EXPECT_EQ(editor.line(), std::nullopt);
}

TEST_F(Editor, takes_a_pasted_block_line_by_line) {
    EXPECT_EQ(typed("a\rb\rc\r"), "a");
    EXPECT_EQ(editor.line(), "b");
    EXPECT_EQ(editor.line(), "c");
}

TEST_F(Editor, stands_aside_while_others_print) {
    waits = {[this] { terminal.press("MAIL FR"); },
             [this] {
                 terminal.shown();
                 { const LineEditor::Aside aside(&editor); }
                 const std::string shown = terminal.shown();
                 EXPECT_EQ(shown.find("\r\x1b[J"), 0u) << shown;
                 EXPECT_NE(shown.find("MAIL FR"), shown.npos) << shown;
                 terminal.press("OM\r");
             }};
    EXPECT_EQ(editor.line(), "MAIL FROM");
}

TEST_F(Editor, stands_aside_with_all_rows_of_a_long_line) {
    terminal.resize(40);
    editor.resized();
    const std::string text = std::string(30, 'x') + "你你你你你你";  // 42 columns
    waits = {[&] { terminal.press(text); },
             [&] {
                 terminal.shown();
                 { const LineEditor::Aside aside(&editor); }
                 EXPECT_EQ(terminal.shown().find("\r\x1b[1A\x1b[J"), 0u);
                 terminal.press("\r");
             }};
    EXPECT_EQ(editor.line(), text);
}

TEST_F(Editor, shows_nothing_elsewhere_to_who_listens) {
    LineEditor words(terminal.descriptor(), terminal.descriptor(), false, [this, &words] {
        if (waited == 0) terminal.press("MA");
        if (waited == 1) {
            terminal.shown();
            { const LineEditor::Aside aside(&words); }
            EXPECT_EQ(terminal.shown().find("\x1b[J"), std::string::npos);
            terminal.press("IL\r");
        }
        return waited++ < 2;
    });
    EXPECT_EQ(words.line(), "MAIL");
}

}  // namespace postlab::labs::line_editor_test
