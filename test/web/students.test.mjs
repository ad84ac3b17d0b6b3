// A class at the pages: each test is a server with a course, somebody at telnet, and a student's browser.
import assert from "node:assert/strict";
import {after, test} from "node:test";
import {cardOf, enrol, logIn, mine} from "./people.mjs";
import {inEveryWay, readable} from "./readable.mjs";
import {browser, dial, look, run, withServer} from "./server.mjs";

after(() => browser.close());

const withClass = (test) => withServer(async (server) => test(server, await cardOf(server, "s001"), await cardOf(server, "s002")), enrol);

/// Somebody who fetches mail, once they have logged in.
async function fetching(server, student, card, ...more) {
  const person = await dial(server.ports.pop3);
  person.say("USER " + student, "PASS " + card.phrase);
  await person.hear("messages");
  person.say(...more);
  return person;
}

test("a student logs in with the PIN and sees their own conversation while it is typed", () => withClass(async (server, ann) => {
  const page = await mine(server, ann);
  await page.getByText("Ann <b>Ash</b>").waitFor();
  const person = await fetching(server, "s001", ann, "STAT");
  await page.waitForURL("**/c/1"); // it goes along with what begins
  await page.locator(".row.client .wire", {hasText: "STAT"}).waitFor();
  person.say("LIST");
  await page.locator(".row.client .wire", {hasText: "LIST"}).waitFor();
  assert.ok(!(await page.content()).includes(ann.phrase), "pass phrases are starred");
  person.say("QUIT");
  await page.locator(".badge", {hasText: "ended by QUIT"}).waitFor();
  await page.goto(server.origin + "/me");
  await page.locator(".talks.own a", {hasText: "1 · POP3"}).waitFor();
  await page.locator(".checks .open").first().waitFor();
  await page.locator(".talks.own a").first().click();
  await page.locator(".row.client .wire", {hasText: "STAT"}).waitFor();
  assert.deepEqual(page.complaints, []);
}));

test("the pass phrase opens the page, the PIN no maildrop, and each refusal is a sentence", () => withClass(async (server, ann) => {
  const page = await look(server.origin + "/me", {locale: "ru"});
  await logIn(page, "s001", "0000 0000");
  await page.getByRole("alert").getByText("не подходят").waitFor();
  await logIn(page, "s001", ann.phrase);
  await page.locator(".mine tbody tr").first().waitFor();
  await page.getByRole("button", {name: "выйти"}).click();
  await page.locator("#secret").waitFor();
  const person = await dial(server.ports.pop3);
  person.say("USER s001", "PASS " + ann.pin);
  await person.hear("-ERR");
  person.hangUp();
}));

test("another's conversation is refused, and so is what no page of ours asks", () => withClass(async (server, ann, li) => {
  (await fetching(server, "s002", li, "QUIT")).hangUp();
  const page = await mine(server, ann, {locale: "zh"});
  for (const path of ["/c/1/events", "/c/1.txt", "/board/events"])
    assert.equal((await page.request.get(server.origin + path)).status(), 403, path);
  await page.goto(server.origin + "/c/1");
  await page.getByText("你没有这个编号的会话").waitFor();
  const post = await page.request.post(server.origin + "/me/hints", {form: {lab: "L01"}, headers: {"Accept-Language": "ru"}});
  assert.equal(post.status(), 403);
  assert.match(await post.text(), /метки/);
  const [cookie] = await page.context().cookies();
  assert.ok(cookie.httpOnly && cookie.sameSite === "Strict");
  await page.context().addCookies([{...cookie, value: cookie.value.replace("s001", "s002")}]);
  await page.goto(server.origin + "/c/1");
  await page.locator("#secret").waitFor();
}));

test("an exam hides hints, reasons and conversations, on pages that are open, too", () => withClass(async (server, ann) => {
  const person = await fetching(server, "s001", ann, "STAT", "QUIT");
  await person.hear("signing off");
  const page = await mine(server, ann), watching = await page.context().newPage();
  await page.locator(".checks .help").first().waitFor();
  await watching.goto(server.origin + "/c/1");
  await watching.locator(".wire", {hasText: "STAT"}).waitFor();
  await run("lab", "exam", "on", "--data", server.directory);
  await page.locator(".exam").waitFor();
  assert.equal(await page.locator(".help, .cited, .talks.own a:visible, #more-hints").count(), 0);
  assert.ok(await page.locator(".checks li").count() > 0, "what holds is said");
  await watching.getByText("An exam is on").waitFor();
  assert.equal((await page.request.get(server.origin + "/c/1.txt")).status(), 403);
  assert.equal((await page.request.get(server.origin + "/me/report")).status(), 403);
  await run("lab", "exam", "off", "--data", server.directory);
  await page.locator(".checks .help").first().waitFor();
}));

test("a student's own conversations stand side by side, another's never", () => withClass(async (server, ann, li) => {
  for (const [student, card] of [["s001", ann], ["s002", li], ["s001", ann]]) await (await fetching(server, student, card, "QUIT")).hear("signing off");
  const page = await mine(server, ann);
  await page.locator(".talks.own a", {hasText: "1 · POP3"}).click();
  await page.getByRole("link", {name: "beside another"}).click();
  await page.locator("#right option", {hasText: "3 · POP3"}).waitFor({state: "attached"});
  assert.deepEqual(await page.locator("#right option").evaluateAll((all) => all.map(({value}) => value)), ["", "3", "1"]);
  await page.getByLabel("right").selectOption("3");
  await page.locator(".heads-of h2", {hasText: "Conversation 3"}).waitFor();
  assert.equal(await page.locator(".heads-of h2", {hasText: "s001"}).count(), 2);
  await page.goto(server.origin + "/compare?left=1&right=2");
  await page.getByText("You have no conversation of that number").waitFor();
  assert.equal(await page.locator(".beside li").count(), 0);
  await page.getByRole("link", {name: "The twelve scenarios"}).click();
  await page.locator(".scenarios section").first().waitFor();
  assert.equal(await page.getByRole("link", {name: "as a page to print"}).count(), 0, "that one is the teacher's");
  assert.deepEqual(page.complaints, []);
}));

test("hints are read when they are asked for", () => withClass(async (server, ann) => {
  for (let i = 0; i < 4; ++i) await (await fetching(server, "s001", ann, "QUIT")).hear("signing off");
  const page = await mine(server, ann);
  await page.locator("#more-hints").click();
  await page.locator(".hints li").first().waitFor();
}));

test("a co-teacher's key opens the board until it is withdrawn", () => withClass(async (server) => {
  const link = (await run("web", "key", "add", "anna", "--data", server.directory)).trim().replace("open http://127.0.0.1:2580", server.origin);
  const page = await look(link);
  await page.locator(".class tbody tr").first().waitFor();
  await run("web", "key", "remove", "anna", "--data", server.directory);
  await page.locator("#key").waitFor(); // the page has noticed by itself
}));

test("a student's pages are readable for everybody: each language, light and dark, wide and narrow", () => withClass(async (server, ann) => {
  await (await fetching(server, "s001", ann, "STAT", "QUIT")).hear("signing off");
  await inEveryWay(async (options, way) => {
    const entrance = await look(server.origin + "/me", options);
    await entrance.locator("#secret").waitFor();
    await readable(entrance, "login " + way);
    await entrance.context().close();
    const page = await mine(server, ann, options);
    await page.locator(".checks .open").first().waitFor();
    await readable(page, way);
    await page.context().close();
  });
}));
