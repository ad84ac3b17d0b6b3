// Elements, made from values. What comes from the wire gets in as text only, never as markup.

/// h("a", {href: "/"}, "text", element): an attribute that is null or false is left out, "onclick" listens.
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

/// What only those hear who don't see.
export const unseen = (text) => h("span", {class: "unseen"}, text);

/// A sentence with its `code` as code.
export const marked = (text) => text.split("`").map((part, index) => (index % 2 ? h("code", {}, part) : part));

export function minutes(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/// Makes these the children of `list`. What is there already stays as it is, and whoever was at a link is at it again.
export function place(list, elements) {
  const at = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  elements.forEach((element, index) => {
    if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null);
  });
  while (list.children.length > elements.length) list.lastChild.remove();
  if (at && !list.contains(document.activeElement)) list.querySelector(`[href="${CSS.escape(at)}"]`)?.focus();
}
