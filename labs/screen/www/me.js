// A student's own page: the labs, what is missing in one and why, hints, conversations; live.
import {act} from "/act.js";
import {follow, howTo} from "/board.js";
import {h, marked, minutes, place} from "/dom.js";
import {listen} from "/live.js";
import {language, learn, t} from "/words.js";

await learn("me");

/// The lines of the record that say so, each a link to where it stands.
function cited(lines) {
  if (!lines?.length) return null;
  return h("ul", {class: "cited"}, lines.map(({conversation, at, text}) =>
    h("li", {}, h("a", {href: `/c/${conversation}#l${at}`}, conversation), " ", h("code", {}, text || t("line_gone")))));
}

/// Holds, does not, or nobody knows yet: a sign, a word and a colour.
function check({text, held, help, note, lines}) {
  const sign = held ? "✓" : held === false ? "✗" : "·", word = held ? t("holds_now") : held === false ? t("missing") : t("untried");
  return h("li", {class: held ? "held" : held === false ? "open" : null},
    h("p", {}, h("b", {class: "sign"}, h("span", {"aria-hidden": "true"}, sign + " "), h("span", {class: "unseen"}, word + ": ")), marked(text)),
    help && h("p", {class: "help"}, marked(help)), note && h("p", {class: "soft"}, marked(note)), cited(lines));
}

function mistakesIn(mistakes) {
  if (!mistakes?.length) return null;
  return [h("h3", {}, t("my_mistakes")), h("ul", {class: "checks"}, mistakes.map(({text, lines}) =>
    h("li", {class: "open"}, h("p", {}, h("b", {class: "sign"}, "! "), marked(text)), cited(lines))))];
}

/// Hints are read when they are asked for, since the teacher sees how many were.
function hintsIn(session, lab) {
  if (!lab.hints?.length && !lab.more_hints) return null;
  const wrong = h("p", {class: "wrong", role: "status"});
  const ask = async () => {
    const {trouble} = await act(session, "/me/hints", {lab: lab.id});
    wrong.textContent = trouble ?? "";
  };
  return [h("h3", {}, t("hints")), lab.hints.length > 0 && h("ol", {class: "hints"}, lab.hints.map((text) => h("li", {}, marked(text)))),
    lab.more_hints > 0 && h("p", {}, h("button", {id: "more-hints", onclick: ask}, t("read_hints", lab.more_hints)), " ",
      h("span", {class: "soft"}, t("hints_count"))), wrong];
}

function ofLab(session, lab, exam) {
  if (!lab) return null;
  return h("section", {class: "box"}, h("h2", {}, `${lab.id} ${lab.title}`),
    h("p", {class: "tools"}, h("a", {class: "button", href: `/me/sheet/${lab.number}?lang=${language}`, target: "_blank"}, t("sheet"))),
    lab.ended && h("p", {class: "trouble"}, marked(lab.ended)),
    h("ul", {class: "checks"}, lab.checks.map(check)), !exam && mistakesIn(lab.mistakes), !exam && hintsIn(session, lab));
}

function standing(lab) {
  if (lab.solved) return h("td", {class: "all"}, "✓ " + t("solved"));
  if (lab.sessions) return h("td", {class: lab.held ? "some" : "none"}, t("held_of", lab.held, lab.checks));
  return h("td", {}, lab.started ? t("started") : "·");
}

function allLabs(labs, shown, choose) {
  const receipts = labs.some(({receipt}) => receipt);
  const row = (lab) => h("tr", {}, h("th", {scope: "row"}, h("button", {class: "link", id: "lab-" + lab.id, "aria-pressed": String(lab.id === shown?.id),
    onclick: () => choose(lab.id)}, `${lab.id} ${lab.title}`)), standing(lab),
    h("td", {class: "number"}, lab.score == null ? "" : `${lab.score}/${lab.max}`), receipts && h("td", {}, lab.receipt && h("code", {}, lab.receipt)));
  const heads = [t("lab"), t("how_far"), t("points"), receipts && t("receipt")].filter(Boolean);
  return h("section", {class: "box"}, h("h2", {}, t("my_labs")), h("div", {class: "grid mine", tabindex: "0", role: "region", "aria-label": t("my_labs")},
    h("table", {}, h("thead", {}, h("tr", {}, heads.map((head) => h("th", {scope: "col"}, head)))), h("tbody", {}, labs.map(row)))));
}

function talk(entry) {
  const seconds = ((entry.ended ?? Date.now()) - entry.started) / 1000;
  return h("li", {}, h("a", {href: "/c/" + entry.id}, `${entry.id} · ${entry.protocol.toUpperCase()}`), " ",
    entry.ended ? h("span", {class: "badge"}, t("how_" + entry.how)) : h("span", {class: "badge live"}, "● " + t("live")), " ",
    h("time", {class: "soft", datetime: new Date(entry.started).toISOString()},
      `${new Date(entry.started).toLocaleString(language, {dateStyle: "short", timeStyle: "short"})} · ${minutes(seconds)}`));
}

function notesTo(notes) {
  return notes.length > 0 && h("section", {class: "box"}, h("h2", {}, t("notes")), notes.map((text) => h("p", {class: "trouble"}, "! ", marked(text))));
}

export function mine(session, go) {
  const status = h("p", {role: "status", class: "soft"}), greeting = h("p", {class: "standing"});
  const shown = h("p", {class: "box", role: "status", hidden: true});
  const work = h("div", {}), talks = h("ul", {class: "talks own", "aria-label": t("my_conversations")});
  const nothing = h("p", {class: "soft"}, t("none_yet")), following = follow();
  const report = h("p", {}, h("a", {class: "button", href: "/me/report?lang=" + language, target: "_blank"}, t("report")));
  const side = h("aside", {}, h("section", {class: "box"}, h("h2", {}, t("my_conversations")), following.element, nothing, talks),
    h("section", {class: "box"}, h("h2", {}, t("report")), report), howTo(session, false));
  let stream = null, newest = null;

  const draw = (news) => {
    const {conversations, labs, lab, exam} = news, within = work.contains(document.activeElement) ? document.activeElement.id : "";
    greeting.replaceChildren(h("b", {}, news.name), " ", h("span", {class: "soft"}, news.id));
    shown.replaceChildren(...news.spotlight ? [t("class_is_shown"), " ", h("a", {href: "/c/" + news.spotlight}, t("conversation", news.spotlight))] : []);
    shown.hidden = !news.spotlight;
    work.replaceChildren(...[exam && h("section", {class: "box exam", role: "status"}, h("p", {}, t("exam"))), notesTo(news.notes),
      ofLab(session, lab, exam), allLabs(labs, lab, listenTo)].filter(Boolean));
    if (within) document.getElementById(within)?.focus();
    place(talks, conversations.map(talk));
    nothing.hidden = conversations.length > 0;
    side.hidden = Boolean(exam);
    const last = conversations[0];
    if (newest !== null && last?.id > newest && following.on && !last.ended) return go("/c/" + last.id);
    newest = Math.max(newest ?? 0, last?.id ?? 0);
  };
  const listenTo = (lab) => {
    stream?.close();
    stream = listen("/me/events" + (lab ? "?lab=" + lab : ""), {me: draw}, (text) => { status.textContent = text; });
  };
  listenTo("");
  return {name: "mine", title: t("my_page"), main: h("div", {}, greeting, status, shown, h("div", {class: "columns"}, work, side)),
    close() { stream.close(); }};
}
