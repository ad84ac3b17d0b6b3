// One line from the wire: its text, and its hidden characters by their names.
import {h, unseen} from "/dom.js";
import {t} from "/words.js";

const spoken = {CR: "carriage_return", LF: "line_feed", HT: "tab", NUL: "nul", DEL: "delete", SP: "space"};

const label = (name, octets) => h("kbd", {class: "hidden-char", "data-hex": octets}, h("span", {"aria-hidden": "true"}, name),
  unseen(spoken[name] ? t(spoken[name]) : t("octet") + " " + name));

/// `parts` as the server has them: strings, and [name, octets in hex]. The first `code` characters are a reply's code.
export function wire(parts, code = 0) {
  return parts.map((part, index) => {
    if (Array.isArray(part)) return label(...part);
    if (part.caret) return h("mark", {class: "caret"}, part.caret);
    if (index > 0 || !code) return part;
    return [h("b", {}, part.slice(0, code)), part.slice(code)];
  }).flat();
}

const length = (part) => (Array.isArray(part) ? part[1].length / 2 : new TextEncoder().encode(part).length);

/// The same with a caret under the octet in that column, from 1; behind the text's end under its last one.
export function pointed(parts, column) {
  const before = [], rest = [...parts];
  let left = column - 1;
  while (rest.length > 0 && length(rest[0]) <= left) {
    left -= length(rest[0]);
    before.push(rest.shift());
  }
  if (typeof rest[0] !== "string") return [...before, {caret: " "}, ...rest];
  const text = [...rest.shift()];
  let at = 0;
  while (left > 0) left -= length(text[at++]);
  return [...before, text.slice(0, at).join(""), {caret: text[at]}, text.slice(at + 1).join(""), ...rest].filter((part) => part !== "");
}

const pictures = {"␍": "CR", "␊": "LF", "␉": "HT", "␀": "NUL", "␡": "DEL", "␠": "SP"};

/// A sentence in which hidden characters stand as pictures, which many fonts don't have.
export const labelled = (text) => text.split(/([␍␊␉␀␡␠])/).filter(Boolean).map((part) => pictures[part] ? label(pictures[part]) : part);

/// Its octets: "51 55 49 54 0d 0a".
export function octets(parts) {
  const digits = parts.map((part) => Array.isArray(part) ? part[1]
    : [...new TextEncoder().encode(part)].map((octet) => octet.toString(16).padStart(2, "0")).join(""));
  return digits.join("").replace(/(..)(?=.)/g, "$1 ");
}

/// As text: "QUIT<CR><LF>".
export const plain = (parts) => parts.map((part) => Array.isArray(part) ? `<${part[0]}>` : part).join("");
