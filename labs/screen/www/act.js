// What the page asks the server for once, and what it wants done: that is a POST with the page's token, without which no
// other site's page can ask for it.
import {language, t, words} from "/words.js";

/// Why the server has refused, a sentence in the reader's language: it stands behind the status.
const sentence = (text) => text.split("\n").slice(1).join(" ").trim();
export const refusal = async (answer) => sentence(await answer.text());

function json(text) {
  try { return JSON.parse(text); } catch { return null; }
}

/// What the server has answered; "trouble", a sentence, where it has refused or was not there.
async function ask(path, request) {
  const answer = await fetch(`${path}?lang=${language}`, request).catch(() => null);
  if (!answer) return {trouble: t("lost")};
  const text = await answer.text(), said = json(text);
  if (answer.ok) return said ?? {};
  return {trouble: words("trouble_" + said?.trouble) ?? (sentence(text) || t("trouble_other", answer.status))};
}

export const read = (path) => ask(path);
export const act = (session, path, form = {}) => ask(path, {method: "POST", body: new URLSearchParams({...form, token: session.token})});
