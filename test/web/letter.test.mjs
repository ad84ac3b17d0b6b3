// A letter's page: its way over both protocols, live.
import assert from "node:assert/strict";
import {after, test} from "node:test";
import {fetching, letter} from "./people.mjs";
import {everybody} from "./readable.mjs";
import {browser, dial, look, withServer} from "./server.mjs";
import {until} from "./until.mjs";

after(() => browser.close());
const place = (page, words) => page.locator(".places li", {hasText: words}).waitFor();

test("a letter is followed from the SMTP session through the store to its removal, live", () => withServer(async (server) => {
  await letter(server);
  const page = await look(server.link);
  await page.goto(server.origin + "/c/1");
  await page.getByRole("link", {name: "Follow its way"}).click();
  await page.waitForURL("**/m/1");
  await place(page, "alice has not fetched it yet");
  await page.locator(".card-of.in", {hasText: "RCPT TO:<alice@post.example>"}).waitFor();
  await page.locator(".card-of.kept", {hasText: "Stored as message 1"}).waitFor();
  const person = await dial(server.ports.pop3);
  person.say("USER alice", "PASS secret", "RETR 1");
  await place(page, "alice has fetched it");
  assert.ok(!(await page.content()).includes("PASS secret"), "passwords are starred");
  person.say("DELE 1");
  await place(page, "QUIT will remove it");
  person.say("QUIT");
  await place(page, "alice has removed it");
  await page.locator(".card-of.kept", {hasText: "gone from alice's maildrop"}).waitFor();
  await page.locator(".card-of.out a", {hasText: "RETR 1"}).click();
  await page.waitForURL(/\/c\/2#l/);
  await page.locator(".row.marked .wire", {hasText: "RETR 1"}).waitFor();
  assert.deepEqual(page.complaints, []);
}));

test("a dropped line keeps the letter, and a restarted server tells the rest once", () => withServer(async (server) => {
  await letter(server);
  const page = await look(server.link), person = await fetching(server);
  await page.goto(server.origin + "/m/1");
  await place(page, "QUIT will remove it");
  const happened = page.locator(".way li:not(.gap)"), before = await happened.count();
  person.hangUp();
  await page.locator(".card-of.out", {hasText: "Kept, its mark was lost: hung up"}).waitFor();
  await place(page, "alice has fetched it");
  await server.restart();
  const again = await dial(server.ports.pop3);
  again.say("USER alice", "PASS secret", "DELE 1", "QUIT");
  await place(page, "alice has removed it");
  await page.getByRole("status").filter({hasText: "The server doesn't answer"}).waitFor({state: "detached"});
  assert.equal(await happened.count(), before + 4, "kept, found, marked, removed");
}));

test("a letter and a conversation that are not in the record are said to be gone, in the reader's language", () => withServer(async (server) => {
  for (const [locale, noLetter, noConversation] of [["en", "There is no letter 99", "There is no conversation 99"],
    ["zh", "都没有 99 号信", "没有会话 99"], ["ru", "Письма 99 нет", "Разговора 99 в записи нет"]]) {
    const page = await look(server.link, {locale});
    await page.goto(server.origin + "/m/99");
    await page.getByText(noLetter).waitFor();
    await page.goto(server.origin + "/c/99");
    await page.getByText(noConversation).waitFor();
    await page.context().close();
  }
}));

test("a letter's page is readable for everybody, and prints", () => withServer(async (server) => {
  await letter(server);
  const person = await fetching(server), own = {en: /still|QUIT will/, zh: /标记/, ru: /помечено/};
  await everybody(server, ["/m/1"], ".card-of.out", async (page, where, locale) => {
    await until(() => page.locator(".places").textContent(), (text) => assert.match(text, own[locale], where));
  });
  const page = await look(server.link);
  await page.goto(server.origin + "/m/1");
  await place(page, "QUIT will remove it");
  assert.ok((await page.pdf()).length > 10000);
  person.hangUp();
}));
