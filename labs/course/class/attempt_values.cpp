#include "labs/course/class/attempt_values.h"

namespace postlab::course {

Values AttemptValues::of(const Lab& lab, const std::string& student, unsigned variant) const {
    Values values = values_for(lab.parameters, {key_, student, lab.id, variant, server_.domain, classmates_});
    values["host"] = server_.host;
    values["smtp"] = server_.smtp;
    values["pop3"] = server_.pop3;
    values["pop2"] = server_.pop2;
    values["page"] = page_of_students(server_);
    return values;
}

Values AttemptValues::now(const Lab& lab, const std::string& student) const {
    store::Query row = database_.query("SELECT variant FROM attempt WHERE student = ? AND lab = ?", student, lab.id);
    return of(lab, student, row.next() ? static_cast<unsigned>(row.integer(0)) : 0);
}

}  // namespace postlab::course
