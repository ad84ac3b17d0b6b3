// One letter's way over both protocols, on one line of time: what brought it, the store, and for each maildrop the
// sessions that met it there.
import {h, minutes} from "/dom.js";
import {wire} from "/line.js";
import {listen} from "/live.js";
import {t} from "/words.js";

const gap = 20; // seconds in which nothing happened that are worth saying
const inbound = 0, store = 1; // lanes; behind them one for each maildrop
const takes = ["fetched", "looked"], ends = ["removed", "thrown_away"]; // deeds: out of the store, and in it

/// Where the letter is in this maildrop, in a word of ours.
function whereabouts({octets, visits}) {
  const deeds = visits.flatMap(({steps}) => steps.map(({deed}) => deed));
  const last = deeds.findLast((deed) => deed !== "found" && deed !== "listed");
  if (octets == null) return ends.includes(last) ? last : "not_there";
  return last === "marked" ? "marked" : deeds.includes("fetched") ? "fetched" : "waits";
}

/// A line that was said, as a link to where it stands.
const quoted = ({from, parts, line}, conversation) => parts && h("p", {class: "said " + from},
  h("b", {}, from === "client" ? "C▶" : "◀S"), h("a", {href: `/c/${conversation}#l${line}`}, h("code", {}, wire(parts))));

/// What happened, in the order of time: in which lanes, and which way the letter went between two of them.
function happenings({message, arrivals, maildrops}) {
  const all = [];
  for (const {conversation, protocol, said, mailboxes} of arrivals) {
    for (const one of said) {
      const asked = all.at(-1);
      if (one.from === "server" && asked?.open) asked.content.push(quoted(one, conversation));
      else all.push({at: one.at, conversation, lane: inbound, content: [quoted(one, conversation) ?? h("p", {}, t(conversation ? "by_report" : "by_somebody"))]});
      all.at(-1).open = one.from === "client"; // its answer stands with it
    }
    Object.assign(all.at(-1), {from: inbound, to: store,
      other: h("p", {}, h("b", {}, t(protocol === "smtp" ? "stored_as" : "put_as", message)), " ", t("for_whom", mailboxes.join(", ")))});
  }
  maildrops.forEach(({mailbox, visits}, index) => {
    const lane = store + 1 + index;
    for (const {conversation, how, steps} of visits)
      for (const step of steps)
        all.push({at: step.at, conversation, lane,
          content: [h("p", {}, h("b", {}, t("deed_" + step.deed)), step.deed === "kept" && `: ${t("how_" + how)}`, step.injected && ` · ${step.injected}`), quoted(step, conversation)],
          ...(takes.includes(step.deed) && {from: store, to: lane}),
          ...(ends.includes(step.deed) && {from: lane, to: store, other: h("p", {}, h("b", {}, "✗ "), t("gone_from", mailbox))})});
  });
  return all.sort((one, next) => one.at - next.at);
}

const kinds = (lane) => (lane === inbound ? "in" : lane === store ? "kept" : "out");

/// The line between two lanes as the cell of this lane has it.
function flow(lane, {from, to}) {
  if (from == null || lane < Math.min(from, to) || lane > Math.max(from, to)) return "";
  const side = lane === Math.min(from, to) ? "begin" : lane === Math.max(from, to) ? "end" : "through";
  return ` flow ${side} ${from < to ? "onward" : "back"}`;
}

/// A row of the picture. Who can't see the lanes, or has no room for them, reads their names.
function row(one, lanes, before) {
  const inLane = (lane) => (lane === one.lane ? [one.content, one.conversation !== before.get(lane) &&
    h("a", {class: "soft", href: "/c/" + one.conversation}, t("conversation", one.conversation))] : lane === store ? one.other : null);
  const cells = lanes.map((name, lane) => {
    const content = inLane(lane);
    return h("div", {class: "lane" + flow(lane, one)}, content && h("div", {class: "card-of " + kinds(lane)}, h("span", {class: "name"}, name), content));
  });
  before.set(one.lane, one.conversation);
  return h("li", {}, h("time", {class: "soft", datetime: new Date(one.at).toISOString()}, new Date(one.at).toLocaleTimeString([], {hour12: false})), cells);
}

function picture(letter) {
  const lanes = [letter.arrivals[0]?.protocol === "lab" ? t("lab") : "SMTP", t("store"), ...letter.maildrops.map(({mailbox}) => `POP3 · ${mailbox}`)];
  const before = new Map(), all = happenings(letter);
  const rows = all.map((one, index) => {
    const silent = index > 0 ? (one.at - all[index - 1].at) / 1000 : 0;
    return [silent >= gap && h("li", {class: "gap soft"}, t("later", minutes(silent))), row(one, lanes, before)];
  });
  const list = h("ol", {class: "way", "aria-label": t("its_way")}, rows);
  const heads = h("div", {class: "heads", "aria-hidden": "true"}, h("span", {}), lanes.map((name, lane) => h("b", {class: kinds(lane)}, name)));
  const region = h("div", {class: "lanes", role: "region", tabindex: "0", "aria-label": t("its_way")}, heads, list);
  region.style.setProperty("--lanes", lanes.length);
  return region;
}

function standing({maildrops}) {
  return h("ul", {class: "places"}, maildrops.map((maildrop) => {
    const where = whereabouts(maildrop);
    return h("li", {class: "badge " + where}, h("b", {}, maildrop.mailbox), " ", t("is_" + where));
  }));
}

export function letter(session, number) {
  const trouble = h("p", {class: "wrong", role: "status"}), status = h("div", {class: "standing", role: "status"}), body = h("div", {});
  const main = h("div", {}, status, trouble, body);
  let known = false;
  const draw = (letter) => {
    known = true;
    trouble.textContent = "";
    status.replaceChildren(standing(letter));
    const within = document.activeElement?.closest?.(".lanes a")?.getAttribute("href");
    body.replaceChildren(...[letter.arrivals.length === 0 && h("p", {class: "soft"}, t("before_the_record")), picture(letter),
      h("p", {class: "tools"}, h("button", {onclick: () => print()}, t("print")))].filter(Boolean));
    if (within) body.querySelector(`a[href="${CSS.escape(within)}"]`)?.focus();
  };
  const stream = listen(`/m/${number}/events`, {letter: draw, gone: () => { trouble.textContent = t("no_letter", number); }},
    (text) => { if (text || known) trouble.textContent = text; }); // without it the first event says more
  return {name: "letter", title: t("letter_number", number), main, close: () => stream.close()};
}
