// Takes the README's picture from the real page, light and dark: test/web/picture
import {setTimeout as pause} from "node:timers/promises";
import {fileURLToPath} from "node:url";
import {browser, dial, look, withServer} from "./server.mjs";

const turns = [["HELO me", "greets"], ["RCPT TO:<alice@post.example>", "503"], ["MAIL FROM:<bob@post.example>", "OK"]];
const size = {width: 1200, height: 640};

await withServer(async (server) => {
  const person = await dial(server.ports.smtp);
  await person.hear("220");
  for (const [line, reply] of turns) {
    await pause(900); // a person types
    person.say(line);
    await person.hear(reply);
  }
  for (const colorScheme of ["light", "dark"]) {
    const page = await look(server.link, {colorScheme, viewport: size, reducedMotion: "reduce"});
    await page.goto(server.origin + "/c/1");
    await page.locator(".row.server", {hasText: "2.1.0"}).waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({path: fileURLToPath(new URL(`../../docs/page-${colorScheme}.png`, import.meta.url))});
  }
  person.hangUp();
});
await browser.close();
