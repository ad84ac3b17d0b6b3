// What stands beside a conversation: its states, the envelope beside the letter, the maildrop, what would happen.
import {h, minutes} from "/dom.js";
import {clock} from "/note.js";
import {t, words} from "/words.js";

const section = (title, ...content) => h("section", {class: "box"}, h("h2", {}, title), ...content);

/// The states that the protocol has, where it has been, and where it is.
function drawStates(element, {states = [], path = [], state}) {
  element.replaceChildren(...states.map((name) => {
    const here = name === state, been = path.includes(name);
    return h("li", {class: been ? "been" : null, "aria-current": here ? "step" : null}, name);
  }));
}

/// What a state has refused: arrows that lead nowhere.
function refusals({about}, log) {
  const notes = [...log.rows.values()].flatMap(({row}) => row.notes.filter((note) => note.about === "needed").map((note) => ({note, at: row.at})));
  if (notes.length === 0) return null;
  return section(t("refused"), h("ul", {}, notes.slice(-5).map(({note, at}) =>
    h("li", {}, h("a", {href: `/c/${about.id}#l${at}`}, h("code", {}, note.verb), " ⇢ ", h("code", {}, note.before))))));
}

function differs(field, address) {
  return field != null && address !== "" && !field.toLowerCase().includes(address.toLowerCase());
}

/// The envelope, and what the letter itself says: two different things.
function envelope({envelope, letter = {}, stored}) {
  if (!envelope) return null;
  const address = (text) => h("code", {}, text === "" ? "<>" : text);
  const field = (name, other) => letter[name] == null ? null : [h("dt", {}, name + ":"),
    h("dd", {class: other != null && differs(letter[name], other) ? "differs" : null}, letter[name])];
  return section(t("envelope"),
    h("dl", {}, h("dt", {}, "MAIL"), h("dd", {}, address(envelope.from)),
      envelope.to.map((to) => [h("dt", {}, "RCPT"), h("dd", {}, address(to))]).flat()),
    h("h3", {}, t("in_the_letter")),
    Object.keys(letter).length === 0 ? h("p", {class: "soft"}, t("no_header_yet"))
      : h("dl", {}, field("From", envelope.from), field("To", envelope.to[0] ?? ""), field("Cc"), field("Subject"), field("Date")),
    h("p", {class: "soft"}, stored ? [t("stored", stored), " ", h("a", {href: "/m/" + stored}, t("see_its_way"))] : t("envelope_counts")));
}

function maildrop({about, panel: {maildrop, mailbox, opened}}) {
  if (!mailbox) return null;
  const marked = maildrop.filter((message) => message.marked).length;
  return section(t("maildrop", mailbox),
    maildrop.length === 0 ? h("p", {class: "soft"}, t("maildrop_empty"))
      : h("ol", {class: "maildrop"}, maildrop.map((message) =>
          h("li", {class: message.marked ? "marked" : null}, h("b", {}, message.number), " ",
            h("a", {href: "/m/" + message.id}, t("message_id", message.id)), " ", message.unique_id && h("code", {}, message.unique_id), " ",
            message.marked ? "✎ " + t("marked") : message.fetched ? "✓ " + t("fetched") : ""))),
    h("p", {class: "soft"}, t("maildrop_says", maildrop.length, marked)),
    !about.ended && h("p", {class: "soft"}, t("maildrop_locked", clock(opened))));
}

/// What the next step would do, from here.
function outcomes({about, panel}, session) {
  if (about.ended) return null;
  const marked = (panel.maildrop ?? []).filter((message) => message.marked).length;
  const patience = minutes(session[about.protocol + "_patience"] ?? 0);
  const list = words(`next.${about.protocol}.${panel.state}`);
  if (!list) return null;
  const fill = (text) => text.replace("{patience}", patience).replace("{marked}", marked);
  return section(t("what_happens"), h("dl", {class: "steps"}, list.map(([step, then]) => [h("dt", {}, /^[A-Z]{4}/.test(step) ? h("code", {}, step) : step), h("dd", {}, fill(then))])));
}

export function panel(news, log, session, states, side) {
  drawStates(states, news.panel);
  side.replaceChildren(...[outcomes(news, session), envelope(news.panel), maildrop(news), refusals(news, log)].filter(Boolean));
}
