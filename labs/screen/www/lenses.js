// Two more ways to look at what was said: a letter's dots in three columns, and what is seen by somebody on the way.
import {h, unseen} from "/dom.js";
import {octets, plain, wire} from "/line.js";
import {t} from "/words.js";

/// Each protocol's own three columns: what becomes of a line that begins with a dot.
const columns = {smtp: ["wire_smtp", "stored_so", "wire_pop3"], pop3: ["stored_so", "wire_pop3", "received"]};
const without = (parts) => [parts[0].slice(1), ...parts.slice(1)].filter((part) => part !== "");
const said = (row, kind) => row.notes.some(({about}) => about === kind);

/// A line that begins with a dot, in each column; the ending dot is on the wire alone.
function columnsOf(protocol, row) {
  const {parts} = row, ends = said(row, "end"), kept = ends ? null : said(row, "stuffed") ? without(parts) : parts;
  const again = kept && (plain(kept).startsWith(".") ? [".", ...kept] : kept); // how POP3 sends what is kept
  return protocol === "smtp" ? [parts, kept, again] : [kept, parts, kept];
}

function dotted(protocol, number, row) {
  const cells = columnsOf(protocol, row), stored = plain(cells[protocol === "smtp" ? 1 : 0] ?? []);
  return h("tr", {}, h("th", {scope: "row"}, h("a", {href: `/c/${number}#l${row.at}`}, row.line)), cells.map((parts) => {
    if (!parts) return h("td", {class: "soft"}, t("not_kept"));
    const more = plain(parts) !== stored && said(row, "stuffed");
    return h("td", {}, more && h("b", {class: "sign"}, h("span", {"aria-hidden": "true"}, "≠ "), unseen(t("one_dot_more") + " ")), h("code", {}, wire(parts)));
  }));
}

/// Those that begin with a dot, with their numbers in their letter.
function beginningWithDot(rows) {
  let line = 0;
  return rows.flatMap((row) => {
    line = row.content ? line + 1 : 0;
    return row.content && plain(row.parts).startsWith(".") ? [{...row, line}] : [];
  });
}

/// Lines that begin with a dot, in three columns, kept up by draw(). The others are the same in all of them.
export function dots(protocol, number) {
  const body = h("div", {}), element = h("section", {class: "box dots", hidden: true}, h("h2", {}, t("three_columns")), body);
  let told = "";
  return {
    element,
    draw(rows) {
      const found = beginningWithDot(rows);
      const text = JSON.stringify(found);
      if (text === told) return;
      told = text;
      body.replaceChildren(h("p", {class: "soft"}, t(found.length ? "others_same" : "no_dots")), ...found.length ? [
        h("div", {class: "grid", tabindex: "0", role: "region", "aria-label": t("three_columns")}, h("table", {},
          h("thead", {}, h("tr", {}, h("th", {scope: "col"}, t("line")), columns[protocol].map((name) => h("th", {scope: "col"}, t(name))))),
          h("tbody", {}, found.map((row) => dotted(protocol, number, row)))))] : []);
    },
  };
}

/// What TLS leaves of a line for those on the way.
export const sealed = (row) => row.private && h("p", {class: "sealed"}, t("sealed", octets(row.parts).split(" ").length));

/// What somebody on the way has learnt by now.
export function overheard(rows) {
  const lines = rows.filter(({from}) => from !== "nobody"), hidden = lines.filter((row) => row.private).length;
  if (hidden === 0) return t("ear_all");
  return hidden === lines.length ? t("ear_none") : t("ear_some", lines.length - hidden, hidden);
}
