// What a person sees: each test is a server, somebody at telnet, and a browser.
import assert from "node:assert/strict";
import {after, test} from "node:test";
import {cardOf, enrol, fetching, letter} from "./people.mjs";
import {browser, dial, look, withServer} from "./server.mjs";
import {everybody, readable} from "./readable.mjs";
import {until} from "./until.mjs";

after(() => browser.close());
const rows = (page) => page.locator(".log .row");
/// The lines that have been said, once there are so many: where each stands, and its text.
const said = (page, count) => until(() => page.locator(".log .row:has(.wire)").evaluateAll((all) =>
  all.map((row) => `${row.id} ${row.querySelector(".wire").textContent}`)), (lines) => assert.equal(lines.length, count, String(lines)));

test("a newcomer's first line stands there, explained, before the answer is read", () => withServer(async (server) => {
  const page = await look(server.link);
  await page.getByText("Say something").waitFor();
  assert.equal(new URL(page.url()).hash, "", "the key is out of sight");
  const person = await dial(server.ports.smtp);
  person.say("HELO me ");
  await page.waitForURL("**/c/1");
  await page.locator(".row.client .wire", {hasText: "HELO me"}).waitFor();
  await page.locator(".row.server", {hasText: "fresh → ready"}).waitFor();
  assert.equal(await page.locator(".row.client kbd").allTextContents().then((all) => all.join(" ")),
    "SPspace at the end of the line CRcarriage return LFline feed");
  assert.deepEqual(page.complaints, []);
  person.hangUp();
}));

test("what a state refuses says what it would have needed", () => withServer(async (server) => {
  const page = await look(server.link), person = await dial(server.ports.smtp);
  person.say("HELO me", "RCPT TO:<alice@post.example>");
  await page.goto(server.origin + "/c/1");
  await page.locator(".row.refused .needed", {hasText: "mail_given or rcpt_given"}).waitFor();
  await page.locator("aside", {hasText: "RCPT ⇢ ready"}).waitFor();
  person.hangUp();
}));

test("envelope and letter stand beside each other, and what differs is marked", () => withServer(async (server) => {
  await letter(server, ["From: Dean <dean@post.example>", "To: alice@post.example", "Subject: hello", "", "It works."]);
  const page = await look(server.link);
  await page.goto(server.origin + "/c/1");
  await until(() => page.locator("dd.differs").allTextContents(), (all) => assert.deepEqual(all, ["Dean <dean@post.example>"]));
  await page.getByText("The empty line: here the header ends").waitFor();
  await page.getByText("Stored as message 1.").waitFor();
}));

test("the maildrop shows its marks, and what QUIT would do", () => withServer(async (server) => {
  await letter(server);
  const person = await fetching(server), page = await look(server.link);
  await page.goto(server.origin + "/c/2");
  await page.locator(".maildrop .marked", {hasText: "marked"}).waitFor();
  await page.getByText("1 marked messages are removed").waitFor();
  person.say("RSET");
  await page.getByText("0 marked messages are removed").waitFor();
  assert.ok(!(await page.content()).includes("PASS secret"), "passwords are starred");
  person.hangUp();
}));

test("a reload and a restarted server lose no line and tell none twice", () => withServer(async (server) => {
  const page = await look(server.link), person = await dial(server.ports.smtp);
  person.say("HELO me", "NOOP");
  await page.goto(server.origin + "/c/1");
  const before = await said(page, 5); // the greeting, two commands, two replies
  await page.reload();
  assert.deepEqual(await said(page, 5), before);
  await server.restart();
  await page.locator(".badge", {hasText: /ended|hung up/}).waitFor();
  const ended = await said(page, 6);
  assert.deepEqual(ended.slice(0, 5), before);
  assert.match(ended[5], /421/);
  await page.goto(server.origin + "/");
  await page.locator(".talk").first().waitFor();
  const again = await dial(server.ports.smtp);
  again.say("HELO again");
  await page.waitForURL("**/c/2");
  await page.locator(".wire", {hasText: "HELO again"}).waitFor();
  again.hangUp();
}));

test("scripts that people type are text in every place", () => withServer(async (server) => {
  const evil = "<img/src=x/onerror=window.hit=1><script>window.hit=1</script>";
  const person = await dial(server.ports.smtp);
  person.say(`HELO ${evil}`, "HELO me", `MAIL FROM:<"${evil}"@post.example>`, `RCPT TO:<"${evil}"@post.example>`, evil, "RSET",
    "MAIL FROM:<me@post.example>", "RCPT TO:<alice@post.example>", "DATA");
  await person.hear("354");
  person.say(`From: ${evil}`, `To: ${evil}`, `Subject: ${evil}`, `X: =?utf-8?B?${btoa(evil.slice(0, 33))}?=`, "", evil, "." + evil, ".");
  await person.hear("stored");
  person.say(evil);
  const other = await dial(server.ports.pop3);
  other.say(`USER ${evil}`, `APOP ${evil} ${evil}`, evil);
  await other.hear("unknown");
  const page = await look(server.link);
  for (const path of ["/", "/c/1", "/c/2", "/c/1.txt"]) {
    await page.goto(server.origin + path);
    await (path === "/c/2" ? rows(page) : page.getByText(evil.slice(0, 20)).filter({visible: true})).first().waitFor(); // there it is starred
    assert.equal(await page.evaluate(() => window.hit), undefined, path);
    assert.equal(await page.locator("img").count(), 0, path);
  }
  await page.goto(server.origin + "/c/1");
  await page.locator(".decoded", {hasText: evil.slice(0, 33)}).waitFor();
  await page.getByRole("button", {name: "stored | wire | received"}).click();
  await page.locator(".dots code", {hasText: evil}).first().waitFor();
  assert.equal(await page.evaluate(() => window.hit), undefined);
  assert.deepEqual(page.complaints, []);
  person.hangUp();
  other.hangUp();
}));

test("without the key nobody sees anything", () => withServer(async (server) => {
  await letter(server);
  const page = await look(server.origin + "/c/1");
  await page.getByText("Who may look?").waitFor();
  await page.getByLabel("the key").fill("0123456789abcdef0123456789abcdef");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("not the key").waitFor();
  for (const path of ["/c/1/events", "/c/1.txt", "/board/events"])
    assert.equal((await page.request.get(server.origin + path)).status(), 403, path);
  await page.getByLabel("the key").fill(server.link);
  await page.keyboard.press("Enter");
  await page.locator(".wire", {hasText: "HELO me"}).waitFor();
}));

test("the keyboard alone is enough", () => withServer(async (server) => {
  await letter(server);
  const page = await look(server.link);
  await page.locator(".talk").waitFor();
  const focused = () => page.evaluate(() => document.activeElement.textContent || document.activeElement.id);
  for (let i = 0; i < 20 && !(await focused()).startsWith("1 · SMTP"); ++i) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/c/1");
  await rows(page).first().waitFor();
  for (let i = 0; i < 20 && (await focused()) !== "predict"; ++i) await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  assert.ok(await page.locator("#predict").isChecked());
}));

test("a link within the page marks its line, and leaves the page as it is", () => withServer(async (server) => {
  await letter(server);
  const page = await look(server.link);
  await page.goto(server.origin + "/c/1");
  await page.locator(".wire", {hasText: "QUIT"}).waitFor();
  await page.getByLabel("predict").check();
  await page.locator(".row.client", {hasText: "RCPT"}).locator(".time").click();
  await page.locator(".row.marked", {hasText: "RCPT"}).waitFor();
  await page.locator(".row.client", {hasText: "HELO"}).locator(".time").click();
  await page.locator(".row.marked", {hasText: "HELO"}).waitFor();
  assert.equal(await page.locator(".row.marked").count(), 1);
  await page.locator(".skip").press("Enter");
  await page.locator("main:focus").waitFor();
  await page.goBack();
  await page.locator(".row.marked", {hasText: "HELO"}).waitFor();
  assert.ok(await page.getByLabel("predict").isChecked(), "it is the same page still");
  await page.goto(`${server.origin}/c/1#l0.0`);
  await page.reload();
  await page.locator(".row.marked", {hasText: "220"}).waitFor();
  assert.deepEqual(page.complaints, []);
}));

test("predict covers an answer until it is asked for, and the slider plays back", () => withServer(async (server) => {
  const page = await look(server.link), person = await dial(server.ports.smtp);
  person.say("HELO me");
  await page.goto(server.origin + "/c/1");
  await said(page, 3);
  await page.getByLabel("predict").check();
  person.say("NOOP");
  const answer = page.locator(".row.server").last();
  await page.locator(".row.covered").waitFor();
  assert.ok(!(await answer.locator(".wire").isVisible()));
  await answer.getByRole("button").click();
  assert.ok(await answer.locator(".wire").isVisible());
  await page.getByLabel("play back").fill("1");
  assert.equal(await page.locator(".row:visible").count(), 1);
  person.hangUp();
}));

test("every page is readable for everybody: each language, light and dark, wide and narrow", () => withServer(async (server) => {
  await letter(server, ["Subject: " + "long".repeat(60), "", "..", "It works."]);
  const person = await fetching(server), own = {en: /speaks/, zh: /[\u4e00-\u9fff]/, ru: /[а-я]/};
  await everybody(server, ["/", "/c/1", "/c/2"], ".talk, .row", async (page, where, locale) => {
    if (where.startsWith("/c/")) assert.match(await page.locator(".reply").first().textContent(), own[locale], where);
  });
  person.hangUp();
}));

test("the board of a class says who is stuck and on what, with numbers for names", () => withServer(async (server) => {
  const person = await dial(server.ports.pop3), {phrase} = await cardOf(server, "s001");
  person.say("USER s001", "PASS " + phrase, "STAT", "QUIT");
  await person.hear("signing off");
  const page = await look(server.link, {bypassCSP: true});
  await page.locator(".stuck li", {hasText: "1 · L01"}).waitFor();
  assert.equal(await page.locator("tbody tr").count(), 2);
  assert.ok(!(await page.locator(".class").textContent()).includes("Ash"));
  await page.getByRole("button", {name: "names"}).click();
  await page.locator("tbody th", {hasText: "s001 Ann <b>Ash</b>"}).waitFor();
  await page.getByLabel("lab", {exact: true}).selectOption("L01");
  await page.locator("tbody td.none").first().waitFor();
  await readable(page, "the board of a class");
  await page.getByRole("link", {name: "look"}).click();
  await page.locator(".wire", {hasText: "USER s001"}).waitFor();
}, enrol));

test("with a certificate the page is HTTPS, its cookie too, and live as ever", () => withServer(async ({directory, ports, restart}) => {
  const {link} = await restart("--tls-cert", directory + "/tls-cert.pem", "--tls-key", directory + "/tls-key.pem"); // which it has made itself
  assert.match(link, /^https:/);
  const page = await look(link, {ignoreHTTPSErrors: true}), [cookie] = await page.context().cookies();
  assert.ok(cookie.secure && cookie.httpOnly);
  const person = await dial(ports.smtp);
  person.say("HELO me");
  await page.waitForURL("https://**/c/*");
  await page.locator(".row.client .wire", {hasText: "HELO me"}).waitFor();
  person.say("NOOP");
  await page.locator(".row.client .wire", {hasText: "NOOP"}).waitFor();
  assert.deepEqual(page.complaints, []);
  person.hangUp();
}));

test("the first page is small in each language, and prints", () => withServer(async (server) => {
  await letter(server);
  for (const locale of ["en", "zh", "ru"]) {
    const context = await browser.newContext({locale}), page = await context.newPage(); // it has nothing of the page yet
    const asked = new Set(), answered = new Map();
    page.on("request", (request) => !request.url().includes("/events") && asked.add(request)); // a stream has no end
    page.on("requestfinished", async (request) => answered.set(request, await request.sizes()));
    await page.goto(server.link);
    await page.locator(".talk").waitFor();
    await until(() => [...asked].filter((request) => !answered.has(request)), (open) => assert.deepEqual(open.map((request) => request.url()), []));
    const octets = [...answered.values()].reduce((sum, {responseBodySize, responseHeadersSize}) => sum + responseBodySize + responseHeadersSize, 0);
    assert.ok(asked.size > 8 && octets < 60 * 1024, `${octets} octets in ${locale}`);
    await context.close();
  }
  const page = await look(server.link);
  await page.goto(server.origin + "/c/1");
  await rows(page).first().waitFor();
  assert.ok((await page.pdf()).length > 10000);
}));
