// What the page does: its terminals, letting maildrops go, giving away what is nobody's.
import assert from "node:assert/strict";
import net from "node:net";
import {after, test} from "node:test";
import {cardOf, enrol, letter} from "./people.mjs";
import {inEveryWay, readable} from "./readable.mjs";
import {browser, dial, look, run, withServer} from "./server.mjs";
import {until} from "./until.mjs";

after(() => browser.close());
const terminals = (server) => server.origin + "/t" + new URL(server.link).hash;

/// A terminal of the page, driven by the keyboard.
async function terminal(page, protocol) {
  const before = await page.locator(".terminal").count();
  await page.getByRole("button", {name: `dial ${protocol}`}).click();
  const pane = page.locator(".terminal").nth(before), field = pane.getByRole("textbox");
  await pane.waitFor();
  return {
    pane, field,
    async say(...lines) {
      for (const line of lines) {
        await field.fill(line);
        await field.press("Enter");
      }
    },
    hear: (words) => pane.locator(".said.server", {hasText: words}).last().waitFor(),
  };
}

/// Their own of L01, as their sheet has them.
async function valuesOf({directory}, student) {
  const rows = (await run("lab", "values", "L01", "--student", student, "--data", directory)).trim().split("\n");
  return Object.fromEntries(rows.map((row) => row.split("\t").slice(1)));
}

test("a letter is sent and fetched in the page's terminals, explained beside", () => withServer(async (server) => {
  const page = await look(server.link);
  await page.getByRole("link", {name: "No telnet here?"}).click();
  const smtp = await terminal(page, "SMTP");
  await smtp.hear("220 post.example");
  await smtp.say("HELO me", "MAIL FROM:<me@post.example>", "RCPT TO:<alice@post.example>", "DATA");
  await smtp.hear("354");
  await smtp.say("Subject: dots", "", "..", "It works.", ".");
  await smtp.hear("250 2.0.0 OK, stored");
  await smtp.pane.getByRole("button", {name: "explained"}).click();
  await page.locator(".annotated .row.letter", {hasText: "here the header ends"}).waitFor();
  await page.locator(".annotated .standing", {hasText: "SMTP with 127.0.0.1 from a page"}).waitFor();
  await smtp.say("QUIT");
  await smtp.pane.getByText("The server has closed the connection.").waitFor();
  assert.ok(await smtp.field.isDisabled());
  const pop3 = await terminal(page, "POP3");
  await pop3.say("USER alice", "PASS secret", "RETR 1", "QUIT");
  await pop3.hear("signing off");
  const said = await pop3.pane.locator(".said code").allTextContents();
  assert.ok(said.some((line) => line.startsWith("..CR")), "the dot is stuffed on the wire, and nobody has taken one away");
  assert.ok(!said.join().includes("PASS secret"), "starred");
  await page.goto(server.origin + "/c/1");
  await page.locator(".row.client .wire", {hasText: "QUIT"}).waitFor();
  const wires = await page.locator(".row.client .wire").allTextContents();
  assert.ok(wires[6].startsWith("..") && wires[5].startsWith("CR"), "as typed: " + wires);
  assert.deepEqual(page.complaints, []);
}));

test("a lab is solved in the page's terminals as by telnet", () => withServer(async (server) => {
  const page = await look(terminals(server)), {token} = await valuesOf(server, "s001");
  const smtp = await terminal(page, "SMTP"), pop3 = await terminal(page, "POP3");
  await smtp.hear("220");
  await smtp.say(`NOOP ${token}`, "QUIT");
  await smtp.hear("221");
  await pop3.hear("+OK POP3");
  await pop3.say(`USER ${token}`, "QUIT");
  await pop3.hear("signing off");
  await page.goto(server.origin + "/");
  await page.locator("tbody tr", {hasText: "✓ 4/4"}).waitFor();
}, enrol));

test("a lab is solved at telnet while its page is watched", () => withServer(async (server) => {
  const page = await look(server.link), smtp = await dial(server.ports.smtp), {token} = await valuesOf(server, "s001");
  smtp.say(`NOOP ${token}`);
  await page.goto(server.origin + "/c/1");
  await page.locator(".wire", {hasText: token}).waitFor();
  smtp.say("QUIT");
  await page.locator(".badge", {hasText: "ended by QUIT"}).waitFor();
  const pop3 = await dial(server.ports.pop3);
  pop3.say(`USER ${token}`, "QUIT");
  await pop3.hear("signing off");
  await page.goto(server.origin + "/");
  await page.locator("tbody tr", {hasText: "✓ 4/4"}).waitFor();
}, enrol));

test("a terminal needs no mouse, keeps its keys to itself, and a pasted block goes line by line", () => withServer(async (server) => {
  const page = await look(terminals(server));
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  for (let i = 0; i < 20 && (await focused()) !== "dial SMTP"; ++i) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator(".terminal input:focus").waitFor();
  await page.keyboard.type("NOPE");
  for (const key of ["ArrowLeft", "Backspace", "O", "ArrowRight", "Backspace", "P", "Enter"]) await page.keyboard.press(key);
  const server_says = (words) => page.locator(".said.server", {hasText: words}).last().waitFor();
  await server_says("250 2.0.0 OK");
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.locator(".terminal input").inputValue(), "NOOP");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.locator(".terminal input").inputValue(), "");
  await page.locator(".terminal input").evaluate((field) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", "HELO me\nVRFY alice\r\nRSET");
    field.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
  });
  await server_says("252");
  assert.equal(await page.locator(".terminal input").inputValue(), "RSET", "what has no end yet stays");
  await page.goto(server.origin + "/c/1");
  await page.locator(".row.client .wire", {hasText: "VRFY"}).waitFor();
  assert.deepEqual(await page.locator(".row.client .wire").allTextContents().then((all) => all.map((text) => text.split("CR")[0])),
    ["NOOP", "HELO me", "VRFY alice"]);
}));

test("TLS begins in a terminal, which says whose certificate it has seen", () => withServer(async (server) => {
  const page = await look(terminals(server)), smtp = await terminal(page, "SMTP");
  await smtp.hear("220");
  await smtp.say("EHLO me", "STARTTLS");
  await smtp.pane.getByText(/From here on TLS hides the line \(TLSv1\.3/).waitFor();
  await smtp.say("EHLO again", "QUIT");
  await smtp.hear("221");
}));

test("a reload finds its terminal again, a fifth one is refused, and a restart is told", () => withServer(async (server) => {
  const page = await look(terminals(server)), first = await terminal(page, "SMTP");
  await first.hear("220");
  await first.say("HELO me");
  await first.hear("250 post.example greets me");
  await page.reload();
  await first.hear("250 post.example greets me");
  assert.equal(await page.locator(".said.server").count(), 2, "each line once");
  await first.say("NOOP");
  await first.hear("250 2.0.0 OK");
  for (let i = 0; i < 3; ++i) await (await terminal(page, "POP3")).hear("+OK");
  await page.getByRole("button", {name: "dial SMTP"}).click();
  await page.getByText("Four of your lines are open.").waitFor();
  await first.pane.getByRole("button", {name: "hang up"}).click();
  await first.pane.getByText("You have hung up.").waitFor();
  await (await terminal(page, "SMTP")).hear("220");
  await server.restart();
  await page.getByText("This line is gone").first().waitFor();
}));

test("a line that is explained beside a terminal leads to its conversation", () => withServer(async (server) => {
  const page = await look(terminals(server)), smtp = await terminal(page, "SMTP");
  await smtp.hear("220");
  await smtp.say("RCPT TO:<alice@post.example>");
  await smtp.hear("503");
  await smtp.pane.getByRole("button", {name: "explained"}).click();
  await page.locator(".annotated aside a", {hasText: "RCPT ⇢ fresh"}).click();
  await page.waitForURL(/\/c\/1#l/);
  await page.locator(".row.refused.marked", {hasText: "503"}).waitFor();
}));

test("each terminal has a name of its own, and the last one that was asked for is explained", () => withServer(async (server) => {
  const page = await look(terminals(server)), names = () => page.locator(".terminal").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
  const [first, second] = [await terminal(page, "SMTP"), await terminal(page, "SMTP")];
  for (const one of [first, second]) await one.say("NOOP");
  const modules = [];
  await page.route("**/conversation.js", (route) => { modules.push(route); });
  for (const one of [first, second]) await one.pane.getByRole("button", {name: "explained"}).click();
  await until(() => modules.length, (count) => assert.equal(count, 1));
  await modules[0].continue();
  await page.locator(".annotated h2", {hasText: "Conversation 2"}).waitFor();
  assert.equal(await page.locator(".terminal [aria-pressed=true]").count(), 1);
  await first.say("QUIT");
  await first.pane.getByRole("button", {name: "put away"}).click();
  await until(names, (all) => assert.deepEqual(all, ["SMTP, line 2"]));
  await page.getByRole("button", {name: "dial POP3"}).click();
  await until(names, (all) => assert.deepEqual(all, ["SMTP, line 2", "POP3, line 3"]));
  assert.deepEqual(page.complaints, []);
}));

test("a maildrop that somebody holds is let go: nothing is deleted, and the record says how", () => withServer(async (server) => {
  await letter(server);
  const held = await dial(server.ports.pop3);
  held.say("USER alice", "PASS secret", "DELE 1");
  await held.hear("deleted");
  const page = await look(server.link);
  const lock = page.locator(".box", {hasText: "Maildrops that are open"});
  await lock.locator("li", {hasText: "alice"}).getByRole("button").click();
  await lock.waitFor({state: "detached"});
  await page.goto(server.origin + "/c/2");
  await page.locator(".badge", {hasText: "its maildrop was let go"}).waitFor();
  const again = await dial(server.ports.pop3);
  again.say("USER alice", "PASS secret");
  await again.hear("has 1 message");
  again.hangUp();
}));

test("the board of a class has its order, and what is nobody's is given away", () => withServer(async (server) => {
  const stranger = await dial(server.ports.pop3), holder = await dial(server.ports.pop3), {phrase} = await cardOf(server, "s001");
  holder.say("USER s001", `PASS ${phrase}`);
  await holder.hear("+OK s001");
  stranger.say("USER s002", "PASS wrong", "QUIT");
  await stranger.hear("signing off");
  const page = await look(server.link, {bypassCSP: true});
  const nobodys = page.locator(".box", {hasText: "Nobody's letters and logins"});
  await nobodys.locator("li", {hasText: "USER 2 without the right pass phrase"}).waitFor();
  await page.locator(".box", {hasText: "Maildrops that are open"}).getByText("let 1's go").waitFor();
  assert.deepEqual(await page.locator(".class .box h2").allTextContents().then((all) => all.map((text) => text.trim().split(" ")[0])),
    ["Who", "Everyone", "Maildrops", "Nobody's"]);
  assert.ok(!(await page.locator(".talks").isVisible()), "and then nothing else");
  const [, id] = /^student-(\d+)$/.exec(await nobodys.getByLabel("student").getAttribute("id"));
  assert.equal(await nobodys.getByLabel("student").inputValue(), "s002", "the likely owner");
  await readable(page, "what is nobody's");
  await nobodys.getByLabel("student").focus();
  const another = await dial(server.ports.pop3);
  another.say("USER s001", "PASS wrong", "QUIT");
  await nobodys.locator("li", {hasText: "USER 1 without the right pass phrase"}).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "student-" + id, "who is choosing is not interrupted");
  await nobodys.locator("#lab-" + id).selectOption("L01");
  await nobodys.getByRole("button", {name: `give ${id} away`}).click();
  await page.getByText(`Conversation ${id} counts for 2 from now on`).waitFor();
  await nobodys.locator("#lab-" + id).waitFor({state: "detached"});
  await page.locator("tbody tr", {hasText: "2"}).locator("td.some").waitFor();
  const table = await run("lab", "status", "--data", server.directory);
  const again = await run("grade", "--regrade", "--data", server.directory);
  assert.match(table, /s002.* 2\/4/);
  assert.match(again, /s002.* 2\/4/);
  holder.hangUp();
}, enrol));

test("terminals are readable for everybody: each language, light and dark, wide and narrow", () => withServer(async (server) => {
  await inEveryWay(async (options, way) => {
    const page = await look(terminals(server), options);
    await page.locator(".tools button").first().click();
    const field = page.locator(".terminal input");
    await field.fill("HELO " + "long".repeat(40));
    await field.press("Enter");
    await page.locator(".said.server").nth(1).waitFor();
    await page.locator(".terminal h2 button").nth(1).click(); // explained
    await page.locator(".annotated .row").nth(1).waitFor();
    await readable(page, way);
    await page.context().close();
  });
}));

test("more streams than there are places for are refused, and mail does not notice", () => withServer(async (server) => {
  const sockets = [];
  /// What the server says to somebody who comes; "" to whom it hangs up without a word.
  const come = () => new Promise((resolve) => {
    const socket = net.connect(server.ports.web, "127.0.0.1");
    sockets.push(socket);
    socket.once("data", (said) => resolve(String(said))).once("close", () => resolve("")).on("error", () => resolve(""));
    socket.write("GET /session HTTP/1.1\r\nHost: localhost\r\n\r\n");
  });
  let refused;
  while (!refused && sockets.length < 4400) // a hundred at once: whoever has come and is silent stays for 20 seconds only
    refused = (await Promise.all(Array.from({length: 100}, come))).find((said) => said.includes(" 503 "));
  assert.match(refused ?? "nobody was refused", /Too many pages are open here; try again in a while\./);
  const person = await dial(server.ports.smtp);
  person.say("HELO me", "QUIT");
  await person.hear("221");
  sockets.forEach((socket) => socket.destroy());
  const page = await look(server.link);
  await page.getByText("Where to say something").waitFor();
}));
