// A class at work, for the projector, in the order in which a teacher asks: who needs help now, which mistakes are being
// made, who has done what, who holds which maildrop, what is nobody's.
import {act} from "/act.js";
import {h, marked} from "/dom.js";
import {locksHeld} from "/locks.js";
import {party} from "/party.js";
import {shownNow} from "/spotlight.js";
import {learn, t} from "/words.js";

await learn("desk");

const badge = (student, names) => (names ? `${student.id} ${student.name}` : String(student.number));

/// Numbers instead of names, until somebody switches those on: in what was said, too.
class Names {
  constructor(students) {
    this.shown = false;
    this.meet(students);
  }
  meet(students) {
    this.of = new Map(students.map((student, index) => [student.id, {...student, number: index + 1}]));
  }
  account(id) {
    const student = this.of.get(id);
    return student ? badge(student, this.shown) : id;
  }
  /// A badge is nobody else's business, either.
  text(text) {
    if (this.shown) return text;
    const number = (id) => this.of.get(id.toLowerCase())?.number;
    return text.replace(/([a-z0-9._]+)[+-]L\d+-[0-9a-z]{4}/gi, (all, id) => (number(id) ? number(id) + "+…" : all))
      .replace(/[a-z0-9._-]+/gi, (word) => number(word) ?? word);
  }
}

function needsHelp({stuck, students}, now, names) {
  const look = (id) => id > 0 && h("a", {href: "/c/" + id}, t("look"));
  const live = now.map((one) => h("li", {class: "trouble"}, h("b", {}, "! ", one.account ? names.account(one.account) : one.protocol.toUpperCase()), " · ",
    one.why, " ", look(one.id)));
  const others = stuck.slice(0, 12).map((one) => h("li", {}, h("b", {}, badge(students[one.number - 1], names.shown)), " · ", one.lab, " · ",
    t("sessions", one.sessions), " ", look(one.conversation), h("br"), h("span", {class: "soft"}, marked(names.text(one.why)))));
  return h("section", {class: "box"}, h("h2", {}, t("needs_help")),
    live.length + others.length === 0 ? h("p", {class: "soft"}, t("nobody_stuck")) : h("ul", {class: "stuck"}, live, others));
}

function mistakesMade({mistakes}, names) {
  if (mistakes.length === 0) return null;
  const line = ({conversation, at, text}) => h("li", {}, h("a", {href: `/c/${conversation}#l${at}`}, conversation), " ", h("code", {}, names.text(text)));
  return h("section", {class: "box"}, h("h2", {}, t("mistakes")),
    h("ul", {class: "stuck"}, mistakes.map((one) => h("li", {}, h("b", {}, one.students), " · ", one.lab, " ", marked(one.text), " ",
      h("span", {class: "soft"}, t("overcome", one.overcome)), one.lines.length > 0 && h("ul", {class: "quotes"}, one.lines.map(line))))));
}

/// Solved, some of it, nothing yet: a sign, a number and a colour.
function cell(grade) {
  if (!grade) return h("td", {}, "·");
  const kind = grade.solved ? "all" : grade.score > 0 ? "some" : "none";
  return h("td", {class: kind}, grade.solved ? "✓ " : "", `${grade.score}/${grade.max}`);
}

/// Of one lab a column for each check, of all of them one for each lab.
function everyone({labs, students}, names, chosen, choose) {
  const lab = labs.find(({id}) => id === chosen);
  const heads = lab ? lab.checks.map((text, index) => h("th", {scope: "col", title: text}, index + 1)) : labs.map(({id, title}) => h("th", {scope: "col", title}, id));
  const row = (student) => {
    const grade = lab && student.labs[lab.id];
    const cells = lab ? lab.checks.map((text, index) => {
      const held = grade?.checks[index];
      return h("td", {class: held === "1" ? "all" : held === "0" ? "none" : null}, held === "1" ? "✓" : held === "0" ? "✗" : "·");
    }) : labs.map(({id}) => cell(student.labs[id]));
    return h("tr", {}, h("th", {scope: "row"}, badge(student, names.shown)), cells, lab && cell(grade));
  };
  const select = h("select", {id: "lab", "aria-label": t("lab"), onchange: () => choose(select.value)}, h("option", {value: ""}, t("all_labs")),
    labs.map(({id, title}) => h("option", {value: id, selected: id === chosen}, `${id} ${title}`)));
  return h("section", {class: "box"}, h("h2", {}, t("everyone"), " ", select),
    h("div", {class: "grid", tabindex: "0", role: "region", "aria-label": t("everyone")}, h("table", {},
      h("thead", {}, h("tr", {}, h("th", {scope: "col"}, t("student")), heads, lab && h("th", {scope: "col"}, t("points")))),
      h("tbody", {}, students.map(row)))),
    lab && h("ol", {class: "soft"}, lab.checks.map((text) => h("li", {}, marked(text)))));
}

/// One session that counts for nobody, and a form that gives it to somebody.
function nobodysOne(one, {lab_ids: labs, students}, names, give) {
  const who = h("select", {id: "student-" + one.conversation, name: "student", "aria-label": t("student"), required: true}, h("option", {value: ""}, "—"),
    students.map((student) => h("option", {value: student.id, selected: student.id === one.id}, badge(student, names.shown))));
  const lab = h("select", {id: "lab-" + one.conversation, name: "lab", "aria-label": t("lab")}, h("option", {value: ""}, t("current_lab")),
    labs.map((id) => h("option", {value: id, selected: id === one.lab}, id)));
  const submit = (event) => { event.preventDefault(); give(one.conversation, who.value, lab.value); };
  return h("li", {}, h("a", {href: "/c/" + one.conversation}, one.conversation), ` · ${one.protocol.toUpperCase()} · ${party({peer: one.peer})} · `,
    one.id ? t("likely", names.account(one.id)) : t("likely_nobody"), " ", h("span", {class: "soft"}, names.text(t("sign_" + one.sign, one.said, one.lab)),
      one.more ? " " + t("likely_more", one.more) : ""),
    h("form", {class: "give", onsubmit: submit}, who, " ", lab, " ", h("button", {id: "give-" + one.conversation}, t("give", one.conversation))));
}

/// Names are off until somebody switches them on: the board is for the projector.
export function atWork(session, redraw) {
  const element = h("div", {class: "class"}), status = h("p", {role: "status", class: "soft"});
  let shown = null, locks = [], now = [], spotlight = 0, told = "", chosen = "", all = false;
  const names = new Names([]), given = new Map(); // what is nobody's, as it was drawn: a choice made there stays
  const say = (text) => { status.textContent = text; };
  const toggle = (id, on, change) => h("button", {id, "aria-pressed": String(on), onclick: () => { change(); draw(); }}, t(id));
  const give = async (conversation, student, lab) => {
    const {trouble} = await act(session, "/nobodys/give", {conversation, student, lab});
    say(trouble ?? t("given", conversation, names.account(student)));
  };
  const nobodys = () => {
    if (shown.nobodys.length === 0) return null;
    const rows = shown.nobodys.map((one) => {
      const key = JSON.stringify([one, names.shown, shown.students.length]), before = given.get(one.conversation);
      if (before?.key !== key) given.set(one.conversation, {key, row: nobodysOne(one, shown, names, give)});
      return given.get(one.conversation).row;
    });
    return h("section", {class: "box"}, h("h2", {}, t("nobodys")), h("ul", {class: "stuck"}, rows), h("p", {class: "soft"}, t("given_how")));
  };
  const draw = () => {
    const within = element.contains(document.activeElement) ? document.activeElement.id : "";
    element.replaceChildren(...[h("p", {class: "tools"}, toggle("names", names.shown, () => { names.shown = !names.shown; }),
      toggle("all_conversations", all, () => { all = !all; redraw(); })), status, shownNow(session, spotlight, say), needsHelp(shown, now, names), mistakesMade(shown, names),
      everyone(shown, names, chosen, (lab) => { chosen = lab; draw(); }),
      locksHeld(session, locks, say, (id) => names.account(id)), nobodys()].filter(Boolean));
    if (within) document.getElementById(within)?.focus();
  };
  return {
    element,
    get showsAll() { return all; },
    /// `held`: who has which maildrop; `trouble`: who is in trouble at this moment; `seen`: the conversation that all are shown.
    draw(students, held, trouble, seen) {
      const text = JSON.stringify([students, held.length > 0 && Date.now(), held, trouble, seen]);
      if (text === told) return;
      told = text;
      [shown, locks, now, spotlight] = [students, held, trouble, seen];
      names.meet(students.students);
      draw();
    },
  };
}
