// Terminals: lines of the page's own to the server's two ports, for where there is no telnet. Each line that is typed goes
// out as it stands; what comes back comes by a stream.
import {act} from "/act.js";
import {h} from "/dom.js";
import {plain, wire} from "/line.js";
import {listen} from "/live.js";
import {learn, t} from "/words.js";

await learn("desk");

const most_shown = 2000; // lines of one terminal
const kept = "terminals"; // of this tab, over a reload: [{id, protocol}]

const remembered = () => JSON.parse(sessionStorage.getItem(kept) ?? "[]");
const remember = (all) => sessionStorage.setItem(kept, JSON.stringify(all));

/// How a line is shown that may bring a password; `asked`: the server has just asked for a response.
function starred(line, asked) {
  if (asked) return "***";
  return line.replace(/^(\s*(?:pass|apop\s+\S+|auth\s+\S+)\s+).+$/i, "$1***");
}

const asks = (reply) => reply.startsWith("334") || reply.startsWith("+ ");

/// One terminal: what has been said, and a field for the next line.
class Terminal {
  constructor(session, {id, protocol}, number, {explain, gone}) {
    Object.assign(this, {session, id, protocol, number, gone, sending: Promise.resolve(), asked: false});
    this.lines = new Map(); // of each position in what the server says: its row
    this.held = []; // step by step: what the server has said and nobody has asked for yet
    this.history = [];
    this.at = 0; // in the history
    const name = t("terminal_number", protocol.toUpperCase(), number);
    this.log = h("div", {class: "screen", role: "log", tabindex: "0", "aria-label": t("terminal_log", name)});
    this.field = h("input", {id: `line-${id}`, autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: "false",
      enterkeyhint: "send", "aria-label": t("terminal_line", name), onkeydown: (event) => this.recall(event), onpaste: (event) => this.paste(event)});
    this.send = h("button", {}, t("terminal_send"));
    this.form = h("form", {class: "prompt", onsubmit: (event) => { event.preventDefault(); this.typed(); }},
      h("span", {"aria-hidden": "true"}, "C▶"), this.field, this.send);
    this.status = h("p", {role: "status", class: "soft"});
    this.explained = h("button", {hidden: true, "aria-pressed": "false", onclick: () => explain(this)}, t("terminal_explained"));
    this.step = h("button", {"aria-pressed": "false", onclick: () => this.stepping(!this.steps, explain)}, t("terminal_step"));
    this.reveal = h("button", {class: "reveal", hidden: true, onclick: () => this.show()}, t("what_will_it_say"));
    this.hangUp = h("button", {onclick: () => this.act("end")}, t("terminal_hang_up"));
    this.link = h("a", {hidden: true});
    this.element = h("section", {class: "box terminal", "aria-label": name},
      h("h2", {}, name, this.link, h("span", {class: "tools"}, this.step, this.explained, this.hangUp)), this.log, this.reveal, this.form, this.status);
    this.stream = listen(`/t/${id}/events`, {said: (news) => (this.steps ? this.hold(news) : this.hear(news)), gone: () => this.end("gone")},
      (text) => { if (!this.over) this.say(text); });
  }

  say(text) { this.status.textContent = text; }

  async act(what, form = {}) {
    const {trouble} = await act(this.session, `/t/${this.id}/${what}`, form);
    if (trouble) this.say(trouble);
  }

  typed() {
    const line = this.field.value;
    this.field.value = "";
    this.enter(line);
  }

  /// An empty line and a lone dot, too, go as they are.
  enter(line) {
    const shown = starred(line, this.asked);
    if (line && shown === line) this.history.push(line);
    this.at = this.history.length;
    this.asked = false;
    this.row("client", [...(shown ? [shown] : []), ["CR", "0d"], ["LF", "0a"]]);
    this.sending = this.sending.then(() => this.act("line", {line}));
  }

  /// A block of lines is said line by line; what has no end yet stays in the field.
  paste(event) {
    const lines = event.clipboardData.getData("text").split(/\r\n|\r|\n/);
    if (lines.length === 1) return;
    event.preventDefault();
    lines[0] = this.field.value + lines[0];
    this.field.value = lines.pop();
    lines.forEach((line) => this.enter(line));
  }

  /// Up and down go through what was said before; nothing of it reaches the server.
  recall(event) {
    const step = {ArrowUp: -1, ArrowDown: 1}[event.key];
    if (!step) return;
    event.preventDefault();
    this.at = Math.min(Math.max(this.at + step, 0), this.history.length);
    this.field.value = this.history[this.at] ?? "";
  }

  row(who, parts) {
    const client = who === "client";
    const element = h("p", {class: "said " + who}, h("b", {}, h("span", {"aria-hidden": "true"}, client ? "C▶" : "◀S")), h("code", {}, wire(parts)));
    this.append(element);
    return element;
  }

  append(element) {
    const atEnd = this.log.scrollTop + this.log.clientHeight >= this.log.scrollHeight - 8;
    this.log.append(element);
    while (this.log.childElementCount > most_shown) this.log.firstChild.remove();
    if (atEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  note(text) { this.append(h("p", {class: "soft"}, text)); }

  get steps() { return this.step.getAttribute("aria-pressed") === "true"; }

  /// Step by step: what the server says is shown when somebody asks for it, so that a class can say it first. It has been
  /// said all the same: nobody's mail waits for a page.
  stepping(on, explain) {
    this.step.setAttribute("aria-pressed", String(on));
    this.show();
    if (this.explained.getAttribute("aria-pressed") === "true") explain(this).then(() => explain(this)); // covered there, too
  }

  hold(news) {
    this.held.push(news);
    for (const {parts} of news.lines) this.asked = asks(plain(parts)); // what answers it is a secret, seen or not
    this.reveal.hidden = !this.held.some(({lines}) => lines.length > 0);
    if (this.reveal.hidden) this.show();
  }

  show() {
    const within = document.activeElement === this.reveal;
    this.held.splice(0).forEach((news) => this.hear(news));
    this.reveal.hidden = true;
    if (within) this.field.focus();
  }

  /// A line that was there before replaces itself.
  hear({lines, lost, ended, tls, fingerprint, conversation}) {
    if (lost) this.note(t("terminal_lost", lost));
    for (const {at, parts} of lines) {
      const before = this.lines.get(at), text = plain(parts);
      if (before?.text === text) continue;
      const element = this.row("server", parts);
      if (before) before.element.replaceWith(element);
      this.lines.set(at, {element, text});
      this.asked = asks(text);
    }
    if (tls && !this.private) this.note(t("terminal_tls", tls, fingerprint));
    this.private = tls;
    if (conversation) this.recorded(conversation);
    if (ended) this.end(ended);
  }

  recorded(conversation) {
    if (this.conversation === conversation) return;
    this.conversation = conversation;
    this.link.href = "/c/" + conversation;
    this.link.textContent = t("conversation", conversation);
    this.link.hidden = this.explained.hidden = false;
  }

  end(how) {
    if (this.over) return;
    this.over = true;
    this.say(t("terminal_" + how));
    this.field.disabled = this.send.disabled = true;
    this.hangUp.textContent = t("terminal_clear");
    this.hangUp.onclick = () => this.gone(this);
    this.element.classList.add("over");
  }

  close() { this.stream.close(); }
}

export function terminals(session) {
  const all = [], list = h("div", {class: "lines"}), status = h("p", {role: "status", class: "wrong"});
  const beside = h("div", {class: "annotated", hidden: true});
  let explaining = null, wanted = null; // {terminal, view}, and the terminal that is to be explained
  const stop = () => {
    wanted = null;
    explaining?.view.close();
    explaining?.terminal.explained.setAttribute("aria-pressed", "false");
    explaining = null;
    beside.hidden = true;
    beside.replaceChildren();
    main.classList.remove("both");
  };
  const explain = async (terminal) => {
    const again = wanted !== terminal;
    stop();
    if (!again) return;
    wanted = terminal;
    const {conversation} = await import("/conversation.js");
    if (wanted !== terminal) return; // meanwhile another one was asked for, or none
    explaining = {terminal, view: conversation(session, String(terminal.conversation), () => {}, terminal.steps)};
    terminal.explained.setAttribute("aria-pressed", "true");
    beside.replaceChildren(h("h2", {}, explaining.view.title), explaining.view.main);
    beside.hidden = false;
    main.classList.add("both");
  };
  const gone = (terminal) => {
    if (wanted === terminal) stop();
    terminal.close();
    terminal.element.remove();
    all.splice(all.indexOf(terminal), 1);
    remember(remembered().filter(({id}) => id !== terminal.id));
  };
  const add = (one) => {
    const terminal = new Terminal(session, one, Math.max(0, ...all.map(({number}) => number)) + 1, {explain, gone});
    all.push(terminal);
    list.append(terminal.element);
    return terminal;
  };
  const dial = async (protocol) => {
    status.textContent = "";
    const {trouble, id} = await act(session, "/t", {protocol});
    if (trouble) { status.textContent = trouble; return; }
    remember([...remembered(), {id, protocol}]);
    add({id, protocol}).field.focus();
  };
  const ports = ["smtp", "pop3"].filter((protocol) => session[protocol]);
  const main = h("div", {class: "desk"},
    h("div", {}, h("p", {class: "soft"}, t("terminal_hint")),
      h("p", {class: "tools"}, ports.map((protocol) => h("button", {onclick: () => dial(protocol)}, t("terminal_dial_" + protocol)))), status, list),
    beside);
  remembered().forEach(add);
  return {name: "terminals", title: t("terminal"), main, close() { stop(); all.forEach((terminal) => terminal.close()); }};
}
