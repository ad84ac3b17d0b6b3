// How soon a line that somebody types at telnet stands in a real browser, from its octets to the document's row, and what
// the first page costs. One line of results, as the others print it.
//     POSTLAB=PROGRAM node bench/screen_dom.mjs [LINES]
import {browser, dial, look, withServer} from "../test/web/server.mjs";

const lines = Number(process.argv[2] ?? 300);
const now = () => performance.timeOrigin + performance.now();
const pause = () => new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 300));
const percentile = (values, share) => values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))].toFixed(1);

/// In the page: notes when each line's row is there.
function watch() {
  window.shown = {};
  new MutationObserver((changes) => {
    const at = performance.timeOrigin + performance.now();
    for (const change of changes)
      for (const node of change.addedNodes)
        for (const word of node.textContent?.match(/line-\d+/g) ?? []) window.shown[word] ??= at;
  }).observe(document.body, {childList: true, subtree: true});
}

/// Of the page that was opened first: octets on the wire, and milliseconds until something was drawn.
function cost() {
  const entries = performance.getEntries();
  return {
    octets: entries.reduce((sum, entry) => sum + (entry.transferSize ?? 0), 0),
    drawn: entries.find((entry) => entry.name === "first-contentful-paint").startTime,
  };
}

await withServer(async (server) => {
  const page = await look(server.link);
  await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
  await page.getByText("Say something").waitFor();
  const {octets, drawn} = await page.evaluate(cost);
  const person = await dial(server.ports.smtp);
  person.say("HELO me");
  await page.waitForURL("**/c/1");
  await page.locator(".log .row", {hasText: "HELO"}).first().waitFor();
  await page.evaluate(watch);
  const said = {};
  for (let line = 0; line < lines; ++line) {
    said["line-" + line] = now();
    person.say("NOOP line-" + line);
    await pause();
  }
  await page.waitForFunction((count) => Object.keys(window.shown).length === count, lines);
  const shown = await page.evaluate(() => window.shown);
  const took = Object.entries(said).map(([line, at]) => shown[line] - at);
  console.log(`screen_dom lines=${lines} dom_p50_ms=${percentile(took, .5)} dom_p95_ms=${percentile(took, .95)} ` +
    `first_page_KiB=${(octets / 1024).toFixed(1)} first_drawn_ms=${drawn.toFixed(0)}`);
  person.hangUp();
});
await browser.close();
