// What a teacher does in front of a class: freeze the board, show one conversation to all, go step by step.
import assert from "node:assert/strict";
import {after, test} from "node:test";
import {cardOf, enrol, mine} from "./people.mjs";
import {readable} from "./readable.mjs";
import {browser, dial, look, withServer} from "./server.mjs";

after(() => browser.close());
const withClass = (test) => withServer(async (server) => test(server, await cardOf(server, "s001")), enrol);
/// Somebody at telnet who has said that already.
async function person(port, reply, ...lines) {
  const one = await dial(port);
  one.say(...lines);
  await one.hear(reply);
  return one;
}
const says = (page, words) => page.locator(".row.client .wire", {hasText: words}).waitFor();

test("a frozen board stays as it is, and goes on with all that was said meanwhile", () => withServer(async (server) => {
  const page = await look(server.link), freeze = page.getByRole("button", {name: "freeze"});
  await page.getByLabel("go along").uncheck();
  const one = await person(server.ports.smtp, "greets", "HELO me");
  await page.locator(".talk .said", {hasText: "greets me"}).waitFor();
  await freeze.click();
  const watching = await page.context().newPage();
  one.say("NOOP");
  await watching.goto(server.origin + "/");
  await watching.locator(".talk .said", {hasText: "NOOP"}).waitFor(); // by then it was told here, too
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  assert.equal(await page.locator(".talk .said", {hasText: "NOOP"}).count(), 0);
  await freeze.click();
  await page.locator(".talk .said", {hasText: "NOOP"}).waitFor();
  one.hangUp();
}));

test("a teacher shows a session of their own to the class, and no student's before they agree", () => withClass(async (server, ann) => {
  (await person(server.ports.pop3, "signing off", "USER s001", "PASS " + ann.phrase, "QUIT")).hangUp();
  const teacher = await person(server.ports.smtp, "greets", "HELO teacher");
  const board = await look(server.link, {bypassCSP: true, reducedMotion: "reduce"}), page = await mine(server, ann, {bypassCSP: true, reducedMotion: "reduce"});
  const show = board.getByRole("button", {name: "show to the class"});
  await board.goto(server.origin + "/c/2");
  await says(board, "HELO teacher");
  await show.click();
  await page.getByRole("link", {name: "Conversation 2"}).click();
  await says(page, "HELO teacher");
  await page.getByText("your teacher shows this").waitFor();
  teacher.say("NOOP");
  await says(page, "NOOP");
  await readable(page, "a conversation that is shown");
  await board.goto(server.origin + "/");
  await board.getByText("The class is shown:").waitFor();
  await readable(board, "a board that says what is shown");
  await board.getByRole("button", {name: "show it no longer"}).click();
  await page.getByText("You have no conversation of that number").waitFor();

  await board.goto(server.origin + "/c/1");
  await show.click();
  await board.getByText("The student has not agreed to that").waitFor();
  await page.goto(server.origin + "/c/1");
  await page.getByLabel("my teacher may show this").check();
  await show.click();
  await board.locator("[aria-pressed=true]", {hasText: "show to the class"}).waitFor();
  await page.reload();
  await page.getByText("the class sees this").waitFor();
  assert.deepEqual([...board.complaints, ...page.complaints], []);
  teacher.hangUp();
}));

test("step by step an answer is shown when it is asked for, beside the terminal, too", () => withServer(async (server) => {
  const page = await look(server.origin + "/t" + new URL(server.link).hash, {bypassCSP: true, reducedMotion: "reduce"});
  await page.getByRole("button", {name: "dial SMTP"}).click();
  const heard = (words) => page.locator(".said.server", {hasText: words}), field = page.locator(".terminal input");
  await heard("220").waitFor();
  await page.getByRole("button", {name: "step by step"}).click();
  await field.fill("HELO me");
  await field.press("Enter");
  const reveal = page.locator(".terminal .reveal");
  await reveal.waitFor();
  assert.equal(await heard("greets me").count(), 0);
  await readable(page, "a terminal, step by step");
  await reveal.press("Enter");
  await heard("250 post.example greets me").waitFor();
  await page.locator(".terminal input:focus").waitFor();
  await page.getByRole("button", {name: "explained"}).click();
  await field.fill("NOOP");
  await field.press("Enter");
  await page.locator(".annotated .row.client", {hasText: "NOOP"}).waitFor();
  await page.locator(".annotated .row.server.covered").nth(2).waitFor();
  assert.equal(await page.locator(".annotated .row.server .wire:visible").count(), 0);
  await page.getByRole("button", {name: "step by step"}).click();
  await heard("250 2.0.0 OK").waitFor();
  await page.getByRole("button", {name: "step by step"}).click();
  await field.fill("EHLO me");
  await field.press("Enter");
  await reveal.click();
  await heard("250 HELP").waitFor();
  await field.fill("AUTH LOGIN");
  await field.press("Enter");
  await reveal.waitFor();
  await field.fill("c2VjcmV0");
  await field.press("Enter");
  await page.locator(".terminal .said.client", {hasText: /^C▶\*\*\*/}).waitFor(); // nobody has seen the 334, and it is starred all the same
  await page.getByRole("button", {name: "step by step"}).click();
  await heard("334").first().waitFor();
  await page.locator(".annotated .row.server .wire:visible", {hasText: "250 2.0.0 OK"}).waitFor();
  assert.deepEqual(page.complaints, []);
}));
