// Who there is, and what they do at telnet, so that there is something to see.
import {readFile, writeFile} from "node:fs/promises";
import {dial, look, run} from "./server.mjs";

/// A class of two, s001 and s002, whose names nobody would expect.
export async function enrol(directory) {
  const roster = directory + "/roster.csv";
  await writeFile(roster, "student_id,name,email,group,lang\ns001,Ann <b>Ash</b>,,,en\ns002,李雷,,,zh\n");
  await run("roster", "import", roster, "--cards", directory + "/cards.html", "--page", "http://127.0.0.1:2580", "--data", directory);
}
/// What stands on a student's card.
export async function cardOf({directory}, student) {
  const card = new RegExp(`<td>${student}</td>.*?</article>`, "s").exec(await readFile(directory + "/cards.html", "utf8"))[0];
  return {phrase: /(?:[a-z]{4} ){4}[a-z]{4}/.exec(card)[0], pin: /\d{4} \d{4}/.exec(card)[0]};
}

export async function logIn(page, name, secret) {
  await page.locator("#name").fill(name);
  await page.locator("#secret").fill(secret);
  await page.keyboard.press("Enter");
}
/// s001's own page, logged in by the PIN.
export async function mine(server, card, options = {}) {
  const page = await look(server.origin + "/me", options);
  await logIn(page, "s001", card.pin);
  await page.locator(".mine tbody tr").first().waitFor();
  return page;
}

/// A letter from me to somebody, and what POP3 has of it.
export async function letter(server, lines = ["Subject: hello", "", "It works."], mailbox = "alice") {
  const person = await dial(server.ports.smtp);
  person.say("HELO me", "MAIL FROM:<me@post.example>", `RCPT TO:<${mailbox}@post.example>`, "DATA");
  await person.hear("354");
  person.say(...lines, ".", "QUIT");
  await person.hear("221");
}
export async function fetching(server) {
  const person = await dial(server.ports.pop3);
  person.say("USER alice", "PASS secret", "RETR 1", "DELE 1");
  await person.hear("deleted");
  return person;
}
