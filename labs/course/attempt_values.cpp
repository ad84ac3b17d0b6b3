#include "labs/course/attempt_values.h"

namespace postlab::course {

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
