// Side by side: the twelve scenarios in SMTP and in POP3, or two recorded conversations on one line of time.
import {read} from "/act.js";
import {h, minutes, place} from "/dom.js";
import {wire} from "/line.js";
import {listen} from "/live.js";
import {clock, note} from "/note.js";
import {party} from "/party.js";
import {language, t} from "/words.js";

const together = 1; // second: what one side said within it stands in one row, if the other one was silent
const gap = 20; // seconds in which nobody said anything that are worth saying
const telling = ["state", "needed", "fault", "missing"]; // what is said beside a line here; the rest is on its own page
const sides = ["left", "right"];

const wrong = (text = "") => h("p", {class: "wrong", role: "status"}, text);
const said = (who, client, ...content) => h("p", {class: "said " + (client ? "client" : "server")}, h("b", {}, who), h("span", {}, content));

// --- the twelve scenarios

const line = ({who, parts, said: words}) => (words ? h("p", {class: "soft"}, words) : said(who, who.startsWith("C"), h("code", {}, wire(parts))));

function scenarios(session) {
  const body = h("div", {class: "scenarios"});
  const draw = ({sheets, trouble}) => body.replaceChildren(...trouble ? [wrong(trouble)] : [
    session.role === "teacher" && h("p", {class: "tools"}, h("a", {class: "button", href: `/papers/scenarios.html?lang=${language}`, target: "_blank"}, t("to_print"))),
    ...sheets.flatMap(({left, right, parts}) => parts.map((part) => h("section", {class: "box"}, h("h2", {}, part.title),
      h("div", {class: "pair"}, h("div", {}, h("h3", {}, left), part.left.map(line)), h("div", {}, h("h3", {}, right), part.right.map(line))),
      part.remark && h("p", {class: "soft"}, part.remark))))].filter(Boolean));
  read("/compare/scenarios").then(draw);
  return body;
}

// --- two conversations

/// One of the two: its rows by their places, as they come.
class Side {
  constructor(name, number) {
    this.name = name;
    this.number = number;
    this.rows = new Map();
    this.about = null;
    this.gone = false;
  }
  take({about, rows}) {
    this.about = about;
    for (const row of rows) this.rows.set(row.at, row);
  }
  /// When each line was said, in seconds: by the clock, or since this conversation began.
  moments(byTheClock) {
    const begun = byTheClock ? this.about.began_us / 1e6 : 0;
    let last = 0; // what nobody said came with the line above
    return [...this.rows.values()].map((row) => ({side: this.name, row, at: begun + (last = row.time ?? last)}));
  }
  element(row) {
    const notes = row.notes.filter(({about}) => telling.includes(about)).map(note);
    if (row.from === "nobody") return h("div", {class: "said nobody"}, row.notes.map(note));
    const client = row.from === "client", who = h("a", {href: `/c/${this.number}#l${row.at}`, title: `${clock(row.time)} · ${t("permalink")}`}, client ? "C▶" : "◀S");
    return h("div", {class: row.refused ? "refused" : null}, said(who, client, h("code", {}, wire(row.parts, row.code))), notes);
  }
}

/// What each side said before the other one spoke again, in the order of time.
function rowsOf(left, right, byTheClock) {
  const all = [...left.moments(byTheClock), ...right.moments(byTheClock)].sort((one, next) => one.at - next.at);
  const rows = [];
  for (const moment of all) {
    const row = rows.at(-1);
    if (row?.side === moment.side && moment.at - row.at <= together) row.lines.push(moment.row);
    else rows.push({at: moment.at, silence: row ? moment.at - row.last : 0, side: moment.side, lines: [moment.row]});
    rows.at(-1).last = moment.at;
  }
  return rows;
}

const time = (at, byTheClock) => (byTheClock ? new Date(at * 1000).toLocaleTimeString([], {hour12: false}) : clock(at));
const meet = (left, right) => left.started <= (right.ended ?? Date.now()) && right.started <= (left.ended ?? Date.now());

function head({number, about}) {
  return h("h2", {}, h("a", {href: "/c/" + number}, t("conversation", number)), " · ", t("with", about.protocol.toUpperCase(), party(about)), " ",
    about.ended ? h("span", {class: "badge"}, t("how_" + about.how)) : h("span", {class: "badge live"}, "● " + t("live")));
}

function two(numbers) {
  const trouble = wrong(), heads = h("div", {class: "pair heads-of"}), list = h("ol", {class: "beside", "aria-label": t("log")});
  const way = h("select", {"aria-label": t("line_of_time"), onchange: () => draw()}, ["clock", "start"].map((name) => h("option", {value: name}, t("by_" + name))));
  const body = h("div", {}, trouble, h("p", {class: "tools"}, way, h("button", {onclick: () => print()}, t("print"))), heads, list);
  const both = sides.map((name, index) => new Side(name, numbers[index])), [left, right] = both;
  let chosen = false, lost = "";
  const draw = () => {
    trouble.textContent = lost || both.filter((side) => side.gone && !side.about).map(({number}) => t("gone", number)).join(" ");
    if (!both.every(({about}) => about)) return;
    if (!chosen) way.value = meet(left.about, right.about) ? "clock" : "start";
    chosen = true;
    heads.replaceChildren(head(left), head(right));
    const byTheClock = way.value === "clock";
    const elements = rowsOf(left, right, byTheClock).map((row) => h("li", {},
      row.silence >= gap && h("p", {class: "gap soft"}, t("silence", minutes(row.silence))),
      h("span", {class: "when soft"}, time(row.at, byTheClock)),
      both.map((side) => h("div", {class: "side"}, row.side === side.name && [h("span", {class: "name soft"}, t("conversation", side.number)), row.lines.map((one) => side.element(one))]))));
    place(list, elements.map((element, index) => (list.children[index]?.isEqualNode(element) ? list.children[index] : element)));
  };
  /// What is told of a conversation, for the side that it stands on, or for both.
  const heard = (number, take) => { both.filter((side) => Number(side.number) === number).forEach(take); draw(); };
  const stream = listen(`/compare/events?left=${left.number}&right=${right.number}`, {
    rows: (news) => heard(news.about.id, (side) => side.take(news)),
    gone: ({id}) => heard(id, (side) => { side.gone = true; }),
  }, (text) => { lost = text; draw(); });
  return {body, close: () => stream.close()};
}

// --- which two

const label = (about) => `${about.id} · ${about.protocol.toUpperCase()} · ${party(about)} · ${new Date(about.started).toLocaleTimeString([], {hour12: false})}`;

/// Two lists to choose from: the last conversations, and those that are chosen.
function choice(chosen, go) {
  const selects = sides.map((name, index) => h("select", {id: name, onchange: () => {
    const [left, right] = selects.map(({value}) => value);
    go("/compare?" + new URLSearchParams(Object.entries({left, right}).filter(([, value]) => value)));
  }}, h("option", {value: ""}, t("choose")), chosen[index] && h("option", {value: chosen[index], selected: true}, chosen[index])));
  const trouble = wrong(), fill = ({conversations}) => selects.forEach((select, index) => {
    for (const one of conversations) {
      const known = [...select.options].find(({value}) => value === String(one.id));
      if (known) known.textContent = label(one);
      else select.append(h("option", {value: one.id}, label(one)));
    }
    select.value = chosen[index] ?? "";
  });
  read("/compare/conversations").then((list) => {
    if (list.trouble) trouble.textContent = list.trouble;
    else fill(list);
  });
  return [h("p", {class: "tools"}, sides.map((name, index) => [h("label", {for: name}, t(name)), selects[index]]),
    (chosen[0] || chosen[1]) && h("a", {href: "/compare"}, t("twelve"))), trouble];
}

export function compare(session, go) {
  const asked = new URLSearchParams(location.search), chosen = sides.map((name) => (/^\d+$/.test(asked.get(name)) ? asked.get(name) : null));
  const pair = chosen[0] && chosen[1] ? two(chosen) : null;
  const rest = pair?.body ?? (chosen[0] || chosen[1] ? h("p", {class: "box"}, t("choose_the_other")) : [h("p", {}, t("twelve_intro")), scenarios(session)]);
  return {name: "pairs", title: t("side_by_side"), main: h("div", {}, choice(chosen, go), rest), close: () => pair?.close()};
}
