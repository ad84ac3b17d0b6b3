// A server of its own for each test, people at its ports, and a browser that looks at its page.
import {spawn} from "node:child_process";
import {mkdtemp, rm} from "node:fs/promises";
import net from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {createInterface} from "node:readline";
import {chromium} from "playwright-core";

const program = process.env.POSTLAB;

/// What the command has printed, all of it; it may ask for a password.
export function run(...words) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {stdio: ["pipe", "pipe", "inherit"]});
    let said = "";
    child.stdout.on("data", (octets) => { said += octets; });
    child.stdin.end("secret\n");
    child.on("close", (status) => (status === 0 ? resolve(said) : reject(new Error(words.join(" ")))));
  });
}

/// `ports`: those of a server that was there before; else free ones. `more`: options.
export async function serve(directory, ports = {smtp: 0, pop3: 0, web: 0}, ...more) {
  const options = Object.entries(ports).flatMap(([name, port]) => [`--${name}`, `127.0.0.1:${port}`]);
  const child = spawn(program, ["serve", "--data", directory, ...options, ...more], {stdio: ["ignore", "pipe", "inherit"]});
  const server = {ports: {}, stop: () => new Promise((resolve) => { child.on("exit", resolve); child.kill("SIGTERM"); })};
  for await (const line of createInterface({input: child.stdout})) {
    const listening = /^listening (\w+) .*:(\d+)$/.exec(line);
    if (listening) server.ports[listening[1]] = Number(listening[2]);
    if (line.startsWith("open ")) server.link = line.slice(5);
    if (line === "ready") return Object.assign(server, {origin: new URL(server.link).origin});
  }
  throw new Error("the server did not become ready");
}

/// `prepare` does what there is to do in the folder before.
export async function withServer(test, prepare = () => {}) {
  const directory = await mkdtemp(join(tmpdir(), "postlab-web-"));
  await run("user", "add", "alice", "--data", directory);
  await prepare(directory);
  let server = await serve(directory);
  const restart = async (...options) => { const {ports} = server; await server.stop(); return server = await serve(directory, ports, ...options); };
  try {
    await test({...server, directory, restart});
  } finally {
    await server.stop();
    await rm(directory, {recursive: true});
  }
}

/// Somebody at telnet: says lines, and reads what comes only when asked to.
export async function dial(port) {
  const socket = net.connect(port, "127.0.0.1");
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  let heard = "", wake = () => {};
  socket.on("data", (octets) => { heard += octets; wake(); });
  socket.on("close", () => wake()).on("error", () => {}); // whoever still waits then waits in vain
  return {
    say: (...lines) => socket.write(lines.map((line) => line + "\r\n").join("")),
    /// Waits until the server has said that.
    async hear(words) {
      const patience = setTimeout(() => socket.destroy(), 60000);
      while (!heard.includes(words) && !socket.destroyed) await new Promise((resolve) => { wake = resolve; });
      clearTimeout(patience);
      if (!heard.includes(words)) throw new Error(`waited in vain for "${words}" in ${heard}`);
      heard = heard.slice(heard.indexOf(words) + words.length);
    },
    hangUp: () => socket.destroy(),
  };
}

export const browser = await chromium.launch({executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"]});

/// A page that has used the key. Whatever its console complains of fails the test.
export async function look(link, options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, locale: "en", bypassCSP: false, ...options});
  context.setDefaultTimeout(60000);
  const page = await context.newPage(), complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (said) => said.type() === "error" && !/ERR_|Failed to load/.test(said.text()) && complaints.push(said.text()));
  await page.goto(link);
  await page.locator(".home").waitFor(); // by then the key has been given
  return Object.assign(page, {complaints});
}
