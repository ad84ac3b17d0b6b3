// Other ways to look at what was said: decoded, in three columns, as somebody on the way sees it.
import assert from "node:assert/strict";
import {after, test} from "node:test";
import {fetching, letter} from "./people.mjs";
import {everybody, readable} from "./readable.mjs";
import {browser, dial, look, withServer} from "./server.mjs";
import {until} from "./until.mjs";

after(() => browser.close());
const foreign = ["From: me@post.example", "Subject: =?utf-8?B?5L2g5aW9?=", "Content-Type: text/plain; charset=koi8-r", "Content-Transfer-Encoding: base64", "", "8NLJ18XU", "..two", ".hidden"];
/// The cells of the table of dots, without the names of its hidden characters.
const cells = (page) => page.locator(".dots tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => {
  const copy = cell.cloneNode(true);
  copy.querySelectorAll("kbd, .unseen").forEach((one) => one.remove());
  return copy.textContent.trim();
})));

test("encoded words and bodies are decoded in place, or shown as on the wire", () => withServer(async (server) => {
  await letter(server, foreign);
  const page = await look(server.link);
  await page.goto(server.origin + "/c/1");
  await page.locator(".row", {hasText: "=?utf-8?B?5L2g5aW9?="}).locator(".decoded", {hasText: "Subject: 你好"}).waitFor();
  await page.locator(".row", {hasText: "8NLJ18XU"}).locator(".decoded", {hasText: "Привет"}).waitFor();
  await page.locator("aside dd", {hasText: "你好"}).waitFor();
  await page.getByLabel("decode").uncheck();
  assert.equal(await page.locator(".decoded:visible").count(), 0);
  assert.deepEqual(page.complaints, []);
}));

test("a line that begins with a dot stands in three columns, over both protocols", () => withServer(async (server) => {
  await letter(server, foreign);
  (await fetching(server)).hangUp();
  const page = await look(server.link);
  await page.goto(server.origin + "/c/1");
  const columns = page.getByRole("button", {name: "stored | wire | received"});
  await columns.click();
  await until(() => cells(page), (all) => assert.deepEqual(all, [["7", "≠ ..two", ".two", "≠ ..two"], ["8", "≠ .hidden", "hidden", "hidden"],
    ["9", ".", "nothing: it ends the letter", "nothing: it ends the letter"]]));
  await page.goto(server.origin + "/c/2");
  await columns.click();
  await until(() => cells(page), (all) => assert.deepEqual(all.map(([, ...three]) => three),
    [[".two", "≠ ..two", ".two"], ["nothing: it ends the letter", ".", "nothing: it ends the letter"]]));
  await page.locator(".dots a").first().click();
  await page.locator(".row.marked", {hasText: "..two"}).waitFor();
  assert.equal(await columns.getAttribute("aria-pressed"), "true", "the page is as it was");
  assert.deepEqual(page.complaints, []);
}));

test("an eavesdropper reads what comes before TLS, and of the rest how much it is", () => withServer(async (server) => {
  const page = await look(server.origin + "/t" + new URL(server.link).hash);
  await page.getByRole("button", {name: "dial SMTP"}).click();
  const say = async (line, reply) => {
    await page.locator(".terminal input").fill(line);
    await page.locator(".terminal input").press("Enter");
    await page.locator(".said.server", {hasText: reply}).last().waitFor();
  };
  await say("HELO in.clear", "greets");
  await page.goto(server.origin + "/c/1");
  const ear = page.getByRole("button", {name: "what an eavesdropper sees"});
  await ear.click();
  await page.getByText("Nothing is encrypted").waitFor();
  await page.goto(server.origin + "/t");
  await say("STARTTLS", "220 2.0.0");
  await page.getByText("From here on TLS hides the line").waitFor();
  await say("EHLO hidden", "250 HELP");
  await page.goto(server.origin + "/c/1");
  await page.locator(".row.private", {hasText: "EHLO hidden"}).waitFor();
  await ear.click();
  await page.getByText(/reads the first 5 lines.* Of the other \d+ they see when/).waitFor();
  assert.ok(await page.locator(".wire", {hasText: "HELO in.clear"}).isVisible());
  assert.ok(!(await page.locator(".wire", {hasText: "EHLO hidden"}).isVisible()));
  assert.match(await page.locator(".row.private.client .sealed").first().textContent(), /about 13 octets, encrypted/);
  await ear.click();
  assert.ok(await page.locator(".wire", {hasText: "EHLO hidden"}).isVisible());
  assert.deepEqual(page.complaints, []);
}));

test("a refusal that names a column has a caret there, and the maildrop its unique-ids and its lock", () => withServer(async (server) => {
  await letter(server);
  const person = await dial(server.ports.smtp), page = await look(server.link);
  person.say("HELO me", "MAIL FROM:<me@post.exa mple>");
  await person.hear("column 23");
  const reader = await dial(server.ports.pop3);
  reader.say("USER alice", "PASS secret", "UIDL");
  await page.goto(server.origin + "/c/2");
  await page.locator(".row.client mark").waitFor();
  assert.equal(await page.locator(".row.client .wire:has(mark)").evaluate((line) => line.querySelector("mark").previousSibling.textContent), "MAIL FROM:<me@post.exa");
  await page.goto(server.origin + "/c/3");
  await page.locator(".maildrop li", {hasText: /^1 message 1 1\.[0-9a-f]+/}).waitFor();
  await page.getByText(/Open since 0:0\d\.\d: until this session ends/).waitFor();
  reader.say("QUIT");
  await page.getByText("until this session ends").waitFor({state: "detached"});
  person.hangUp();
}));

test("these ways of looking are readable for everybody", () => withServer(async (server) => {
  await letter(server, foreign);
  await everybody(server, ["/c/1"], ".row", async (page, where) => {
    await page.locator(".decoded").first().waitFor();
    for (const name of [/^(stored|存储|хранится)/, /(eavesdropper|窃听|подслуш)/]) await page.getByRole("button", {name}).click();
    await page.locator(".ear").waitFor();
    await page.locator(".dots td").first().waitFor();
    await readable(page, where);
  });
}));
