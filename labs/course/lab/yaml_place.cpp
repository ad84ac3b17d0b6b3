#include "labs/course/lab/yaml_place.h"

#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <sstream>

#include "labs/language/sentences.h"
#include "shared/program/command_line.h"
#include "shared/system/file.h"
#include "shared/text/text.h"
#include "shared/text/text_encoding.h"

namespace postlab::course {

using labs::operator""_sentence;

namespace {

constexpr std::size_t largest_yaml = 256 * 1024;  // octets; the labs that came with the program have a tenth of it

struct AliasFound {
    int line;  ///< from 0
};

/// With aliases a small file says endlessly much, or itself, and labs have no use for them.
class NoAliases : public YAML::EventHandler {
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { throw AliasFound{mark.line}; }
    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
    void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
    void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnMapEnd() override {}
};

YAML::Node loaded(const std::string& text) {
    NoAliases no_aliases;
    std::istringstream in(text);
    YAML::Parser(in).HandleNextDocument(no_aliases);
    return YAML::Load(text);
}

}  // namespace

YamlPlace::YamlPlace(YAML::Node node, std::string path, int line, std::string file, std::vector<Phrase>& errors)
    : node_(std::move(node)), path_(std::move(path)), line_(line), file_(std::move(file)), errors_(&errors) {}

YamlPlace YamlPlace::file(const std::filesystem::path& path, const std::string& name, std::vector<Phrase>& errors) {
    const auto text = std::filesystem::is_regular_file(path) ? read_file_if_possible(path) : std::nullopt;
    if (text) return of_text(*text, name, errors);
    errors.push_back(Phrase::list({name, "lab.unreadable"_sentence}, ": "));
    return {{}, {}, 1, name, errors};
}

YamlPlace YamlPlace::of_text(const std::string& yaml, const std::string& name, std::vector<Phrase>& errors) {
    YamlPlace place({}, {}, 1, name, errors);
    if (yaml.empty()) {
        errors.push_back(Phrase::list({name, "lab.empty"_sentence}, ": "));
        return place;
    }
    const auto complain = [&](std::string at, const Phrase& what) {
        errors.push_back(Phrase::list({std::move(at), what}, ": "));
    };
    const auto line = [&](int from_0) { return name + ":" + std::to_string(from_0 + 1); };
    try {
        if (yaml.size() > largest_yaml)
            complain(name, {"lab.large"_sentence, {std::to_string(largest_yaml / 1024)}});
        else
            place.node_ = loaded(postlab::text_of(yaml));
    } catch (const AliasFound& alias) {
        complain(line(alias.line), "lab.alias"_sentence);
    } catch (const YAML::Exception& error) {
        complain(line(error.mark.line), {"lab.no_yaml"_sentence, {error.msg}});
    } catch (const SayableError& error) {
        complain(name, error.phrase());
    }
    return place;
}

YamlPlace YamlPlace::inside(const YAML::Node& node, const std::string& path) const {
    const int line = node.Mark().line;
    return {node, path, line < 0 ? line_ : line + 1, file_, *errors_};
}

bool YamlPlace::is_map(const std::vector<std::string>& keys) const {
    if (!node_.IsMap()) {
        expected({"lab.map"_sentence, {list_of(keys)}});
        return false;
    }
    for (const auto& [key, place] : entries()) {
        if (std::ranges::find(keys, key) != keys.end()) continue;
        const std::string near = nearest(key, keys);
        place.complain(near.empty() ? Phrase("lab.no_key"_sentence, {key, list_of(keys)})
                                    : Phrase("lab.key_meant"_sentence, {key, near}));
    }
    return true;
}

std::optional<YamlPlace> YamlPlace::find(const std::string& key) const {
    if (!node_.IsMap()) return std::nullopt;
    for (const auto& entry : node_)
        if (entry.first.IsScalar() && entry.first.Scalar() == key)
            return inside(entry.second, path_.empty() ? key : path_ + "." + key);
    return std::nullopt;
}

std::optional<YamlPlace> YamlPlace::need(const std::string& key) const {
    auto found = find(key);
    if (!found && node_.IsMap()) complain({"lab.missing_key"_sentence, {key}});
    return found;
}

std::optional<std::string> YamlPlace::text_of(const std::string& key) const {
    const auto found = find(key);
    return found ? std::optional(found->text()) : std::nullopt;
}

std::optional<Number> YamlPlace::number_of(const std::string& key) const {
    const auto found = find(key);
    return found ? std::optional(found->number_or_parameter()) : std::nullopt;
}

bool YamlPlace::flag_of(const std::string& key) const {
    const auto found = find(key);
    return found && found->flag();
}

std::vector<std::pair<std::string, YamlPlace>> YamlPlace::entries() const {
    if (!node_.IsMap()) expected("lab.map_lines"_sentence);
    auto all = entries_as_they_are();
    std::set<std::string> seen;
    for (const auto& [key, place] : all)
        if (!seen.insert(key).second) place.complain("lab.key_twice"_sentence);
    return all;
}

std::vector<std::pair<std::string, YamlPlace>> YamlPlace::entries_as_they_are() const {
    std::vector<std::pair<std::string, YamlPlace>> all;
    if (!node_.IsMap()) return all;
    for (const auto& entry : node_) {
        const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
        all.emplace_back(key, inside(entry.second, path_.empty() ? key : path_ + "." + key));
    }
    return all;
}

std::vector<YamlPlace> YamlPlace::items() const {
    std::vector<YamlPlace> all;
    if (!node_.IsSequence()) {
        expected("lab.list"_sentence);
        return all;
    }
    for (std::size_t i = 0; i < node_.size(); ++i)
        all.push_back(inside(node_[i], path_ + "[" + std::to_string(i) + "]"));
    return all;
}

std::vector<YamlPlace> YamlPlace::one_or_more() const {
    if (node_.IsSequence()) return items();
    return {*this};
}

std::string YamlPlace::text() const {
    if (node_.IsScalar()) return node_.Scalar();
    expected("lab.text"_sentence);
    return {};
}

std::vector<std::string> YamlPlace::texts() const {
    std::vector<std::string> all;
    for (const YamlPlace& item : items()) all.push_back(item.text());
    return all;
}

unsigned YamlPlace::number() const {
    const std::string written = node_.IsScalar() ? node_.Scalar() : "";
    unsigned value = 0;
    auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), value);
    if (written.empty())
        expected("lab.whole_number"_sentence);
    else if (error != std::errc() || end != written.data() + written.size())
        expected({"lab.not"_sentence, {"lab.whole_number"_sentence, written}});
    return value;
}

Number YamlPlace::number_or_parameter() const {
    const std::string written = text();
    const auto number = Number::read(written);
    if (!number && node_.IsScalar()) expected({"lab.not"_sentence, {"lab.number_or_name"_sentence, written}});
    return number.value_or(0);
}

bool YamlPlace::flag() const {
    const std::string written = node_.IsScalar() ? node_.Scalar() : "";
    const bool yes = written == "yes" || written == "true";
    if (!yes && written != "no" && written != "false") expected("lab.yes_or_no"_sentence);
    return yes;
}

std::string YamlPlace::at() const { return file_ + ":" + std::to_string(line_); }

void YamlPlace::expected(const Phrase& what) const { complain({"script.expected"_sentence, {what}}); }

void YamlPlace::complain(const Phrase& what) const {
    errors_->push_back(Phrase::list({path_.empty() ? at() : at() + ": " + path_, what}, ": "));
}

}  // namespace postlab::course
