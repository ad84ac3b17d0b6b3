// All pages by the keyboard alone, and at 200 %.
import {after, test} from "node:test";
import {cardOf, enrol, fetching, letter, mine} from "./people.mjs";
import {reachable, readable, zoomed} from "./readable.mjs";
import {browser, dial, look, withServer} from "./server.mjs";

after(() => browser.close());

async function eachOf(page, origin, views) {
  for (const [path, there] of views) {
    await page.goto(origin + path);
    await page.locator(there).first().waitFor();
    await readable(page, path);
    await reachable(page, path);
  }
}

test("a teacher reaches everything by Tab, at 200 %, and nothing is cut off", () => withServer(async (server) => {
  await letter(server);
  (await fetching(server)).hangUp();
  const page = await look(server.link, zoomed);
  await page.locator(".talk", {hasText: "hung up"}).waitFor();
  await eachOf(page, server.origin, [["/", ".talk"], ["/c/1", ".row"], ["/m/1", ".card-of.out"], ["/compare", ".scenarios section"],
    ["/compare?left=1&right=2", ".beside li"], ["/papers", ".papers li"], ["/t", ".desk button"]]);
}));

test("so does a student, on pages of their own, and on the entrance", () => withServer(async (server) => {
  const card = await cardOf(server, "s001"), person = await dial(server.ports.pop3);
  person.say("USER s001", "PASS " + card.phrase, "STAT", "QUIT");
  await person.hear("signing off");
  const entrance = await look(server.origin + "/me", zoomed);
  await readable(entrance, "entrance");
  await reachable(entrance, "entrance");
  const page = await mine(server, card, zoomed);
  await page.locator(".checks .open").first().waitFor();
  await eachOf(page, server.origin, [["/me", ".checks .open"], ["/compare", ".scenarios section"], ["/c/1", ".row"], ["/t", ".desk button"]]);
}, enrol));
