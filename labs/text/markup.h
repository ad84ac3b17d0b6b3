#pragma once
#include <string>
#include <string_view>

namespace postlab::labs {

/// Text with `& < > " '` as XML and HTML both want them, for between tags and in attributes. Control characters stay:
/// what came over the wire is made visible first (labs/text/visible.h).
std::string escaped(std::string_view text);

}  // namespace postlab::labs
