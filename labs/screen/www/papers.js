// What there is to print. A page is printed from a frame that nobody sees, so that one click is enough.
import {read} from "/act.js";
import {h} from "/dom.js";
import {language, t} from "/words.js";

/// Those in the reader's language come first. "systems/linux.zh.html" is in Chinese.
const languageOf = (file) => /\.(\w\w)\.html$/.exec(file)?.[1] ?? "en";
const ownFirst = (list) => [...list.filter(({file}) => languageOf(file) === language), ...list.filter(({file}) => languageOf(file) !== language)];

const address = (file) => `/papers/${file}?lang=${language}`;

/// Shows a page nowhere, and prints it.
function printed(file, frames) {
  const frame = h("iframe", {src: address(file), class: "unseen", title: t("print"), tabindex: "-1", onload: () => { frame.contentWindow.focus(); frame.contentWindow.print(); }});
  frames.replaceChildren(frame);
}

export function papers() {
  const frames = h("div", {}), trouble = h("p", {class: "wrong", role: "status"}), body = h("div", {}, h("p", {}, t("papers_intro")));
  const paper = ({file, title, lang}) => h("li", {}, h("a", {href: address(file), target: "_blank", lang}, title), " ",
    h("button", {"aria-label": `${t("print")}: ${title}`, onclick: () => printed(file, frames)}, t("print")));
  const section = (title, list, about) => list.length > 0 && h("section", {class: "box"}, h("h2", {}, title), about && h("p", {class: "soft"}, about), h("ul", {class: "papers"}, list.map(paper)));
  const ofStudents = (students) => students.length > 0 && h("section", {class: "box"}, h("h2", {}, t("papers_students")), h("div", {class: "grid", tabindex: "0", role: "region", "aria-label": t("papers_students")},
    h("table", {}, h("tbody", {}, students.map(({id, name}) => h("tr", {}, h("th", {scope: "row"}, `${id} ${name}`),
      ["students", "reports"].map((kind) => {
        const file = `${kind}/${id}.html`, title = t("papers_of_" + kind);
        return h("td", {}, h("a", {href: address(file), target: "_blank"}, title), " ", h("button", {"aria-label": `${t("print")}: ${id} ${title}`, onclick: () => printed(file, frames)}, t("print")));
      })))))));
  const draw = ({course, labs, systems, students}) => body.replaceChildren(...[
    h("p", {}, t("papers_intro")),
    section(t(course ? "papers_for_all" : "papers_labs"), labs, course ? null : t("papers_example")),
    section(t("papers_systems"), ownFirst(systems).map((one) => ({...one, lang: languageOf(one.file)}))),
    course && section(t("papers_class"), [{file: "cards.html", title: t("papers_cards")}, {file: "reports.html", title: t("papers_reports")}], t("papers_cards_say")),
    section(t("papers_reference"), [{file: "scenarios.html", title: t("twelve")}, {file: "states/smtp.svg", title: t("papers_states", "SMTP")}, {file: "states/pop3.svg", title: t("papers_states", "POP3")}]),
    ofStudents(students)].filter(Boolean));
  read("/papers/list").then((list) => {
    if (list.trouble) trouble.textContent = list.trouble;
    else draw(list);
  });
  return {name: "papers-list", title: t("papers"), main: h("div", {}, trouble, body, frames), close() {}};
}
