#pragma once
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "labs/course/lab/number.h"
#include "shared/text/phrase.h"

namespace postlab::course {

/// A place in a YAML file that somebody wrote by hand: what stands there, and how to say that it is not what was
/// expected. It never throws for what is written; it complains into a list that it shares with all places of the file,
/// so that one reading finds every mistake: "FILE:12: checks[2].seen: expected a number, not \"many\"". One thread.
class YamlPlace {
public:
    /// The whole file; an unreadable one is a complaint and an empty place.
    static YamlPlace file(const std::filesystem::path& path, const std::string& name, std::vector<Phrase>& errors);
    /// The same of a file whose octets have been read.
    static YamlPlace of_text(const std::string& yaml, const std::string& name, std::vector<Phrase>& errors);

    /// Whether it is a map with no key twice and none but these; complains otherwise.
    bool is_map(const std::vector<std::string>& keys) const;
    /// The value of a key; nothing: it is not there.
    std::optional<YamlPlace> find(const std::string& key) const;
    /// The value of a key; complains when it is not there.
    std::optional<YamlPlace> need(const std::string& key) const;
    /// The same as text(), number_or_parameter() or flag(); nothing, or no, where the key is not there.
    std::optional<std::string> text_of(const std::string& key) const;
    std::optional<Number> number_of(const std::string& key) const;
    bool flag_of(const std::string& key) const;
    std::vector<std::pair<std::string, YamlPlace>> entries()
        const;  ///< of a map with any keys; complains if it is none
    std::vector<std::pair<std::string, YamlPlace>> entries_as_they_are() const;  ///< complains about nothing
    std::vector<YamlPlace> items() const;                                        ///< of a list; complains if it is none
    std::vector<YamlPlace> one_or_more() const;                                  ///< of a list, or the place itself

    std::string text() const;  ///< a scalar as it is written; complains if it is none
    std::vector<std::string> texts() const;
    unsigned number() const;             ///< complains if it is none
    Number number_or_parameter() const;  ///< digits or a $name; complains if it is neither
    bool flag() const;                   ///< yes or no
    bool is_list() const { return node_.IsSequence(); }
    bool has_entries() const { return node_.IsMap(); }
    bool is_text() const { return node_.IsScalar(); }
    bool is_below(const std::string& key) const { return path_.starts_with(key + "."); }

    int line() const { return line_; }  ///< from 1
    std::string at() const;             ///< "FILE:12"
    void expected(const Phrase& what) const;
    void complain(const Phrase& what) const;

private:
    YamlPlace(YAML::Node node, std::string path, int line, std::string file, std::vector<Phrase>& errors);
    YamlPlace inside(const YAML::Node& node, const std::string& path) const;

    YAML::Node node_;
    std::string path_;  ///< "checks[2].seen"
    int line_;
    std::string file_;
    std::vector<Phrase>* errors_;
};

}  // namespace postlab::course
