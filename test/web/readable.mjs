// Whether everybody can read a page: by axe-core, in each language, light and dark, wide and narrow.
import assert from "node:assert/strict";
import {readFile} from "node:fs/promises";
import {look} from "./server.mjs";

const axe = await readFile(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/// `page` was made with bypassCSP, since axe-core is put into it.
export async function readable(page, where) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run().then(({violations}) => violations.map(({id, nodes}) => id + " " + nodes[0].html)));
  assert.deepEqual(found, [], where);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "scrolls sideways: " + where);
}

/// Whether Tab gets to all that can be pressed or filled in, and one sees where one is. Nothing may be drawn meanwhile.
export async function reachable(page, where) {
  const count = await page.evaluate(() => {
    const all = document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']");
    window.unreached = new Set([...all].filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.disabled && one.tabIndex >= 0));
    document.activeElement.blur();
    return window.unreached.size;
  });
  for (let i = 0; i < count; ++i) {
    await page.keyboard.press("Tab");
    const unseen = await page.evaluate(() => {
      const at = document.activeElement;
      window.unreached.delete(at);
      return getComputedStyle(at).outlineStyle === "none" && at.outerHTML;
    });
    assert.ok(!unseen, `${where}: nobody sees that one is at ${unseen}`);
  }
  assert.deepEqual(await page.evaluate(() => [...window.unreached].map((one) => one.outerHTML)), [], where);
}

/// A window of 1280 by 900 at 200 %.
export const zoomed = {viewport: {width: 640, height: 450}, deviceScaleFactor: 2, bypassCSP: true, reducedMotion: "reduce"};

/// `test` gets what a browser is to be like.
export async function inEveryWay(test) {
  for (const locale of ["en", "zh", "ru"])
    for (const colorScheme of ["light", "dark"])
      for (const width of [1280, 390])
        await test({locale, colorScheme, viewport: {width, height: 844}, bypassCSP: true, reducedMotion: "reduce"}, `${locale} ${colorScheme} ${width}`);
}

/// Each of these paths, once `there` can be seen; `also` looks at more.
export function everybody(server, paths, there, also = () => {}) {
  return inEveryWay(async (options, way) => {
    const page = await look(server.link, options);
    for (const path of paths) {
      const where = path + " " + way;
      await page.goto(server.origin + path);
      await page.locator(there).first().waitFor();
      await readable(page, where);
      assert.equal(await page.evaluate(() => document.documentElement.lang), options.locale, where);
      await also(page, where, options.locale);
    }
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}
