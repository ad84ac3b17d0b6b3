// One conversation: each line as it crossed the wire, and beside it what there is to say about it, live.
import {follow} from "/board.js";
import {h, minutes} from "/dom.js";
import {dots, overheard, sealed} from "/lenses.js";
import {octets, pointed, wire} from "/line.js";
import {listen} from "/live.js";
import {clock, note} from "/note.js";
import {panel} from "/panel.js";
import {byBrowser, party} from "/party.js";
import {spotlight} from "/spotlight.js";
import {language, learn, t} from "/words.js";

await learn("lines");

const gap = 20; // seconds of silence that are worth a line

const noteRow = (row) => h("div", {class: "row nobody", id: "l" + row.at}, h("div", {class: "why"}, row.notes.map(note)));

class Log {
  constructor(number, protocol) {
    this.number = number;
    this.protocol = protocol;
    this.rows = new Map(); // of each position: the row, and its element
    this.element = h("div", {class: "log", role: "log", "aria-label": t("log"), "data-hidden": "labels", "data-decoded": "on", "data-ear": "off"});
    this.headerEnd = null; // where the letter's empty line stands
    this.last = null; // seconds, of the last line
    this.heard = null; // seconds, of the client's last line
    this.asked = null; // where the client's last command stands
  }

  /// A row that was there before replaces itself.
  take(rows) {
    for (const row of rows) {
      const known = this.rows.get(row.at), text = JSON.stringify(row);
      if (known?.text === text) continue;
      const before = known ? known.before : this.last, asked = known ? known.asked : this.asked;
      const element = row.from === "nobody" ? noteRow(row) : this.line(row, before);
      if (known) known.element.replaceWith(element);
      else this.element.append(element);
      this.rows.set(row.at, {row, text, element, before, asked});
      if (row.from === "client" && !row.content) this.asked = row.at;
      if (row.refused) this.point(row, asked);
    }
  }

  /// `before`: the time of the line above.
  line(row, before) {
    const client = row.from === "client", letter = row.content && client && this.protocol === "smtp";
    const said = letter ? [...this.ofLetter(row), ...row.notes.map(note)] : row.notes.map(note);
    const late = before != null && row.time - before >= gap;
    const silence = late && h("p", {class: "gap"}, t("silence", minutes(row.time - before)));
    this.last = row.time;
    if (client) this.heard = row.time;
    if (client && !row.content) this.headerEnd = null;
    const kinds = ["row", row.from, row.content && "content", row.together && "joined", row.packet && "packet",
      !client && !row.content && row.code == null && "more", letter && "letter", row.refused && "refused",
      row.private && "private", this.marked === "l" + row.at && "marked"].filter(Boolean);
    const element = h("div", {class: kinds.join(" "), id: "l" + row.at}, silence || null,
      h("a", {class: "time", href: `/c/${this.number}#l${row.at}`, title: t("permalink")}, clock(row.time)),
      h("span", {class: "who"}, h("span", {"aria-hidden": "true"}, client ? "C▶" : "◀S"), " ",
        h("span", {class: "word"}, t(letter ? "letter" : row.from))),
      h("div", {class: "what"}, h("code", {class: "wire"}, wire(row.parts, row.code)), h("code", {class: "octets"}, octets(row.parts)),
        row.decoded && h("p", {class: "decoded"}, h("b", {}, t("decoded")), " ", row.decoded), sealed(row), this.cover(row)),
      h("div", {class: "why"}, row.together && h("p", {class: "together"}, t("together")), said));
    if (this.predicting && !client && !row.content) element.classList.add("covered");
    return element;
  }

  /// A refusal that names a column has a caret there, under the line that it answers.
  point({parts}, asked) {
    const [, column] = /at column (\d+)/.exec(parts[0]) ?? [], line = this.rows.get(asked);
    if (column && line) line.element.querySelector(".wire").replaceChildren(...wire(pointed(line.row.parts, Number(column))));
  }

  /// With "predict" on, an answer is seen when one has said what it will be.
  cover(row) {
    if (row.from === "client" || row.content) return null;
    return h("button", {class: "uncover", onclick: (event) => event.target.closest(".row").classList.remove("covered")}, t("what_will_it_say"));
  }

  /// Header or text: where the empty line stands decides.
  ofLetter(row) {
    const parts = row.parts, empty = Array.isArray(parts[0]) && ["CR", "LF"].includes(parts[0][0]);
    if (empty && this.headerEnd === null) this.headerEnd = row.at;
    if (this.headerEnd === row.at) return [h("p", {}, t("header_ends"))];
    return this.headerEnd === null ? [h("p", {class: "soft"}, t("header_line"))] : [];
  }

  /// The line that a link has led to, "l12.0": it is marked, and seen. Whether it is there already.
  mark(id) {
    this.marked = id;
    this.element.querySelector(".row.marked")?.classList.remove("marked");
    const element = id && this.element.querySelector("#" + CSS.escape(id));
    element?.classList.add("marked");
    element?.scrollIntoView({block: "center"});
    return Boolean(element);
  }

  predict(on) {
    this.predicting = on;
    if (!on) for (const {element} of this.rows.values()) element.classList.remove("covered");
  }

  /// So many of the rows are seen; all of them: it follows what is said.
  show(count) {
    let index = 0;
    for (const {element} of this.rows.values()) element.hidden = index++ >= count;
  }
}

/// A slider that plays the conversation back, and says how far it is.
function playback(log) {
  const range = h("input", {type: "range", min: 0, max: 0, value: 0, id: "play", oninput: () => show(Number(range.value))});
  const shown = h("output", {for: "play"});
  let following = true;
  const show = (count) => {
    following = count >= log.rows.size;
    log.show(following ? Infinity : count);
    shown.value = `${following ? log.rows.size : count} / ${log.rows.size}`;
  };
  const grow = () => {
    range.max = log.rows.size;
    if (following) range.value = log.rows.size;
    show(Number(range.value));
  };
  return {element: h("p", {class: "play"}, h("label", {for: "play"}, t("play_back")), range, shown), grow, get following() { return following; }};
}

/// Other forms to take it along in: a page and a picture to look at, files for other programs.
function exports(number) {
  return h("details", {class: "menu"}, h("summary", {class: "button"}, t("take_along")),
    h("ul", {}, ["html", "svg", "jsonl", "pcap"].map((form) =>
      h("li", {}, h("a", {href: `/c/${number}.${form}?lang=${language}`, target: form === "html" || form === "svg" ? "_blank" : null}, t("as_" + form))))));
}

/// Buttons for the other ways to look at it; draw() keeps up what they show.
function otherWays(number, log) {
  const columns = dots(log.protocol, number), ear = h("p", {class: "box ear", role: "status", hidden: true});
  const toggle = (name, change) => {
    const button = h("button", {"aria-pressed": "false", onclick: () => {
      const on = button.getAttribute("aria-pressed") === "false";
      button.setAttribute("aria-pressed", String(on));
      change(on);
    }}, t(name));
    return button;
  };
  return {
    buttons: [log.protocol in {smtp: 1, pop3: 1} && toggle("three_columns", (on) => { columns.element.hidden = !on; }),
      toggle("eavesdropper", (on) => { ear.hidden = !on; log.element.dataset.ear = on ? "on" : "off"; })],
    elements: [ear, columns.element],
    draw() {
      const rows = [...log.rows.values()].map(({row}) => row);
      columns.draw(rows);
      ear.textContent = overheard(rows);
    },
  };
}

function tools(number, log, pause, lenses, predicting) {
  const hidden = h("select", {"aria-label": t("hidden_characters"), onchange: () => { log.element.dataset.hidden = hidden.value; }},
    ["labels", "text", "hex"].map((way) => h("option", {value: way}, t("hidden_" + way))));
  const predict = h("input", {type: "checkbox", id: "predict", checked: predicting, onchange: () => log.predict(predict.checked)});
  const decoded = h("input", {type: "checkbox", id: "decoded", checked: true, onchange: () => { log.element.dataset.decoded = decoded.checked ? "on" : "off"; }});
  const going = follow();
  log.predict(predicting);
  return {
    going,
    elements: [hidden, h("label", {class: "switch", for: "predict"}, predict, t("predict")), h("label", {class: "switch", for: "decoded"}, decoded, t("decode")),
      pause, going.element, lenses,
      h("a", {class: "button", href: `/compare?left=${number}`}, t("beside")),
      h("a", {class: "button", href: `/c/${number}.txt?lang=${language}`, target: "_blank"}, t("as_text")), exports(number),
      h("button", {onclick: () => print()}, t("print"))],
  };
}

/// "live, silent for 0:40 of 5:00", or how it ended.
function standing(element, about, log, session) {
  const them = [h("b", {}, t("with", about.protocol.toUpperCase(), party(about))), " ", byBrowser(about), " "].filter(Boolean);
  if (about.ended) return element.replaceChildren(...them, h("span", {class: "badge"}, t("how_" + about.how)));
  const since = (Date.now() - about.started) / 1000 - (log.heard ?? 0), patience = session[about.protocol + "_patience"];
  element.replaceChildren(...them, h("span", {class: "badge live"}, "● " + t("live")), " ",
    patience ? t("silent_of", minutes(since), minutes(patience)) : t("silent", minutes(since)));
}

/// `predicting`: answers are covered from the beginning.
export function conversation(session, number, go, predicting = false) {
  let about = null, log = null, play = null, ways = null, waiting = null, marked = location.hash.slice(1); // the line to begin with
  const status = h("p", {class: "standing"}), trouble = h("p", {class: "wrong", role: "status"});
  const states = h("ol", {class: "states", "aria-label": t("states")}), side = h("aside", {});
  const main = h("div", {}, status, session.class && spotlight(session, number), trouble, states);
  const pause = h("button", {"aria-pressed": "false", onclick: () => {
    const paused = pause.getAttribute("aria-pressed") === "false";
    pause.setAttribute("aria-pressed", String(paused));
    if (!paused && waiting) waiting.forEach(draw);
    waiting = paused ? [] : null;
  }}, t("pause"));
  const view = {name: "conversation", title: t("conversation", number), main,
    at: (hash) => log?.mark(hash.slice(1)), close() { stream.close(); clearInterval(timer); }};

  const begin = (news) => {
    log = new Log(number, news.about.protocol);
    play = playback(log);
    ways = otherWays(number, log);
    const {elements, going} = tools(number, log, pause, ways.buttons, predicting);
    view.going = going;
    main.append(h("div", {class: "tools"}, elements), h("div", {class: "columns"}, h("div", {}, play.element, ways.elements, log.element), side));
  };
  const draw = (news) => {
    about = news.about;
    if (!log) begin(news);
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 80;
    log.take(news.rows);
    ways.draw();
    play.grow();
    panel(news, log, session, states, side);
    standing(status, about, log, session);
    if (marked && log.mark(marked)) marked = "";
    else if (atEnd && play.following && !about.ended) scrollTo(0, document.documentElement.scrollHeight);
    trouble.textContent = news.shortened ? t("shortened", number) : "";
    if (news.newest && view.going.on && seenLive) go("/c/" + news.newest);
    seenLive ||= !about.ended;
  };
  let seenLive = false; // who opens an old one wants to read it
  const stream = listen(`/c/${number}/events`, {
    rows: (news) => (waiting ? waiting.push(news) : draw(news)),
    gone: () => { trouble.textContent = t("gone", number); },
  }, (text) => { if (text || about) trouble.textContent = text; }); // without it the first event says more
  const timer = setInterval(() => { if (about && !about.ended) standing(status, about, log, session); }, 1000);
  return view;
}
