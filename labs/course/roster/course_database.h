#pragma once
#include <filesystem>
#include <memory>

#include "store/database.h"

namespace postlab::course {

/// DIR/course.db
std::filesystem::path course_path(const std::filesystem::path& directory);

/// Opens DIR/course.db, or makes it; for one thread. Several processes may have it open. Throws
/// std::runtime_error with one line: written by a newer postlab, or no database at all.
///
///   student   the roster, and the hashes of the PINs
///   attempt   the number and the variant of each student's latest attempt at a lab
///   grade     the best that each student has reached in each lab, for quick answers; `postlab grade` finds the
///             same in the record
///   hint      hints that were asked for
///   receipt   receipts that were handed in
///   desk_note letters to the desk that it could do nothing with
///   nobodys   sessions that count for nobody, and whose they may be
///   pack      packs that were handed in, and who was the first to do so
///   deadline  until when a lab counts, and what it counts afterwards
///   setting   the server as the class calls it, how far the record has been graded, and whether an exam is on
///   shared_letter  large letters that several fixtures share
std::unique_ptr<store::Database> open_course(const std::filesystem::path& directory);

}  // namespace postlab::course
