// The page in Firefox, once through: test/web/firefox. It is driven by Marionette, which Firefox brings along.
import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import net from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";
import {letter} from "./people.mjs";
import {browser, dial, withServer} from "./server.mjs";
import {until} from "./until.mjs";

await browser.close(); // the other one

/// Commands as Firefox takes them: "31:[0,1,"WebDriver:NewSession",{}]", and its answers.
async function marionette(port) {
  const socket = net.connect(port, "127.0.0.1"), waiting = new Map();
  let heard = Buffer.alloc(0), next = 0;
  socket.on("data", (octets) => {
    heard = Buffer.concat([heard, octets]);
    for (let colon; (colon = heard.indexOf(":")) > 0;) {
      const end = colon + 1 + Number(heard.subarray(0, colon));
      if (heard.length < end) return;
      const [, id, error, result] = [JSON.parse(heard.subarray(colon + 1, end))].flat();
      heard = heard.subarray(end);
      const {resolve, reject} = waiting.get(id) ?? {};
      if (error) reject(new Error(`${error.error}: ${error.message}`));
      else resolve?.(result);
    }
  });
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  return (command, parameters = {}) => new Promise((resolve, reject) => {
    const said = JSON.stringify([0, ++next, command, parameters]);
    waiting.set(next, {resolve, reject});
    socket.write(Buffer.byteLength(said) + ":" + said);
  });
}

/// A Firefox with nobody's profile, for as long as the test lasts.
async function withFirefox(test) {
  const profile = await mkdtemp(join(tmpdir(), "postlab-firefox-"));
  await writeFile(join(profile, "user.js"), 'user_pref("marionette.port", 0);\nuser_pref("intl.accept_languages", "en");\n');
  const child = spawn(process.env.FIREFOX, ["--marionette", "--headless", "--no-remote", "--profile", profile], {stdio: "ignore", env: {...process.env, HOME: profile}});
  const over = new Promise((resolve) => { child.once("exit", resolve); });
  try {
    const port = Number(await until(() => readFile(join(profile, "MarionetteActivePort"), "utf8").catch(() => ""), (text) => assert.match(text, /^\d+$/, "Firefox has not begun")));
    const command = await marionette(port);
    await command("WebDriver:NewSession");
    await test({
      goTo: (url) => command("WebDriver:Navigate", {url}),
      run: async (script) => (await command("WebDriver:ExecuteScript", {script, args: []})).value,
      async type(selector, text) {
        const [id] = Object.values((await command("WebDriver:FindElement", {using: "css selector", value: selector})).value);
        await command("WebDriver:ElementSendKeys", {id, text: text + "\uE007"}); // Enter
      },
    });
  } finally {
    child.kill();
    await over;
    await rm(profile, {recursive: true, force: true, maxRetries: 5});
  }
}

test("in Firefox a line appears as it is typed, explained; terminals, pairs and papers are there", () => withServer((server) => withFirefox(async ({goTo, run, type}) => {
  const shows = (selector, words) => until(() => run(`return [...document.querySelectorAll(${JSON.stringify(selector)})].map((one) => one.textContent)`),
    (all) => assert.ok(all.some((text) => text.includes(words)), `${words} in ${selector}: ${all}`));
  await goTo(server.link);
  await shows("h2", "Say something");
  assert.equal(await run("return location.hash"), "", "the key is out of sight");
  const person = await dial(server.ports.smtp);
  person.say("HELO me");
  await shows("h1", "Conversation 1");
  await shows(".row.client .wire", "HELO me");
  await shows(".row.server .state", "fresh → ready");
  person.say("NOOP");
  await shows(".row.client .wire", "NOOP");
  person.hangUp();
  await letter(server);
  await goTo(server.origin + "/m/1");
  await shows(".places li", "alice has not fetched it yet");
  await goTo(server.origin + "/t");
  await shows(".desk button", "dial POP3");
  await run(`[...document.querySelectorAll(".desk button")].find((one) => one.textContent === "dial POP3").click()`);
  await shows(".said.server", "+OK POP3");
  await type(".terminal input", "USER alice");
  await shows(".said.server", "+OK send PASS");
  await goTo(server.origin + "/compare?left=1&right=2");
  await shows(".beside code", "It works.");
  await goTo(server.origin + "/compare");
  await until(() => run(`return document.querySelectorAll(".scenarios section").length`), (count) => assert.ok(count > 12, String(count)));
  await goTo(server.origin + "/papers");
  await shows(".papers li", "L03");
})));
