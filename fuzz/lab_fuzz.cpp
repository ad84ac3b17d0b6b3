// lab.yaml: YAML, parameters, conditions with their patterns, faults. Whatever stands in it, reading it ends and says
// what is wrong.
#include <stdexcept>

#include "fuzz/fuzz.h"
#include "labs/course/lab/lab_file.h"
#include "labs/course/lab/lab_folder.h"
#include "labs/course/lab/words.h"

namespace {

using namespace postlab;

constexpr std::size_t longest_complaint = 64 * 1024;

void demand_complaints(const std::vector<Phrase>& errors) {
    for (const Phrase& phrase : errors) {
        const std::string error = phrase.in_english();
        fuzz::demand(error.starts_with("lab.yaml"), "a complaint begins with its place");
        fuzz::demand(error.size() < longest_complaint, "a complaint is short");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(fuzz::as_text(data, size));
    std::vector<Phrase> errors;
    const auto file = course::YamlPlace::of_text(input, "lab.yaml", errors);
    course::Lab lab;
    lab.folder = "16-the-big-mail";
    if (errors.empty()) course::read_lab_file(file, lab);
    const std::size_t complaints = errors.size();
    if (errors.empty()) course::check_values(lab, "lab.yaml", errors);
    demand_complaints(errors);
    if (complaints == 0) fuzz::demand(!lab.checks.empty() && lab.max_score() >= 0, "a lab has something to earn");
    const std::size_t half = input.size() / 2;
    course::has_form(std::string_view(input).substr(0, half), std::string_view(input).substr(half));
    return 0;
}
