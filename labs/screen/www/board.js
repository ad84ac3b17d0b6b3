// The board: who is connected, and what was just said, the newest first.
import {h, minutes, place} from "/dom.js";
import {listen} from "/live.js";
import {locksHeld} from "/locks.js";
import {wire} from "/line.js";
import {byBrowser, party} from "/party.js";
import {t} from "/words.js";

const remembered = (name) => localStorage.getItem(name) !== "off";

/// Where to say something, as a browser here would dial it.
function dial(address) {
  const colon = address.lastIndexOf(":"), host = address.slice(0, colon), port = address.slice(colon + 1);
  const everywhere = host === "0.0.0.0" || host === "[::]";
  return `telnet ${everywhere ? location.hostname : host.replace(/[[\]]/g, "")} ${port}`;
}

/// Goes along with whatever conversation begins, unless that is switched off.
export function follow(name = "follow") {
  const box = h("input", {
    type: "checkbox", id: name, checked: remembered(name),
    onchange: () => localStorage.setItem(name, box.checked ? "on" : "off"),
  });
  return {box, element: h("label", {class: "switch", for: name}, box, t("follow")), get on() { return box.checked; }};
}

export function howTo(session, first) {
  const ways = [["smtp", session.smtp], ["pop3", session.pop3]].filter(([, address]) => address);
  return h("section", {class: first ? "box first" : "box"}, h("h2", {}, t(first ? "say_something" : "where")),
    first && h("p", {}, t("type_this")),
    h("dl", {class: "ways"}, ways.map(([protocol, address]) =>
      [h("dt", {}, t("to_" + protocol)), h("dd", {}, h("code", {}, dial(address)))])),
    first && h("p", {class: "soft"}, t("comes_here")),
    h("p", {}, h("a", {href: "/t"}, t("terminal_here"))));
}

const patience = 60; // seconds of silence within a letter, after which somebody may be stuck
const most_refusals = 3; // in a row

/// Why somebody may need help now; null: they don't.
function trouble(entry) {
  if (entry.ended) return null;
  const silent = (Date.now() - (entry.heard_at ?? entry.started)) / 1000;
  if ((entry.refusals ?? 0) >= most_refusals) return t("refused_in_a_row", entry.refusals);
  return entry.state === "data" && silent >= patience ? t("silent_in_letter", minutes(silent)) : null;
}

/// A POP3 session that has a maildrop open keeps it from all others.
const holds = (entry) => !entry.ended && entry.protocol === "pop3" && entry.state === "TRANSACTION" && entry.account;

function lines(entry) {
  return [["client", "heard"], ["server", "said"]].filter(([, name]) => entry[name]).map(([who, name]) =>
    h("p", {class: "said " + who}, h("b", {}, who === "client" ? "C▶" : "◀S"), h("code", {}, wire(entry[name]))));
}

function card(entry) {
  const live = !entry.ended;
  const seconds = ((entry.ended ?? Date.now()) - entry.started) / 1000;
  return h("li", {class: live ? "talk live" : "talk"},
    h("h2", {}, h("a", {href: "/c/" + entry.id}, `${entry.id} · ${entry.protocol.toUpperCase()}`),
      h("span", {}, party(entry)), byBrowser(entry),
      live ? h("span", {class: "badge live"}, "● " + t("live")) : h("span", {class: "badge"}, t("how_" + entry.how)),
      entry.state && h("code", {class: "state"}, entry.state),
      h("time", {class: "soft", datetime: new Date(entry.started).toISOString()},
        `${new Date(entry.started).toLocaleTimeString([], {hour12: false})} · ${minutes(seconds)}`)),
    holds(entry) && h("p", {class: "soft"}, t("holds", entry.account)),
    trouble(entry) && h("p", {class: "trouble"}, h("b", {}, "! "), trouble(entry)),
    lines(entry),
    entry.letter && h("p", {}, h("a", {href: "/m/" + entry.letter}, t("letter_number", entry.letter))));
}

/// Of a class: whoever is in trouble now, and in which conversation.
const inTrouble = (conversations) => conversations.filter(trouble)
  .map((entry) => ({account: entry.account, peer: entry.peer, protocol: entry.protocol, id: entry.id, why: trouble(entry)}));

export function board(session, go) {
  const list = h("ul", {class: "talks", "aria-label": t("board")});
  const status = h("p", {role: "status", class: "soft"});
  const side = h("aside", {});
  const following = follow();
  let known = null, drawn = null, frozen = null; // frozen: what is to be drawn when it goes on
  const freeze = h("button", {"aria-pressed": "false", onclick: () => {
    const news = frozen;
    if (!drawn) return;
    frozen = news ? null : drawn;
    freeze.setAttribute("aria-pressed", String(!news));
    if (news) draw(news);
  }}, t("freeze"));
  const cards = new Map(); // of each conversation: what was drawn, and its element
  /// An entry that says what it said before keeps its element.
  const kept = (entry) => {
    const element = card(entry), before = cards.get(entry.id);
    if (before?.isEqualNode(element)) return before;
    cards.set(entry.id, element);
    return element;
  };
  const held = h("div", {});
  let ofClass = null; // what a class needs comes when there is one
  const begin = async () => {
    const {atWork} = await import("/class.js");
    ofClass ??= atWork(session, () => draw(drawn));
    held.replaceChildren(ofClass.element);
    draw(drawn);
  };
  const draw = (news) => {
    const {conversations, locks, class: students, spotlight} = drawn = news;
    list.hidden = students && !ofClass?.showsAll;
    if (students && !ofClass) begin();
    else if (students) ofClass.draw(students, locks, inTrouble(conversations), spotlight);
    else held.replaceChildren(...[locksHeld(session, locks, (text) => { status.textContent = text; })].filter(Boolean));
    const newest = conversations[0]?.id ?? 0;
    if (known !== null && newest > known && following.on && !students && !conversations[0].ended) return go("/c/" + newest);
    known = Math.max(known ?? 0, newest);
    const stuck = conversations.filter(trouble), others = conversations.filter((entry) => !stuck.includes(entry));
    place(list, [...stuck, ...others].map(kept));
    if (main.classList.contains("empty") !== (conversations.length === 0) || !side.firstChild)
      side.replaceChildren(howTo(session, conversations.length === 0));
    main.classList.toggle("empty", conversations.length === 0);
  };
  const main = h("div", {class: "columns"}, h("div", {}, status, held, list), side);
  const stream = listen("/board/events", {board: (news) => (frozen ? frozen = news : draw(news))}, (text) => { status.textContent = text; });
  const timer = setInterval(() => !frozen && (drawn?.locks.length || drawn?.conversations.some((entry) => !entry.ended)) && draw(drawn), 10000); // silence grows
  return {name: "board", title: t("board"), tools: [following.element, freeze], main, close() { stream.close(); clearInterval(timer); }};
}
