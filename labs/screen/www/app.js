// The page: who may see it, which view its path means, and what all views have in common.
import {act, read, refusal} from "/act.js";
import {h} from "/dom.js";
import {language, languages, setLanguage, t} from "/words.js";

/// What the server has said about itself and us.
let session = {role: "nobody"};
let view = null, shown = ""; // the path that it was made for

/// What a path shows; the module that draws it comes when it is asked for. The paths stand in screen.cpp, too.
const views = [
  [/^\/$/, async () => (await import("/board.js")).board(session, go)],
  [/^\/t$/, async () => (await import("/terminal.js")).terminals(session)],
  [/^\/c\/(\d+)$/, async (number) => (await import("/conversation.js")).conversation(session, number, go)],
  [/^\/m\/(\d+)$/, async (number) => (await import("/letter.js")).letter(session, number)],
  [/^\/compare$/, async () => (await import("/compare.js")).compare(session, go)],
  [/^\/me$/, async () => (await import("/me.js")).mine(session, go)],
  [/^\/papers$/, async () => (await import("/papers.js")).papers()],
];
/// Those that stand on top of every page.
const places = {
  teacher: [["/", "board"], ["/t", "terminal"], ["/compare", "side_by_side"], ["/papers", "papers"]],
  student: [["/me", "my_page"], ["/t", "terminal"], ["/compare", "side_by_side"]],
  nobody: [],
};
const viewAt = (path) => views.find(([pattern]) => pattern.test(path));

async function begin() {
  document.documentElement.lang = language;
  session = await read("/session");
  if (session.trouble) return document.body.replaceChildren(h("p", {class: "wrong", role: "alert"}, session.trouble));
  let refused = "";
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (key) { // it stands in the fragment, which stays in the browser, and is taken out of sight
    history.replaceState(null, "", location.pathname + location.search);
    refused = await logIn({key});
  }
  show(refused);
}

/// Gives what one knows for a cookie. What the server has against it, in a sentence; empty: nothing.
async function logIn(what) {
  const {trouble} = await act(session, "/login", what), known = trouble ? {trouble} : await read("/session");
  if (!known.trouble) session = known;
  return known.trouble ?? "";
}

function go(path) {
  history.pushState(null, "", path);
  show();
}

let asked = 0;
const here = () => location.pathname + location.search;

/// `refused`: what the server has against whom it does not know.
async function show(refused = "") {
  const now = ++asked;
  view?.close();
  view = null;
  shown = here();
  const made = session.role === "nobody" ? (await import("/login.js")).login(session, enter, refused) : await draw(location.pathname);
  if (now !== asked) return made.close(); // meanwhile another one was asked for
  view = made;
  document.title = view.title + " · Postlab";
  document.body.replaceChildren(
    h("a", {class: "skip", href: "#main"}, t("skip")), bar(view), h("main", {id: "main", tabindex: "-1", class: view.name}, view.main));
}

function draw(path) {
  const found = viewAt(session.role === "student" && path === "/" ? "/me" : path);
  return found ? found[1](found[0].exec(path)?.[1]) : nowhere();
}

/// The server has refused what the path means: it says why to who asks for no page.
async function nowhere() {
  const answer = await fetch(`${location.pathname}?lang=${language}`, {headers: {Accept: "text/plain"}});
  const why = answer.ok ? t("nothing_at", location.pathname) : await refusal(answer);
  return {name: "nowhere", title: t("no_such_page"), close() {},
    main: h("section", {class: "box"}, h("p", {}, why), h("p", {}, h("a", {href: "/"}, t(session.role === "student" ? "my_page" : "to_the_board"))))};
}

function bar(view) {
  const choose = h("select", {"aria-label": t("language"), onchange: (event) => setLanguage(event.target.value)},
    Object.entries(languages).map(([code, name]) =>
      h("option", {value: code, lang: code, selected: code === language}, name)));
  const wrong = h("span", {class: "wrong", role: "alert"});
  return h("header", {class: "bar"}, h("a", {class: "home", href: "/"}, "Postlab"), h("h1", {}, view.title), view.tools ?? [],
    h("span", {class: "last"}, places[session.role].length > 0 && h("nav", {"aria-label": t("pages")}, places[session.role].map(([path, name]) =>
      h("a", {href: path, "aria-current": path === location.pathname ? "page" : null}, t(name)))),
    session.role === "student" && h("span", {class: "who"}, session.name, " ", h("button", {onclick: () => leave(wrong)}, t("log_out")), wrong), choose));
}

/// Opens what was asked for; else what was wrong.
async function enter(what) {
  const wrong = await logIn(what);
  if (wrong) return wrong;
  if (viewAt(location.pathname)) await show();
  else location.reload(); // what stands there is for those who may look
  return "";
}

async function leave(wrong) {
  const {trouble} = await act(session, "/logout");
  if (trouble) wrong.textContent = trouble;
  else location.assign("/");
}

// Links within the page change the view alone.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || link.target || link.origin !== location.origin) return;
  if (!viewAt(link.pathname) || (link.pathname === location.pathname && link.hash)) return;
  event.preventDefault();
  go(link.pathname + link.search + link.hash);
});
addEventListener("popstate", () => {
  if (here() !== shown) show();
  else view?.at?.(location.hash); // within the page: the view stays, and what was typed there
});
addEventListener("hashchange", () => location.hash.startsWith("#key=") && begin()); // pasted where the page is open
begin();
