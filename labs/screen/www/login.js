// Who may look: a student of the class with name and PIN, the teacher with the key.
import {h} from "/dom.js";
import {learn, t} from "/words.js";

await learn("me");

function field(id, label, more = {}) {
  const input = h("input", {id, name: id, autocapitalize: "off", spellcheck: "false", required: true, ...more});
  return {input, elements: [h("label", {for: id}, label), input]};
}

/// A form that gives what stands in it for a cookie. `enter` says what was wrong with it.
function form(fields, what, enter, refused, ...above) {
  const wrong = h("p", {class: "wrong", role: "alert"}, refused);
  const submit = async (event) => {
    event.preventDefault();
    wrong.textContent = "";
    const said = await enter(what());
    if (!said) return;
    wrong.textContent = said;
    fields.at(-1).input.select();
  };
  return h("form", {class: "box", onsubmit: submit}, above, fields.map(({elements}) => elements), h("button", {}, t("open")), wrong);
}

function ofStudent(enter) {
  const name = field("name", t("mailbox_name"), {autocomplete: "username"});
  const secret = field("secret", t("pin"), {type: "password", autocomplete: "current-password"});
  return form([name, secret], () => ({name: name.input.value, secret: secret.input.value}), enter, "",
    h("h2", {}, t("of_student")), h("p", {}, t("needs_pin")));
}

function ofTeacher(enter, refused, ofClass) {
  const key = field("key", t("key"), {autocomplete: "off"});
  return form([key], () => ({key: key.input.value.trim().replace(/^.*key=/, "")}), enter, refused,
    ofClass && h("h2", {}, t("teacher")), h("p", {}, t("needs_key")), h("pre", {}, "open http://127.0.0.1:2580/#key=..."));
}

/// `refused`: what is wrong with the key that the address had.
export function login(session, enter, refused) {
  return {
    name: "login", title: t("login"), close() {},
    main: h("div", {}, session.class && ofStudent(enter), ofTeacher(enter, refused, session.class)),
  };
}
