#include "labs/text/look.h"

#include "labs/text/palette.h"
#include "shared/sasl/base64.h"
#include "shared/system/crypto.h"

namespace postlab::labs {

namespace {

/// "--paper: #fff; --ground: ...": a shade of all colours.
Markup colours(Literal Colour::*shade) {
    Markup all;
    for (const Colour& colour : palette)
        all += Markup::raw("--") + Markup::raw(colour.name) + Markup::raw(": ") + Markup::raw(colour.*shade) +
               Markup::raw("; ");
    return all;
}

Markup colours_and_letters() {
    return Markup::raw("\n:root { color-scheme: light dark; ") + colours(&Colour::light) +
           Markup::raw(
               "--mono: ui-monospace, \"DejaVu Sans Mono\", \"Noto Sans Mono CJK SC\", monospace }\n"
               "@media screen and (prefers-color-scheme: dark) { :root { ") +
           colours(&Colour::dark) +
           Markup::raw(
               "} }\n@media print { :root { color-scheme: light; --ground: #fff; --ink: #000; --soft: #444; "
               "--line: #999; --server: #000 } }\n");
}

/// What all pages have.
constexpr Literal text_style = R"(
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1rem; max-width: 54rem; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, "DejaVu Sans", "Noto Sans CJK SC", sans-serif; overflow-wrap: break-word }
h1 { font-size: 1.6em; line-height: 1.25; margin: .4em 0 }
h2 { font-size: 1.2em; line-height: 1.3; margin: 1.5em 0 .3em }
h3 { font-size: 1em; margin: 1em 0 .2em }
p, ul, ol, table, pre { margin: .5em 0 }
ul, ol { padding-left: 1.6em }
li > p { margin: .2em 0 }
a { color: var(--client) }
code, pre, .bytes, p.line { font-family: var(--mono); font-size: .9em; font-variant-ligatures: none }
code { overflow-wrap: anywhere }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: .5em .8em; background: var(--paper);
  border: 1px solid var(--line); border-radius: .4em }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid var(--line); padding: .25em .8em .25em 0; text-align: left; vertical-align: top }
thead th { border-bottom-color: var(--ink) }
img { display: block; max-width: 100% }
figure { margin: 1em 0 }
figcaption, .small, .soft { color: var(--soft); font-size: .88em }
var { color: var(--soft) }
:lang(zh) em, :lang(zh) var, :lang(zh) .direction { font-style: normal }
:lang(zh) em { font-weight: 700 }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
button, .button, select { font: inherit; font-size: .92em; padding: .2rem .7rem; border: 1px solid var(--client);
  border-radius: .4rem; background: var(--paper); color: var(--client); cursor: pointer; text-decoration: none }
:focus-visible { outline: 3px solid var(--client); outline-offset: 2px }
.for-print { text-align: right }
)";

/// A conversation that is a script: who speaks stands in a column of its own, so that a long line breaks under itself.
constexpr Literal dialogue_style = R"(
.dialogue { margin: .6em 0; padding: .35em .8em; background: var(--paper); border: 1px solid var(--line);
  border-left: .3em solid var(--client); border-radius: .4em }
.dialogue p { display: grid; grid-template-columns: 2.4em minmax(0, 1fr); margin: 0; line-height: 1.4;
  break-inside: avoid }
.dialogue b { font-family: var(--mono); font-size: .9em }
.dialogue code { white-space: pre-wrap }
.dialogue .client { color: var(--client) }
.dialogue .client code { font-weight: 700 }
.dialogue .server { color: var(--server) }
.dialogue .direction { display: block; padding-left: 2.4em; color: var(--soft); font-style: italic }
.dialogue .direction code { font-style: normal }
)";

constexpr Literal sheet_style = R"(
.sheet { margin: 0 0 2rem; padding: 1rem 1.4rem; background: var(--paper); border: 1px solid var(--line);
  border-radius: .6rem }
.sheet > header { display: flex; justify-content: space-between; gap: 1rem; color: var(--soft); font-size: .88em }
.sheet pre, .sheet .dialogue { background: var(--ground) }
.sheet > ol { padding-left: 1.5em } .sheet > ol > li::marker { font-weight: 700 } .sheet > ol > li { margin: .9em 0 }
.dial { display: flex; flex-wrap: wrap; gap: .2rem 1.6rem; margin: .4rem 0 0; padding: .45rem .8rem; font-size: .88em;
  background: var(--client-bg); border-radius: .4rem }
.dial dt { font-weight: 700 }
.dial dd { margin: 0 }
.dial .leave { flex: 1 16rem }
.contents td:last-child { text-align: right }
)";

constexpr Literal card_style = R"(
.cards { max-width: 60rem }
.cards h1 { font-size: 1.1em; font-weight: 400 }
.deck { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)) }
.card { padding: 1rem; border: 1px dashed var(--soft); break-inside: avoid; background: var(--paper) }
.card h2 { margin: 0 0 .3em }
.card th { font-weight: 400; white-space: nowrap; border: 0 }
.card td { font-family: var(--mono); font-size: .95em; overflow-wrap: anywhere; border: 0; padding-right: 0 }
.card pre { margin: 0; padding: .3em .5em; border-color: var(--ink); background: none }
.card p { margin: .4em 0 .2em }
)";

constexpr Literal report_style = R"(
.report .overview { font-size: .9em }
.report tbody th { font-weight: 400 }
.report .sign { width: 7em; white-space: nowrap; color: var(--good) }
.report .failed .sign { color: var(--bad) }
.report .failed .sign, .report .failed .asked { font-weight: 700 }
.report td p { margin: .15em 0 }
.report td pre, .report li pre { padding: 0 0 0 .6em; border: 0; border-left: .2em solid var(--line); border-radius: 0;
  background: none }
)";

/// A recorded conversation, and two that stand side by side.
constexpr Literal record_style = R"(
.record, .compare { max-width: 84rem }
.record table, .compare table { table-layout: fixed }
.record th, .record td, .compare td { overflow-wrap: anywhere }
td.bytes, p.line { white-space: pre-wrap }
tr.client td.bytes, .compare p.line { font-weight: 700; color: var(--client) }
.compare p.server { font-weight: 400; color: var(--server) }
tr.content td.bytes { font-weight: 400; border-left: .2em solid var(--store); padding-left: .4em; color: var(--ink) }
tr.note td { font-style: italic }
col.time { width: 4.5em } col.who { width: 7em } col.state { width: 9em } col.why { width: 20em }
td.mark, th.mark { width: 2em; text-align: center; font-weight: 700 }
.compare section { margin: 0 0 1.5em }
p.line { margin: 0 0 .1em; padding-left: 2em; text-indent: -2em }
p.words { font-style: italic; margin: 0 }
@media screen and (max-width: 44rem) {
  .record table, .record tbody, .record tr, .record td { display: block } .record thead, colgroup { display: none }
  .record tr { border-bottom: 1px solid var(--line); padding: .3em 0 } .record td { border: 0; padding: 0 }
  .record td:empty { display: none } }
)";

/// On narrow screens, and on paper. A sheet's header is set as a table's, so that it is on each page of the sheet.
constexpr Literal media_style = R"(
@media screen and (max-width: 40rem) { body { padding: .5rem } .sheet { padding: .6rem .8rem }
  .sheet table, .report table { display: block; overflow-x: auto } }
@page { size: A4; margin: 14mm 15mm }
@page cards { margin: 10mm }
@media print {
  body { font-size: 9.5pt; line-height: 1.35; padding: 0; max-width: none; background: #fff }
  .for-print { display: none }
  h1, h2, h3, p:has(+ .dialogue), p:has(+ pre) { break-after: avoid }
  tr, li, figure, .dial { break-inside: avoid }
  .sheet > ol > li { break-inside: auto; margin: .6em 0 }
  tr.content { break-inside: auto }
  thead { display: table-header-group }
  p, li { orphans: 2; widows: 2 }
  p, ul, ol, table, pre, .dialogue { margin: .4em 0 }
  th, td { padding-top: .12em; padding-bottom: .12em }
  .dialogue { padding: .2em .8em; box-decoration-break: clone; -webkit-box-decoration-break: clone }
  .dialogue p { line-height: 1.3 }
  pre, .dialogue, .sheet pre, .sheet .dialogue, .dial { background: none }
  .dial { border: 1px solid var(--line) }
  a { color: inherit; text-decoration: none }
  h2 { margin: .9em 0 .2em }
  .report article { break-after: page }
  .sheet { display: table; width: 100%; table-layout: fixed; margin: 0; padding: 0; border: 0; break-after: page }
  .sheet:last-child, .report article:last-child { break-after: auto }
  .sheet > header { display: table-header-group; break-inside: avoid }
  .sheet > header span { display: inline-block; margin: 0 2em 2mm 0 }
  .cards { page: cards }
  .cards section { break-after: page }
  .cards section:last-child { break-after: auto }
  .deck { grid-template-columns: repeat(2, minmax(0, 1fr)) }
  .card { padding: 4mm; font-size: 9.5pt }
  .compare section { break-inside: avoid }
  .record, .compare { font-size: 9pt }
}
)";

constexpr Literal print_script =
    "document.querySelector(\".for-print button\").onclick = () => print();"
    "if (location.hash === \"#print\") addEventListener(\"load\", () => print())";

}  // namespace

Markup look() {
    Markup style = colours_and_letters();
    for (const Literal& part :
         {text_style, dialogue_style, sheet_style, card_style, report_style, record_style, media_style})
        style += Markup::raw(part);
    return style;
}

Markup html_page(const std::string& language, const std::string& title, Literal kind, const Markup& body) {
    const Markup head = Markup::raw(
                            "\n<meta charset=\"utf-8\"/>\n"
                            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n") +
                        element("title", title) + "\n" + element("style", look()) + "\n";
    return Markup::raw("<!DOCTYPE html>\n") +
           element("html", {{"lang", language}},
                   "\n" + element("head", head) + "\n" +
                       element("body", {{"class", std::string(kind.text)}}, element("main", body)) + "\n") +
           "\n";
}

std::string policy_of_pages() {
    return "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-" +
           sasl::to_base64(sha256(print_script.text)) +
           "'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
}

Markup print_button(const std::string& word) {
    return element("p", {{"class", "for-print"}}, element("button", {{"type", "button"}}, word)) + "\n" +
           element("script", Markup::raw(print_script)) + "\n";
}

}  // namespace postlab::labs
