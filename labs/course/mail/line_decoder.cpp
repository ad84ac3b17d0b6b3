#include "labs/course/mail/line_decoder.h"

#include "labs/course/mail/encodings.h"
#include "labs/course/mail/structured_field.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

constexpr std::size_t most_boundaries = 20, longest_field = 4096, longest_character = 4;

}  // namespace

std::string LineDecoder::meaning(std::string_view line) {
    std::string meant = header_ ? of_header(line) : of_body(line);
    return meant == line ? "" : meant;
}

std::string LineDecoder::of_header(std::string_view line) {
    if (line.starts_with(' ') || line.starts_with('\t')) {
        if (field_.size() < longest_field) field_ += line;
    } else {
        end_field();
        field_ = line;
    }
    header_ = !line.empty();
    return decoded_header(line).text;
}

/// What the field says about the body.
void LineDecoder::end_field() {
    const std::size_t colon = field_.find(':');
    if (colon == field_.npos) return;
    const std::string name = lower_case(trimmed(field_.substr(0, colon)));
    if (name != "content-type" && name != "content-transfer-encoding") return;
    const StructuredField field = structured_field(std::string_view(field_).substr(colon + 1));
    if (name == "content-transfer-encoding") {
        encoding_ = field.value;
        return;
    }
    text_ = field.value.starts_with("text/");
    charset_ = field.parameter("charset");
    const std::string& boundary = field.parameter("boundary");
    if (!boundary.empty() && boundaries_.size() < most_boundaries) boundaries_.push_back(boundary);
}

std::string LineDecoder::of_body(std::string_view line) {
    if (begins_part(line) || !text_) return "";
    if (encoding_ == "base64") return in_charset(from_base64(line).text);
    if (encoding_ == "quoted-printable") return in_charset(from_quoted_printable(line).text);
    return in_charset(std::string(line));
}

/// "--frontier" begins the next part, "--frontier--" ends the last one.
bool LineDecoder::begins_part(std::string_view line) {
    if (!line.starts_with("--")) return false;
    for (std::size_t i = boundaries_.size(); i-- > 0;) {
        const std::string& boundary = boundaries_[i];
        if (!line.substr(2).starts_with(boundary)) continue;
        const std::string_view behind = trimmed(line.substr(2 + boundary.size()));
        if (!behind.empty() && behind != "--") continue;
        LineDecoder part;
        part.boundaries_.assign(boundaries_.begin(),
                                boundaries_.begin() + static_cast<std::ptrdiff_t>(i + behind.empty()));
        part.header_ = behind.empty();
        part.text_ = behind.empty();
        *this = std::move(part);
        return true;
    }
    return false;
}

/// As many whole characters as there are by now.
std::string LineDecoder::in_charset(const std::string& octets) {
    const std::string all = rest_ + octets;
    rest_.clear();
    for (std::size_t cut = 0; cut < longest_character && cut < all.size(); ++cut)
        if (const auto text = text_in(charset_, std::string_view(all).substr(0, all.size() - cut))) {
            rest_ = all.substr(all.size() - cut);
            return *text;
        }
    return "";
}

}  // namespace postlab::course
