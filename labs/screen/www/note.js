// What stands beside a line: when it was said, and what there is to say about it.
import {h, minutes, unseen} from "/dom.js";
import {labelled} from "/line.js";
import {t} from "/words.js";

/// Seconds as "0:31.2".
export function clock(seconds) {
  const tenths = Math.floor(seconds * 10 + 1e-6);
  return `${minutes(tenths / 10)}.${tenths % 10}`;
}

/// What is said beside a line.
export function note(about) {
  const source = about.section && h("span", {class: "source"}, `${about.section} · ${about.id}`);
  switch (about.about) {
    case "state":
      return h("p", {class: "state"}, unseen(t("state") + " "), h("code", {}, about.before), " → ", h("code", {}, about.after));
    case "needed":
      return h("p", {class: "needed"}, "✗ ", labelled(about.text));
    case "remark":
      return h("p", {}, h("b", {}, t("remark")), " ", labelled(about.text), " ", source);
    default:
      return h("p", {class: about.about === "line" ? "how" : about.about}, labelled(about.text), " ", source);
  }
}
