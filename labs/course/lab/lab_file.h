#pragma once
#include "labs/course/lab/lab.h"
#include "labs/course/lab/yaml_place.h"

namespace postlab::course {

/// Reads lab.yaml into a lab whose folder is known. What is wrong with it is complained about at its place.
void read_lab_file(const YamlPlace& file, Lab& lab);

}  // namespace postlab::course
