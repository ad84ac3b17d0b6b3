#include "labs/manual/manual_words.h"

#include <Poco/UTF8String.h>

#include <algorithm>

#include "labs/language/sentences.h"

namespace postlab::labs {

namespace {

std::string id_of(std::string_view kind, std::string_view name) {
    std::string id = std::string(kind).append(name);
    std::ranges::replace(id, ' ', '_');
    return id;
}

std::string id_of(const ProgramCommand& command) { return id_of("command.", command.name); }
std::string more_id_of(const ProgramCommand& command) { return id_of(command) + ".more"; }
std::string id_of(const Option& option) { return id_of("option.", option.name); }
std::string id_of(const ProgramCommand& command, const Option& option) {
    return id_of("option.", command.name + "." + option.name);
}

/// They are the same in every server, so they stay.
const std::vector<Settings::Key>& all_settings() {
    static const std::vector<Settings::Key> all = Settings().keys();
    return all;
}

/// The first letter of a sentence, in any script.
std::string capitalised(std::string text) {
    std::size_t length = 1;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) ++length;
    return Poco::UTF8::toUpper(text.substr(0, length)) + text.substr(std::min(length, text.size()));
}

}  // namespace

std::string_view ManualWords::title(const CommandGroup& group) const {
    return help_.text(id_of("group.", group.title), group.title);
}
std::string_view ManualWords::purpose(const ProgramCommand& command) const {
    return help_.text(id_of(command), command.purpose);
}
std::string_view ManualWords::more(const ProgramCommand& command) const {
    return help_.text(more_id_of(command), command.more);
}
std::string_view ManualWords::purpose(const ProgramCommand& command, const Option& option) const {
    const std::string_view own = help_.text(id_of(command, option), option.purpose);
    return own == option.purpose ? help_.text(id_of(option), option.purpose) : own;
}
std::string_view ManualWords::purpose(const Settings::Key& key) const {
    return help_.text(id_of("setting.", key.name), key.purpose);
}
std::string_view ManualWords::purpose(const ManualEntry& entry) const {
    return help_.text(id_of("entry.", entry.name), entry.purpose);
}

std::string ManualWords::described(const ProgramCommand& command) const {
    const std::string text = language_.say("manual.sentence"_sentence, {capitalised(std::string(purpose(command)))});
    return command.more.empty() ? text : language_.say("manual.and_more"_sentence, {text, more(command)});
}

std::vector<ManualEntry> options_everywhere(const CommandGroups& groups, const ManualWords& words) {
    std::vector<ManualEntry> all;
    const ProgramCommand& any = groups.front().commands.front();
    for (const Option& option : any.options)
        if (option.everywhere) all.push_back({spelled(option), std::string(words.purpose(any, option))});
    return all;
}

std::vector<Text> texts_of_manual(const CommandGroups& groups) {
    std::vector<Text> texts;
    auto add_option = [&](const ProgramCommand& command, const Option& option) {
        const auto first = std::ranges::find(texts, id_of(option), &Text::id);
        if (first == texts.end()) return texts.push_back({id_of(option), option.purpose});
        if (first->english != option.purpose) texts.push_back({id_of(command, option), option.purpose});
    };
    for (const CommandGroup& group : groups) {
        texts.push_back({id_of("group.", group.title), group.title});
        for (const ProgramCommand& command : group.commands) {
            texts.push_back({id_of(command), command.purpose});
            if (!command.more.empty()) texts.push_back({more_id_of(command), command.more});
            for (const Option& option : command.options) add_option(command, option);
        }
    }
    for (const Settings::Key& key : all_settings()) texts.push_back({id_of("setting.", key.name), key.purpose});
    for (const auto* entries : {&exit_statuses(), &files()})
        for (const ManualEntry& entry : *entries) texts.push_back({id_of("entry.", entry.name), entry.purpose});
    return texts;
}

}  // namespace postlab::labs
