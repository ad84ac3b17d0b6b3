// What there is to print: an index, and pages of one file each.
import assert from "node:assert/strict";
import {after, test} from "node:test";
import {enrol, letter} from "./people.mjs";
import {everybody, readable} from "./readable.mjs";
import {browser, look, withServer} from "./server.mjs";

after(() => browser.close());

/// Says which page a browser was asked to print, in any frame, instead of opening its window.
const tellsWhatIsPrinted = (page) => page.addInitScript(() => {
  window.print = () => { window.top.printed = location.pathname; };
});

test("without a course one prints the labs' sheets and what to look up, with one click each", () => withServer(async (server) => {
  const page = await look(server.link);
  await tellsWhatIsPrinted(page);
  await page.goto(server.origin + "/papers");
  await page.locator(".papers li", {hasText: /^L22 /}).waitFor();
  for (const [name, path] of [["L03 A letter by hand", "/papers/labs/L03.html"], ["The states of POP3", "/papers/states/pop3.svg"], ["The twelve scenarios", "/papers/scenarios.html"]]) {
    await page.getByRole("button", {name: "Print: " + name}).or(page.getByRole("button", {name: "print: " + name})).click();
    await page.waitForFunction((wanted) => window.printed === wanted, path);
  }
  assert.equal(await page.locator("table").count(), 0, "there are no students");
  assert.deepEqual(page.complaints, []);
}));

test("a lecturer prints everyone's sheet of a lab, the cards and a student's report", () => withServer(async (server) => {
  const page = await look(server.link);
  await tellsWhatIsPrinted(page);
  await page.goto(server.origin + "/papers");
  await page.getByRole("button", {name: /print: L03/i}).click();
  await page.waitForFunction(() => window.printed === "/papers/labs/L03.html");
  await page.locator("tr", {hasText: "s002 李雷"}).getByRole("button", {name: /report/}).click();
  await page.waitForFunction(() => window.printed === "/papers/reports/s002.html");
  await page.goto(server.origin + "/papers/labs/L03.html");
  assert.equal(await page.locator("article.sheet").count(), 2);
  assert.equal(await page.locator("article.sheet[lang=zh] header b").textContent(), "李雷");
  assert.ok((await page.locator("article.sheet").first().textContent()).includes("Ann <b>Ash</b>"));
  await page.goto(server.origin + "/papers/cards.html");
  assert.equal(await page.locator(".card").count(), 2);
  assert.ok((await page.content()).includes("as on your card before"), "no pass phrase");
  for (const path of ["labs/L03.html", "students/s002.html", "reports/s001.html", "cards.html"]) {
    await page.goto(server.origin + "/papers/" + path);
    assert.ok((await page.pdf()).length > 10000, path);
  }
  assert.equal((await page.request.get(server.origin + "/papers/students/s099.html")).status(), 404);
}, enrol));

test("pages to print have the look of all pages, run no script but their button's, and are for those with the key", () => withServer(async (server) => {
  await letter(server);
  const page = await look(server.link, {colorScheme: "dark"});
  await tellsWhatIsPrinted(page);
  for (const path of ["/papers/labs/L03.html", "/papers/systems/linux.ru.html", "/papers/scenarios.html", "/c/1.html"]) {
    await page.goto(server.origin + path);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(16, 20, 26)", path + ": the style is there");
    await page.evaluate(() => { const script = document.createElement("script"); script.textContent = "window.hit = 1"; document.body.append(script); });
    assert.equal(await page.evaluate(() => window.hit), undefined, path);
  }
  await page.goto(server.origin + "/papers/systems/linux.ru.html");
  await page.locator(".for-print button").click();
  await page.waitForFunction(() => window.printed === "/papers/systems/linux.ru.html");
  await page.getByRole("link", {name: "中文"}).click();
  await page.waitForURL("**/papers/systems/linux.zh.html");
  const stranger = await browser.newContext();
  for (const path of ["/papers/list", "/papers/labs/L03.html", "/c/1.html", "/c/1.pcap", "/compare/conversations"])
    assert.equal((await stranger.request.get(server.origin + path)).status(), 403, path);
  await stranger.close();
}));

test("a conversation is taken along as a page, a picture, and files for other programs", () => withServer(async (server) => {
  await letter(server);
  const page = await look(server.link);
  await page.goto(server.origin + "/c/1");
  await page.getByText("take along").click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", {name: /Wireshark/}).click()]);
  assert.equal(download.suggestedFilename(), "1.pcap");
  for (const [form, words] of [["html", "MAIL FROM:"], ["svg", "MAIL FROM:"], ["jsonl", "\"verb\":\"MAIL\""]]) {
    const answer = await page.request.get(`${server.origin}/c/1.${form}`);
    assert.equal(answer.status(), 200, form);
    assert.ok((await answer.text()).includes(words), form);
  }
  for (const [language, words] of [["zh", "应答，以及为什么"], ["ru", "Ответ и почему он такой"]])
    assert.ok((await (await page.request.get(`${server.origin}/c/1.html?lang=${language}`)).text()).includes(words), language);
  const gone = await page.request.get(server.origin + "/c/99.html?lang=ru");
  assert.equal(gone.status(), 404);
  assert.match(await gone.text(), /Разговора с таким номером нет/);
}));

test("what there is to print is readable for everybody", () => withServer(async (server) => {
  await letter(server);
  const own = {en: /lab/, zh: /[\u4e00-\u9fff]/, ru: /[а-я]/};
  await everybody(server, ["/papers"], ".papers li", async (page, where, locale) => {
    assert.match(await page.locator("h2").first().textContent(), own[locale], where);
  });
  for (const colorScheme of ["light", "dark"])
    for (const path of ["/papers/labs/L07.html", "/papers/students/s002.html", "/papers/reports/s001.html", "/papers/cards.html", "/papers/systems/macos.html", "/papers/scenarios.html", "/c/1.html"]) {
      const page = await look(server.link, {colorScheme, bypassCSP: true});
      await page.goto(server.origin + path);
      await readable(page, path + " " + colorScheme);
      await page.context().close();
    }
}, enrol));
