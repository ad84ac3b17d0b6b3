# Writes the files of labs/screen/www into a C++ source, so that the program stays one file.
#   cmake -DOUT=FILE -DWWW=FOLDER "-DFILES=index.html;screen.css;..." -P embed.cmake
set(type_html "text/html; charset=utf-8")
set(type_css "text/css; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_svg "image/svg+xml")
set(contents "")
set(rows "")
set(number 0)
foreach(file IN LISTS FILES)
    file(READ ${WWW}/${file} octets HEX)
    file(SHA256 ${WWW}/${file} digest)
    string(SUBSTRING ${digest} 0 16 tag)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" octets "${octets}")
    get_filename_component(extension ${file} LAST_EXT)
    string(SUBSTRING ${extension} 1 -1 extension)
    string(APPEND contents "constexpr std::string_view content_${number}(\"${octets}\");\n")
    string(APPEND rows "    {\"/${file}\", \"${type_${extension}}\", content_${number}, \"${tag}\"},\n")
    math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUT} "// Made by labs/screen/embed.cmake from labs/screen/www.
#include \"labs/screen/assets.h\"

namespace postlab::screen {

namespace {

${contents}
const http::Asset all_assets[] = {
${rows}};

}  // namespace

std::span<const http::Asset> assets() { return all_assets; }

}  // namespace postlab::screen
")
