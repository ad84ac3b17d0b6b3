#include "labs/faults/fault_file.h"

#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <sstream>

#include "labs/language/sentences.h"
#include "shared/system/file.h"
#include "shared/system/file_descriptor.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

namespace fs = std::filesystem;

/// One process's turn to change what is in the directory.
FileDescriptor turn_in(const fs::path& directory) {
    FileDescriptor turn(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    while (::flock(turn.get(), LOCK_EX) != 0)
        if (errno != EINTR) throw FileError("file.use"_sentence, {directory.string(), why_not(directory, errno)});
    return turn;
}

FaultWords parsed(const std::string& line) {
    try {
        FaultWords words;
        Poco::JSON::Parser parser;
        auto object = parser.parse(line).extract<Poco::JSON::Object::Ptr>();
        for (const auto& [name, value] : *object) words[name] = value.convert<std::string>();
        return words;
    } catch (const Poco::Exception& error) {
        throw BadFault("fault.no_json"_sentence, {line});
    }
}

std::string taken(FaultWords& words, const std::string& name) {
    auto node = words.extract(name);
    return node ? node.mapped() : std::string();
}

std::uint64_t number(const std::string& text) {
    if (const auto number = number_in<std::uint64_t>(text)) return *number;
    throw BadFault("fault.no_digits"_sentence, {text});
}

/// Nothing: the line is no rule, perhaps the half of one.
std::optional<KeptFault> kept_if_right(const std::string& line) {
    try {
        return kept_fault(line);
    } catch (const BadFault&) {
        return std::nullopt;
    }
}

/// Most tags can be read off a line as we write it, which is much faster than to parse thousands of lines.
std::string tag_of(const std::string& line) {
    static constexpr std::string_view key = "\"tag\":\"";
    const std::size_t at = line.find(key), begin = at + key.size();
    if (at == line.npos || !line.ends_with('}')) return {};
    const std::size_t end = line.find_first_of("\"\\", begin);
    return end != line.npos && line[end] == '"' ? line.substr(begin, end - begin)
                                                : kept_if_right(line).value_or(KeptFault{}).tag;
}

std::string line_of(const KeptFault& kept) {
    Poco::JSON::Object object(Poco::JSON_PRESERVE_KEY_ORDER);
    object.set("id", std::to_string(kept.id));
    if (!kept.tag.empty()) object.set("tag", kept.tag);
    for (const auto& [name, value] : kept.rule.words) object.set(name, value);
    std::ostringstream line;
    object.stringify(line);
    return line.str();
}

std::vector<KeptFault> append(std::uint64_t& last_id, std::vector<std::string>& lines,
                              const std::vector<FaultRule>& rules, const std::string& tag) {
    std::vector<KeptFault> added;
    for (const FaultRule& rule : rules) {
        added.push_back({++last_id, tag, rule});
        lines.push_back(line_of(added.back()));
    }
    return added;
}

}  // namespace

KeptFault kept_fault(const std::string& line) {
    FaultWords words = parsed(line);
    const std::uint64_t id = number(taken(words, "id"));
    std::string tag = taken(words, "tag");
    return {id, std::move(tag), read_fault(words)};
}

std::optional<std::uint64_t> last_id_in(const std::string& line) {
    try {
        FaultWords words = parsed(line);
        return number(taken(words, "last_id"));
    } catch (const BadFault&) {
        return std::nullopt;
    }
}

FaultFile::FaultFile(fs::path directory) : directory_(std::move(directory)) {
    if (!fs::is_directory(directory_)) throw SayableError("fault.no_directory"_sentence, {directory_.string()});
}

FaultFile::Contents FaultFile::read() const {
    Contents contents;
    if (!fs::exists(path_in(directory_))) return contents;
    std::istringstream in(read_file(path_in(directory_)));
    for (std::string line; std::getline(in, line);) contents.lines.push_back(line);
    if (contents.lines.empty()) return contents;
    if (const auto last = last_id_in(contents.lines[0])) {
        contents.last_id = *last;
        contents.lines.erase(contents.lines.begin());
        return contents;
    }
    for (const std::string& line : contents.lines)
        if (const auto kept = kept_if_right(line)) contents.last_id = std::max(contents.last_id, kept->id);
    return contents;
}

std::vector<Phrase> FaultFile::flaws() const {
    std::vector<Phrase> flaws;
    std::istringstream in(read_file_if_possible(path_in(directory_)).value_or(""));
    std::size_t row = 0;
    for (std::string line; std::getline(in, line);) {
        if ((++row == 1 && last_id_in(line)) || kept_if_right(line)) continue;
        const std::string tag = tag_of(line);
        flaws.emplace_back("fault.no_rule"_sentence,
                           std::vector<Phrase>{path_in(directory_).string() + ":" + std::to_string(row), line,
                                               "postlab fault clear" + (tag.empty() ? "" : " --tag " + tag)});
    }
    return flaws;
}

void FaultFile::write(const Contents& contents) const {
    std::string text = "{\"last_id\":\"" + std::to_string(contents.last_id) + "\"}\n";
    for (const std::string& line : contents.lines) text += line + "\n";
    replace_file(path_in(directory_), text, for_its_owner);
}

void FaultFile::change(const std::function<void(Contents&)>& how) const {
    const FileDescriptor turn = turn_in(directory_);
    Contents contents = read();
    how(contents);
    write(contents);
}

std::vector<KeptFault> FaultFile::rules() const {
    std::vector<KeptFault> rules;
    for (const std::string& line : read().lines)
        if (auto kept = kept_if_right(line)) rules.push_back(std::move(*kept));
    return rules;
}

std::vector<KeptFault> FaultFile::add(const std::vector<FaultRule>& rules, const std::string& tag) {
    std::vector<KeptFault> added;
    change([&](Contents& contents) { added = append(contents.last_id, contents.lines, rules, tag); });
    return added;
}

void FaultFile::replace(const std::map<std::string, std::vector<FaultRule>>& by_tag) {
    change([&](Contents& contents) {
        std::erase_if(contents.lines, [&](const std::string& line) { return by_tag.contains(tag_of(line)); });
        for (const auto& [tag, rules] : by_tag) append(contents.last_id, contents.lines, rules, tag);
    });
}

bool FaultFile::remove(std::uint64_t id) {
    std::size_t removed = 0;
    change([&](Contents& contents) {
        removed = std::erase_if(contents.lines, [&](const std::string& line) {
            const auto kept = kept_if_right(line);
            return kept && kept->id == id;
        });
    });
    return removed > 0;
}

}  // namespace postlab::labs
