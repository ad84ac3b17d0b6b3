// Who holds which maildrop, and the button that lets it go.
import {act} from "/act.js";
import {h, minutes} from "/dom.js";
import {t} from "/words.js";

/// Who has a maildrop open, so that nobody else can, and a button that ends that; `say` hears how it went. Null: nobody has one.
export function locksHeld(session, locks, say, name = (account) => account) {
  if (locks.length === 0) return null;
  const letGo = async (mailbox) => {
    const {trouble} = await act(session, "/locks/release", {mailbox});
    say(trouble ?? t("lock_released", name(mailbox)));
  };
  return h("section", {class: "box"}, h("h2", {}, t("locks")),
    h("ul", {class: "stuck"}, locks.map(({mailbox, since, conversation}) => h("li", {}, h("b", {}, name(mailbox)), " · ",
      t("lock_since", minutes((Date.now() - since) / 1000)), " ", conversation && h("a", {href: "/c/" + conversation}, t("look")), " ",
      h("button", {id: "release-" + mailbox, onclick: () => letGo(mailbox)}, t("lock_release", name(mailbox)))))),
    h("p", {class: "soft"}, t("lock_released_how")));
}
