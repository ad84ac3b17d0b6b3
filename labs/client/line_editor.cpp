#include "labs/client/line_editor.h"

#include <Poco/UTF8Encoding.h>
#include <histedit.h>
#include <langinfo.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <cstdio>
#include <cwchar>

#include "labs/text/ink.h"

namespace postlab::labs {

namespace {

constexpr char escape = '\x1b', delete_key = '\x04';  // Ctrl-D, which libedit takes for it within a line
constexpr int history_size = 500;
constexpr wchar_t no_text = 0xDC00;  // an octet that is no UTF-8, beyond this surrogate, which stands for no character

/// What terminals send for keys, and what libedit has for them.
struct Key {
    std::string_view sequence, meaning;
};
constexpr Key known_keys[] = {
    {"[A", "\x10"},
    {"OA", "\x10"},
    {"[B", "\x0e"},
    {"OB", "\x0e"},
    {"[C", "\x06"},
    {"OC", "\x06"},
    {"[D", "\x02"},
    {"OD", "\x02"},
    {"[H", "\x01"},
    {"OH", "\x01"},
    {"[1~", "\x01"},
    {"[7~", "\x01"},
    {"[F", "\x05"},
    {"OF", "\x05"},
    {"[4~", "\x05"},
    {"[8~", "\x05"},
    {"[1;5C",
     "\x1b"
     "f"},
    {"[1;3C",
     "\x1b"
     "f"},
    {"[1;5D",
     "\x1b"
     "b"},
    {"[1;3D",
     "\x1b"
     "b"},
    {"f",
     "\x1b"
     "f"},
    {"b",
     "\x1b"
     "b"},
    {"d",
     "\x1b"
     "d"},
    {"\x7f", "\x1b\x7f"},
};

std::wstring wide(std::string_view text) {
    static const Poco::UTF8Encoding utf8;
    std::wstring characters;
    while (!text.empty()) {
        const auto* octets = reinterpret_cast<const unsigned char*>(text.data());
        const int available = static_cast<int>(std::min<std::size_t>(text.size(), 4));
        const int length = utf8.sequenceLength(octets, available);
        const bool legal = length >= 1 && length <= available && Poco::UTF8Encoding::isLegal(octets, length);
        characters += legal ? static_cast<wchar_t>(utf8.queryConvert(octets, length)) : no_text + octets[0];
        text.remove_prefix(legal ? static_cast<std::size_t>(length) : 1);
    }
    return characters;
}

std::string narrow(std::wstring_view characters) {
    static const Poco::UTF8Encoding utf8;
    std::string text;
    for (const wchar_t character : characters) {
        unsigned char octets[4];
        const bool octet = character >= no_text && character <= no_text + 0xFF;
        const int length = octet ? 1 : utf8.convert(character, octets, sizeof octets);
        if (octet) octets[0] = static_cast<unsigned char>(character - no_text);
        text.append(reinterpret_cast<const char*>(octets), static_cast<std::size_t>(std::max(length, 0)));
    }
    return text;
}

/// libedit asks the locale how characters are written and how wide they are.
void speak_utf8() {
    std::setlocale(LC_CTYPE, "");
    if (std::string_view(nl_langinfo(CODESET)) != "UTF-8") std::setlocale(LC_CTYPE, "C.UTF-8");
}

wchar_t* no_prompt(EditLine*) {
    static wchar_t nothing[] = L"";
    return nothing;
}

std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened(int descriptor, const char* mode) {
    return {fdopen(dup(descriptor), mode), std::fclose};
}

}  // namespace

LineEditor::LineEditor(int input, int output, bool moves, std::function<bool()> await_key)
    : input_(input),
      output_(output),
      moves_(moves),
      await_key_(std::move(await_key)),
      in_(opened(input, "r")),
      out_(opened(output, "w")),
      edit_(nullptr),
      history_(history_winit()) {
    speak_utf8();
    edit_ = el_init("postlab", in_.get(), out_.get(), out_.get());
    HistEventW event;
    history_w(history_, &event, H_SETSIZE, history_size);
    history_w(history_, &event, H_SETUNIQUE, 1);
    el_wset(edit_, EL_CLIENTDATA, this);
    el_wset(edit_, EL_GETCFN, next_key);
    el_wset(edit_, EL_PROMPT, no_prompt);
    el_wset(edit_, EL_EDITOR, L"emacs");
    el_wset(edit_, EL_HIST, history_w, history_);
    el_wset(edit_, EL_BIND, L"^I", L"ed-insert", nullptr);
    el_wset(edit_, EL_BIND, L"^R", L"em-inc-search-prev", nullptr);
}

LineEditor::~LineEditor() {
    el_end(edit_);
    history_wend(history_);
}

std::optional<std::string> LineEditor::line() {
    editing_ = true;
    int count = 0;
    const wchar_t* line = el_wgets(edit_, &count);
    editing_ = false;
    if (!line || count <= 0) {
        const LineInfoW* begun = el_wline(edit_);
        if (!is_left_ || begun->lastchar != begun->buffer)
            std::fputc('\n', out_.get());  // behind ^D, or what was begun
        std::fflush(out_.get());
        return std::nullopt;
    }
    std::wstring_view characters(line, static_cast<std::size_t>(count));
    if (characters.ends_with(L'\n')) characters.remove_suffix(1);
    return narrow(characters);
}

void LineEditor::remember(std::string_view line) {
    HistEventW event;
    if (!line.empty()) history_w(history_, &event, H_ENTER, wide(line).c_str());
}

// ------------------------------------------------------------------------------------------------------------- keys

int LineEditor::next_key(editline* edit, wchar_t* key) {
    void* self = nullptr;
    el_wget(edit, EL_CLIENTDATA, &self);
    const std::optional<wchar_t> next = static_cast<LineEditor*>(self)->key();
    if (next) *key = *next;
    return next ? 1 : 0;
}

std::optional<wchar_t> LineEditor::key() {
    while (keys_.empty()) {
        const std::optional<char> octet = next_octet();
        if (!octet) return std::nullopt;
        *octet == escape ? take_escape() : take_character(*octet);
    }
    const wchar_t key = keys_.front();
    keys_.pop_front();
    return key;
}

std::optional<char> LineEditor::next_octet() {
    while (octets_.empty()) {
        is_left_ = !await_key_();
        if (is_left_) return std::nullopt;
        char block[4096];
        const ssize_t got = read(input_, block, sizeof block);
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (got <= 0) return std::nullopt;
        octets_.assign(block, static_cast<std::size_t>(got));
    }
    const char octet = octets_.front();
    octets_.erase(0, 1);
    return octet;
}

/// With the octets that belong to it, if they come.
void LineEditor::take_character(char first) {
    static const Poco::UTF8Encoding utf8;
    std::string character(1, first);
    const auto begin = static_cast<unsigned char>(first);
    const std::size_t length = begin >= 0xF0 ? 4 : begin >= 0xE0 ? 3 : begin >= 0xC0 ? 2 : 1;
    while (character.size() < length) {
        const std::optional<char> octet = next_octet();
        if (!octet) break;
        if ((static_cast<unsigned char>(*octet) & 0xC0) != 0x80) {
            octets_.insert(0, 1, *octet);
            break;
        }
        character += *octet;
    }
    const std::wstring characters = wide(character);
    keys_.insert(keys_.end(), characters.begin(), characters.end());
}

/// "[1;5C", "OA", or one key with Alt (ECMA-48 5.4).
void LineEditor::take_escape() {
    std::string sequence;
    auto more = [&] {
        const std::optional<char> octet = next_octet();
        if (octet) sequence += *octet;
        return octet.has_value();
    };
    if (!more()) return;
    if (sequence == "O") more();
    if (sequence == "[")
        while (more() && !(sequence.back() >= '@' && sequence.back() <= '~')) {
        }
    take_sequence(sequence);
}

void LineEditor::take_sequence(const std::string& sequence) {
    const auto known = std::ranges::find(known_keys, sequence, &Key::sequence);
    const LineInfoW* line = el_wline(edit_);
    if (known != std::end(known_keys))
        keys_.insert(keys_.end(), known->meaning.begin(), known->meaning.end());
    else if (sequence != "[3~")
        left_out_ = true;
    else if (line->cursor != line->lastchar)  // behind the text Ctrl-D would be the end of all lines
        keys_.push_back(delete_key);
}

// ------------------------------------------------------------------------------------------------------ the terminal

std::size_t LineEditor::rows_above_cursor() const {
    const LineInfoW* line = el_wline(edit_);
    std::size_t column = 0;
    for (const wchar_t* at = line->buffer; at != line->cursor; ++at) {
        const int width = *at == L'\t'                ? 8 - static_cast<int>(column % 8)
                          : *at < L' ' || *at == 0x7F ? 2
                                                      : wcwidth(*at);
        column += static_cast<std::size_t>(std::max(width, 0));
    }
    return column / terminal_columns(output_);
}

void LineEditor::hide() {
    if (!editing_) return;
    const LineInfoW* line = el_wline(edit_);
    if (moves_) {
        std::fputc('\r', out_.get());
        if (const std::size_t rows = rows_above_cursor(); rows > 0) std::fprintf(out_.get(), "\x1b[%zuA", rows);
        std::fputs("\x1b[J", out_.get());
    } else if (line->lastchar != line->buffer) {
        std::fputc('\n', out_.get());
    }
    std::fflush(out_.get());
}

void LineEditor::show() {
    if (editing_) el_wset(edit_, EL_REFRESH);
}

void LineEditor::resized() {
    const Aside aside(this);
    el_resize(edit_);
}

void LineEditor::suspend() {
    const Aside aside(this);
    el_wset(edit_, EL_PREP_TERM, 0);
    kill(getpid(), SIGSTOP);
    el_wset(edit_, EL_PREP_TERM, 1);
}

}  // namespace postlab::labs
