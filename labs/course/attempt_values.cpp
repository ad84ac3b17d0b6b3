#include "labs/course/attempt_values.h"

namespace postlab::course {

Values AttemptValues::of(const Lab& lab, const std::string& student, unsigned generation) const {
    Values values = values_for(lab.parameters, {key_, student, lab.id, generation, server_.domain, classmates_});
    values["host"] = server_.host;
    values["smtp"] = server_.smtp;
    values["pop3"] = server_.pop3;
    return values;
}

Values values_now(Course& course, const Lab& lab, const std::string& student) {
    unsigned generation = 0;
    {
        store::Query row =
            course.database().query("SELECT generation FROM attempt WHERE student = ? AND lab = ?", student, lab.id);
        if (row.next()) generation = static_cast<unsigned>(row.integer(0));
    }
    return AttemptValues(course).of(lab, student, generation);
}

}  // namespace postlab::course
