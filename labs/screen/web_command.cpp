#include "labs/screen/web_command.h"

#include <ostream>

#include "labs/course/class/course.h"
#include "labs/language/language.h"
#include "labs/language/sentences.h"
#include "labs/screen/web_keys.h"

namespace postlab::screen {

namespace {

using labs::operator""_sentence;

/// As the class calls it, or as a server says by default.
std::string page_of_class(const std::filesystem::path& directory) {
    const std::string named = course::Course::exists(directory) ? course::Course::open(directory).server().page : "";
    return named.empty() ? "http://127.0.0.1:2580" : named;
}

int list_keys(const std::filesystem::path& directory, std::ostream& out) {
    for (const std::string& owner : web_key_owners(directory)) out << owner << "\n";
    return 0;
}

int add_key(const std::filesystem::path& directory, const std::string& name, const labs::Language& language,
            std::ostream& out) {
    if (!std::filesystem::is_directory(directory)) throw UsageError("web.no_folder"_sentence, {directory.string()});
    const std::string page = page_of_class(directory) + "/#key=" + add_web_key(directory, name);
    out << language.say("web.open"_sentence, {page}) << "\n";
    return 0;
}

int remove_key(const std::filesystem::path& directory, const std::string& name, const labs::Language& language,
               std::ostream& out) {
    if (!remove_web_key(directory, name)) throw SayableError("web.no_key"_sentence, {name});
    out << language.say("web.withdrawn"_sentence, {name}) << "\n";
    return 0;
}

int web_key(const CommandLine& line, std::ostream& out, std::ostream&) {
    const std::string act = line.word(0), name = line.word(1);
    if (name.empty() != (act == "list")) throw UsageError("web.usage"_sentence, {});
    const std::filesystem::path directory = data_directory(line);
    if (act == "list") return list_keys(directory, out);
    const labs::Language& language = labs::language_in(line);
    return act == "add" ? add_key(directory, name, language, out) : remove_key(directory, name, language, out);
}

}  // namespace

ProgramCommand web_key_command() {
    return {
        "web key",
        "add|list|remove [NAME]",
        "keys to the page for those who teach with you, which can be withdrawn",
        {labs::language_option, data_option},
        "postlab web key add anna",
        web_key,
        "The server's own key, DIR/web.key, stays the first one. Each of these opens the same pages, for its owner, "
        "until "
        "it is removed: then nobody sees anything with it any more, on pages that are open either. A key is shown "
        "once, "
        "in the address that add prints; DIR/web.keys keeps what tells it from others, and list says whose there are."};
}

}  // namespace postlab::screen
