#include "labs/faults/fault_file.h"

#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <charconv>
#include <sstream>

#include "shared/system/file.h"
#include "shared/system/file_descriptor.h"

namespace postlab::labs {

namespace {

namespace fs = std::filesystem;

/// One process's turn to change what is in the directory.
FileDescriptor turn_in(const fs::path& directory) {
    FileDescriptor turn(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    while (::flock(turn.get(), LOCK_EX) != 0)
        if (errno != EINTR) throw FileError("can't use " + directory.string() + ": " + why_not(directory, errno));
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
        throw BadFault("not a rule in JSON: " + line);
    }
}

std::string taken(FaultWords& words, const std::string& name) {
    auto node = words.extract(name);
    return node ? node.mapped() : std::string();
}

std::uint64_t number(const std::string& text) {
    std::uint64_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        throw BadFault("a rule's number is digits, not \"" + text + "\"");
    return number;
}

/// Most tags can be read off a line as we write it, which is much faster than to parse thousands of lines.
std::string tag_of(const std::string& line) {
    static constexpr std::string_view key = "\"tag\":\"";
    const std::size_t at = line.find(key), begin = at + key.size();
    if (at == line.npos) return {};
    const std::size_t end = line.find_first_of("\"\\", begin);
    return end != line.npos && line[end] == '"' ? line.substr(begin, end - begin) : parsed(line)["tag"];
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

FaultFile::FaultFile(fs::path directory) : directory_(std::move(directory)) {
    if (!fs::is_directory(directory_))
        throw std::runtime_error("there is no directory " + directory_.string() +
                                 "; --data DIR says where the server keeps its data");
}

FaultFile::Contents FaultFile::read() const {
    Contents contents;
    if (!fs::exists(path_in(directory_))) return contents;
    std::istringstream in(read_file(path_in(directory_)));
    std::string line;
    if (!std::getline(in, line)) return contents;
    FaultWords first = parsed(line);
    contents.last_id = number(taken(first, "last_id"));
    while (std::getline(in, line)) contents.lines.push_back(line);
    return contents;
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
    for (const std::string& line : read().lines) rules.push_back(kept_fault(line));
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

std::vector<KeptFault> FaultFile::replace(const std::string& tag, const std::vector<FaultRule>& rules) {
    std::vector<KeptFault> added;
    change([&](Contents& contents) {
        std::erase_if(contents.lines, [&](const std::string& line) { return tag_of(line) == tag; });
        added = append(contents.last_id, contents.lines, rules, tag);
    });
    return added;
}

bool FaultFile::remove(std::uint64_t id) {
    std::size_t removed = 0;
    change([&](Contents& contents) {
        removed = std::erase_if(contents.lines,
                                [&](const std::string& line) { return parsed(line)["id"] == std::to_string(id); });
    });
    return removed > 0;
}

std::size_t FaultFile::clear() {
    std::size_t removed = 0;
    change([&](Contents& contents) {
        removed = contents.lines.size();
        contents.lines.clear();
    });
    return removed;
}

}  // namespace postlab::labs
