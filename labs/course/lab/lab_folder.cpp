#include "labs/course/lab/lab_folder.h"

#include <set>

#include "labs/course/lab/fixture.h"
#include "labs/course/lab/handout.h"
#include "labs/language/sentences.h"
#include "shared/system/file.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

namespace fs = std::filesystem;

/// The strings that lab.yaml and the handout ask for must be there, and no others.
class StringCheck {
public:
    StringCheck(const Lab& lab, const std::string& folder, const Strings& common, std::vector<Phrase>& errors)
        : lab_(lab), folder_(folder), common_(common), errors_(errors) {}

    void run() {
        want("title");
        for (const Check& check : lab_.checks) want("check." + check.id), want("check." + check.id + ".help");
        for (const Hint& hint : lab_.hints) want("hint." + hint.say);
        for (const Mistake& mistake : lab_.mistakes) want("mistake." + mistake.id);
        try {
            for (const std::string& key : keys_in(read_text(lab_.folder / "handout.md")))
                if (lab_.strings.has(key) || !common_.has(key))
                    want(key, "handout.md"), wanted_.insert(key + std::string(home_suffix));
        } catch (const FileError& error) {
            errors_.push_back(Phrase::list({folder_ + "/handout.md", error.phrase()}, ": "));
        }
        for (const std::string& key : lab_.strings.keys())
            if (!wanted_.contains(key)) complain(key, "lab.unused"_sentence);
        names();
    }

private:
    void want(const std::string& key, const char* file = "lab.yaml") {
        if (wanted_.insert(key).second && !lab_.strings.has(key))
            errors_.push_back(
                Phrase::list({folder_ + "/" + file, {"lab.no_string"_sentence, {key, "strings.en.yaml"}}}, ": "));
    }

    /// The other languages have the English texts' names.
    void names() {
        std::set<std::string, std::less<>> known(standard_names().begin(), standard_names().end());
        for (const Parameter& parameter : lab_.parameters) known.insert(parameter.name);
        for (const std::string& key : lab_.strings.keys())
            for (const std::string& name : names_in(lab_.strings.text(key, english)))
                if (!known.contains(name)) complain(key, {"lab.no_parameter"_sentence, {"$" + name}});
    }

    void complain(const std::string& key, const Phrase& what) {
        errors_.push_back(Phrase::list({lab_.strings.place(key), key, what}, ": "));
    }

    const Lab& lab_;
    const std::string& folder_;
    const Strings& common_;
    std::vector<Phrase>& errors_;
    std::set<std::string> wanted_;
};

/// Each mistake has its dialogue, and each dialogue its mistake.
void compare_dialogues(const Lab& lab, const std::string& folder, std::vector<Phrase>& errors) {
    const auto complain = [&](const std::string& file, const Phrase& what) {
        errors.push_back(Phrase::list({folder + "/" + file, what}, ": "));
    };
    if (!fs::exists(lab.folder / "solution.txt")) complain("solution.txt", "lab.missing"_sentence);
    std::set<std::string> files;
    if (fs::is_directory(lab.folder / "mistakes"))
        for (const auto& entry : fs::directory_iterator(lab.folder / "mistakes"))
            files.insert(entry.path().filename().string());
    for (const Mistake& mistake : lab.mistakes)
        if (files.erase(mistake.id + ".txt") == 0)
            complain("mistakes/" + mistake.id + ".txt", "lab.missing_mistake"_sentence);
    for (const std::string& file : files) complain("mistakes/" + file, "lab.no_mistake"_sentence);
}

}  // namespace

void check_values(const Lab& lab, const std::string& file, std::vector<Phrase>& errors) {
    try {
        for (unsigned variant = 0; variant < 20; ++variant) {
            const Values values = values_for(lab.parameters, {"a key to try", "s017", lab.id, variant});
            if (lab.fixture && variant < 5) letters(*lab.fixture, values);
            if (lab.planted && variant < 5) planted_letters(*lab.planted, values);
            for (const Check& check : lab.checks) with(check.conditions, values);
            for (const Mistake& mistake : lab.mistakes) with(mistake.when, values);
        }
    } catch (const std::exception& error) {
        errors.push_back(Phrase::list({file, phrase_of(error)}, ": "));
    }
}

void check_lab_folder(const Lab& lab, const std::string& name, const Strings& common, std::vector<Phrase>& errors) {
    StringCheck(lab, name, common, errors).run();
    compare_dialogues(lab, name, errors);
}

}  // namespace postlab::course
