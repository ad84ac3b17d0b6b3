#include "labs/record/export.h"

#include "labs/language/sentences.h"
#include "shared/program/command_line.h"
#include "shared/text/text.h"

namespace postlab::labs {

const ExportForm& export_form(const std::string& name) {
    for (const ExportForm& form : export_forms)
        if (form.name == name) return form;
    throw UsageError("export.no_form"_sentence, {name, form_names()});
}

std::string form_names() { return joined(export_forms, "|", &ExportForm::name); }

}  // namespace postlab::labs
