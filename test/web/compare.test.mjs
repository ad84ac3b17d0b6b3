// Side by side: the twelve scenarios, and two conversations on one line of time.
import assert from "node:assert/strict";
import {after, test} from "node:test";
import {letter} from "./people.mjs";
import {everybody} from "./readable.mjs";
import {browser, dial, look, withServer} from "./server.mjs";
import {until} from "./until.mjs";

after(() => browser.close());

/// Two sessions that want the same maildrop at the same time.
async function rivals(server) {
  const first = await dial(server.ports.pop3);
  first.say("USER alice", "PASS secret");
  await first.hear("maildrop has");
  const second = await dial(server.ports.pop3);
  second.say("USER alice", "PASS secret");
  await second.hear("[IN-USE]");
  first.say("QUIT");
  await first.hear("signing off");
  return second;
}

/// Both of them, as far as they have been told above.
async function beside(server) {
  const page = await look(server.link);
  await page.goto(server.origin + "/compare?left=1&right=2");
  await page.locator(".beside .refused", {hasText: "[IN-USE]"}).waitFor();
  await page.locator(".beside .side:nth-of-type(1)", {hasText: "signing off"}).waitFor();
  return page;
}
/// What stands on each side, line by line: where it links to, and its text.
const lines = (page) => Promise.all([1, 2].map((side) => page.locator(`.beside .side:nth-of-type(${side}) .said:has(a)`).evaluateAll((all) =>
  all.map((line) => `${line.querySelector("a").getAttribute("href")} ${line.querySelector("code").textContent}`))));

test("two conversations stand beside each other on one line of time, and go on live", () => withServer(async (server) => {
  const second = await rivals(server), page = await beside(server);
  assert.equal(await page.getByLabel("line of time").inputValue(), "clock", "they were there at the same time");
  const order = await page.locator(".beside code").allTextContents();
  const at = (words) => order.findIndex((text) => text.includes(words));
  assert.ok(at("maildrop has") < at("[IN-USE]") && at("[IN-USE]") < at("QUIT"), String(order));
  second.say("NOOP");
  await page.locator(".beside .side:nth-of-type(2)", {hasText: "NOOP"}).waitFor();
  await page.getByLabel("line of time").selectOption("start");
  await page.locator(".beside .when", {hasText: /^0:00\.\d$/}).first().waitFor();
  second.hangUp();
  assert.deepEqual(page.complaints, []);
}));

test("a restarted server adds to both sides what is new, and nothing twice", () => withServer(async (server) => {
  const second = await rivals(server), page = await beside(server), before = await lines(page);
  second.say("NOOP");
  await second.hear("-ERR");
  await server.restart();
  await page.locator(".heads-of .badge", {hasText: /ended|hung up/}).nth(1).waitFor();
  await page.getByRole("status").filter({hasText: "The server doesn't answer"}).waitFor({state: "detached"});
  const [left, right] = await until(() => lines(page), ([, right]) => assert.equal(right.length, before[1].length + 2, String(right)));
  assert.deepEqual(left, before[0], "it had ended");
  assert.deepEqual(right.slice(0, before[1].length), before[1]);
  assert.match(right.at(-2), /NOOP/);
}));

test("the two are chosen from a conversation's page and from lists", () => withServer(async (server) => {
  await letter(server);
  (await rivals(server)).hangUp();
  const page = await look(server.link);
  await page.goto(server.origin + "/c/2");
  await page.getByRole("link", {name: "beside another"}).click();
  await page.waitForURL("**/compare?left=2");
  await page.getByText("Choose the other conversation, too").waitFor();
  await page.getByLabel("right").selectOption({label: await page.locator("#right option", {hasText: "3 · POP3"}).textContent()});
  await page.waitForURL("**/compare?left=2&right=3");
  await page.locator(".beside .refused").first().waitFor();
  await page.goto(server.origin + "/compare?left=2&right=99");
  await page.getByText("There is no conversation 99").waitFor();
}));

test("the twelve scenarios stand side by side, readable for everybody, as two conversations do", () => withServer(async (server) => {
  const second = await rivals(server), own = {en: /envelope|letter/, zh: /[\u4e00-\u9fff]/, ru: /[а-я]/};
  await everybody(server, ["/compare", "/compare?left=1&right=2"], ".scenarios section, .beside li", async (page, where, locale) => {
    if (where.includes("?")) return;
    assert.ok(await page.locator(".scenarios section").count() > 12, where);
    assert.match(await page.locator(".scenarios").textContent(), own[locale], where);
  });
  const page = await look(server.link);
  await page.goto(server.origin + "/compare?left=1&right=2");
  await page.locator(".beside li").first().waitFor();
  assert.ok((await page.pdf()).length > 10000);
  second.hangUp();
}));
