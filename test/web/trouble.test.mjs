// What the page says when the server refuses, or is away: why, in a sentence of the reader's language.
import assert from "node:assert/strict";
import {after, test} from "node:test";
import {cardOf, enrol, fetching, letter, mine} from "./people.mjs";
import {browser, dial, look, run, withServer} from "./server.mjs";

after(() => browser.close());
const says = (page, words) => page.getByText(words).waitFor();
const refuse = (page, path) => page.route(path, (route) => route.fulfill({status: 503, contentType: "text/plain", body: "503 Service Unavailable\nThe labs are being mended."}));
const cut = (page, path) => page.route(path, (route) => route.abort());

test("a letter, two conversations and the scenarios that an exam hides say so, in Russian", () => withServer(async (server) => {
  const card = await cardOf(server, "s001"), person = await dial(server.ports.pop3);
  await letter(server, ["Subject: hello", "", "It works."], "s001");
  person.say("USER s001", "PASS " + card.phrase, "RETR 1", "QUIT");
  await person.hear("signing off");
  const page = await mine(server, card, {locale: "ru"});
  await page.goto(server.origin + "/m/1");
  await page.locator(".card-of.out").first().waitFor();
  await run("lab", "exam", "on", "--data", server.directory);
  for (const path of ["/m/1", "/compare", "/compare?left=2&right=2"]) {
    await page.goto(server.origin + path);
    await page.locator(".wrong", {hasText: "Идёт экзамен"}).first().waitFor();
  }
  assert.deepEqual(page.complaints, []);
}, enrol));

test("lists that the server can't give say why instead of nothing", () => withServer(async (server) => {
  const page = await look(server.link);
  for (const [list, path] of [["papers/list", "/papers"], ["compare/scenarios", "/compare"], ["compare/conversations", "/compare"]]) {
    await refuse(page, `**/${list}?*`);
    await page.goto(server.origin + path);
    await page.locator(".wrong", {hasText: /^The labs are being mended\.$/}).waitFor();
    await page.unrouteAll();
    await cut(page, `**/${list}?*`);
    await page.goto(server.origin + path);
    await page.locator(".wrong", {hasText: "The server doesn't answer"}).waitFor();
    await page.unrouteAll();
  }
  assert.deepEqual(page.complaints, []);
}));

test("who can't be logged in or out hears why, also when the address has another server's key", () => withServer(async (server) => {
  const page = await look(server.origin + "/#key=0123456789abcdef0123456789abcdef");
  await page.getByRole("alert").getByText("not the key").waitFor();
  await cut(page, "**/login?*");
  await page.getByLabel("the key").fill(server.link);
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("The server doesn't answer").waitFor();
  const student = await mine(server, await cardOf(server, "s001"));
  await cut(student, "**/logout?*");
  await student.getByRole("button", {name: "log out"}).click();
  await student.getByRole("alert").getByText("The server doesn't answer").waitFor();
  for (let i = 0; i < 4; ++i) {
    const person = await dial(server.ports.pop3);
    person.say("USER s001", "PASS " + (await cardOf(server, "s001")).phrase, "QUIT");
    await person.hear("signing off");
  }
  await cut(student, "**/me/hints?*");
  await student.locator("#more-hints").click();
  await student.locator("main .wrong", {hasText: "The server doesn't answer"}).waitFor();
  assert.deepEqual([...page.complaints, ...student.complaints], []);
}, enrol));

test("a maildrop that can't be let go says why, on a board without a class, too", () => withServer(async (server) => {
  await letter(server);
  const person = await fetching(server), page = await look(server.link);
  await refuse(page, "**/locks/release?*");
  await page.getByRole("button", {name: "let alice's go"}).click();
  await says(page, "The labs are being mended.");
  person.hangUp();
}));
