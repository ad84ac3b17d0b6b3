#pragma once
#include <cstddef>
#include <cstdio>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

struct editline;
struct historyW;

namespace postlab::labs {

/// Lines that a person types at a terminal and edits there (libedit): arrow keys, Home and End, words, and the lines
/// that were said before. A tab is a tab. What no key of an editor is, and so no part of a line either, such as an
/// escape sequence that was pasted, is left out. The text is UTF-8, whatever the locale says; octets that are none come
/// through.
///
/// While it lives the terminal is its own; then it is as it was. One thread, which may do other things while it waits
/// for a key: see the constructor.
class LineEditor {
public:
    /// Both are the terminal. `await_key` serves whatever else there is until a key can be read; false: none is wanted
    /// any more. Where `moves` is false nothing that has been shown is ever shown elsewhere, for who listens.
    LineEditor(int input, int output, bool moves, std::function<bool()> await_key);
    ~LineEditor();
    LineEditor(const LineEditor&) = delete;
    LineEditor& operator=(const LineEditor&) = delete;

    /// The next line, without an end. Nothing: Ctrl-D on an empty one, the terminal is gone, or no key is wanted.
    std::optional<std::string> line();
    /// The arrows bring it back.
    void remember(std::string_view line);
    /// Whether something has been left out since the last call.
    bool take_left_out() { return std::exchange(left_out_, false); }

    /// The window has another size.
    void resized();
    /// Ctrl-Z: stops this process, with the terminal as it was, and goes on when it is continued.
    void suspend();

    /// While one lives, others print: the line that is being typed stands aside.
    class Aside {
    public:
        explicit Aside(LineEditor* editor) : editor_(editor) {
            if (editor_ && editor_->asides_++ == 0) editor_->hide();
        }
        ~Aside() {
            if (editor_ && --editor_->asides_ == 0) editor_->show();
        }
        Aside(const Aside&) = delete;
        Aside& operator=(const Aside&) = delete;

    private:
        LineEditor* const editor_;  ///< null: nothing is being typed
    };

private:
    static int next_key(editline* edit, wchar_t* key);
    std::optional<wchar_t> key();
    std::optional<char> next_octet();
    void take_character(char first);
    void take_escape();
    void take_sequence(const std::string& sequence);
    void hide();
    void show();
    std::size_t rows_above_cursor() const;

    const int input_, output_;
    const bool moves_;
    const std::function<bool()> await_key_;
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> in_, out_;
    editline* edit_;
    historyW* history_;
    std::string octets_;                                         ///< read ahead
    std::deque<wchar_t> keys_;                                   ///< for libedit
    bool editing_ = false, left_out_ = false, is_left_ = false;  ///< the last: no key is wanted any more
    int asides_ = 0;
};

}  // namespace postlab::labs
