#include "labs/record/export.h"

#include "shared/program/command_line.h"

namespace postlab::labs {

const ExportForm& export_form(const std::string& name) {
    for (const ExportForm& form : export_forms)
        if (form.name == name) return form;
    throw UsageError("there is no form " + name + "; there are " + form_names());
}

std::string form_names() {
    std::string names;
    for (const ExportForm& form : export_forms) names.append(names.empty() ? "" : "|").append(form.name);
    return names;
}

}  // namespace postlab::labs
