// A stream of events that outlives its server: the browser comes back by itself and says what it heard last, so nothing
// is lost; what is told twice replaces itself.
import {refusal} from "/act.js";
import {language, t} from "/words.js";

/// Why it is no more, in a sentence; empty: nobody knows. Who may see nothing any more is asked who they are.
async function whyNot(path) {
  const stop = new AbortController();
  const answer = await fetch(path, {signal: stop.signal}).catch(() => null);
  if (!answer) return "";
  if (answer.ok) return stop.abort(), "";
  const session = await (await fetch("/session")).json();
  if (session.role === "nobody") location.reload();
  return refusal(answer);
}

/// `on`: what to do with each event, by its name; `trouble` hears, in a sentence, why nothing comes, and "" once it does
/// again. close() ends it.
export function listen(path, on, trouble) {
  const address = `${path}${path.includes("?") ? "&" : "?"}lang=${language}`;
  let source = null, again = null, closed = false;
  const open = () => {
    source = new EventSource(address);
    source.onopen = () => trouble("");
    source.onerror = async () => {
      if (source.readyState !== EventSource.CLOSED) return trouble(t("lost")); // it comes back by itself
      const why = await whyNot(address).catch(() => "");
      if (closed) return;
      trouble(why || t("lost"));
      again = setTimeout(open, why ? 10000 : 3000);
    };
    for (const [name, act] of Object.entries(on))
      source.addEventListener(name, (event) => act(JSON.parse(event.data)));
  };
  open();
  return {
    close() {
      closed = true;
      clearTimeout(again);
      source.close();
    },
  };
}
