#pragma once
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "labs/course/lab/conditions.h"
#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::course {

/// Conditions as a lab.yaml has them; whatever is wrong with them fails the test.
inline Conditions conditions(const std::string& yaml) {
    std::vector<Phrase> errors;
    const TemporaryDirectory temporary;
    const std::filesystem::path file = temporary.path() / "lab.yaml";
    std::ofstream(file) << yaml;
    Conditions read = read_conditions(YamlPlace::file(file, "lab.yaml", errors));
    for (const Phrase& error : errors) ADD_FAILURE() << error.in_english();
    return read;
}

}  // namespace postlab::course
