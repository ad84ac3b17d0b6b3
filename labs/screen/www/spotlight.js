// One conversation that the whole class is shown: the teacher's switch, and its student's word on it.
import {act, read} from "/act.js";
import {h} from "/dom.js";
import {t} from "/words.js";

/// What stands on a conversation's page about that.
export function spotlight(session, number) {
  const element = h("p", {class: "spotlight"}), wrong = h("span", {class: "wrong", role: "status"});
  const ask = async (what, form) => draw(await act(session, `/c/${number}/${what}`, form));
  const draw = ({trouble, shown, agreed, own}) => {
    wrong.textContent = trouble ?? "";
    if (trouble) return;
    const within = element.contains(document.activeElement);
    const show = session.role === "teacher" && h("button", {"aria-pressed": String(shown), onclick: () => ask("spotlight", {on: shown ? 0 : 1})}, t("show_class"));
    const yes = own && h("input", {type: "checkbox", id: "agree", checked: agreed, onchange: () => ask("agree", {yes: agreed ? 0 : 1})});
    element.replaceChildren(...[show, own && h("label", {class: "switch", for: "agree"}, yes, t("agree_shown")),
      shown && session.role === "student" && h("span", {class: "badge live"}, t(own ? "class_sees_it" : "shown_to_you")), " ", wrong].filter(Boolean));
    if (within) element.querySelector("button, input")?.focus();
  };
  read(`/c/${number}/spotlight`).then((now) => { if (!now.trouble) draw(now); }); // who may not look is told so by the conversation
  return element;
}

/// On the board: what the class is shown, and a button that ends it.
export function shownNow(session, number, say) {
  if (!number) return null;
  const end = async () => {
    const {trouble} = await act(session, `/c/${number}/spotlight`, {on: 0});
    if (trouble) say(trouble);
  };
  return h("p", {class: "box"}, t("class_is_shown"), " ", h("a", {href: "/c/" + number}, t("conversation", number)), " ",
    h("button", {id: "spotlight", onclick: end}, t("spotlight_end")));
}
