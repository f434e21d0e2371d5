// A page of a pack in headless Chromium: node page.cjs JUDGES CHROMIUM PAGE.html FOLDER [long]
// Place in the flow: tests only. Prints what it saw as JSON; pictures go into FOLDER. A long page is judged in two of the four views.
// SPDX-License-Identifier: Apache-2.0
const fs = require("fs");
const path = require("path");
const url = require("url");

const [, , judges, chromium, file, folder, long] = process.argv;
const need = (name) => require(path.resolve(judges, "node_modules", name));
const axe = fs.readFileSync(path.resolve(judges, "node_modules/axe-core/axe.min.js"), "utf8");
const address = url.pathToFileURL(path.resolve(file)).href;
const PATIENCE_MS = 300000; // a long page on a machine that has other work
const seen = { console: [], requests: [], axe: [], overflow: [], filterSeconds: 0 };

async function open(browser, options) {
  const context = await browser.newContext({ bypassCSP: false, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.on("console", (message) => seen.console.push(message.text()));
  page.on("pageerror", (error) => seen.console.push(String(error)));
  page.on("request", (request) => { if (request.url() !== address) seen.requests.push(request.url()); });
  await page.goto(address);
  return page;
}

// axe needs to run in the page, which its own policy forbids: a second context looks past the policy.
async function judge(browser, options) {
  const context = await browser.newContext({ bypassCSP: true, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.goto(address);
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
  await page.addScriptTag({ content: axe });
  // Sections that are not on the screen have a guessed height until they come there; axe compares places, so all are laid out.
  await page.addStyleTag({ content: "section { content-visibility: visible !important }" });
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  // Of what is right nothing is asked for: axe would work out a selector for each of its elements, and compare it with the whole page.
  const result = await page.evaluate((options) => axe.run(document, options), { runOnly: tags, resultTypes: ["violations"] });
  for (const violation of result.violations)
    seen.axe.push(`${violation.id}: ${violation.nodes.length} × ${violation.nodes[0].html.slice(0, 160)}`);
  await context.close();
}

// Processor time of the page's own thread, which other people's load does not stretch.
async function spent(client) {
  const { metrics } = await client.send("Performance.getMetrics");
  return metrics.find((metric) => metric.name === "TaskDuration").value;
}

async function filters(page) {
  const client = await page.context().newCDPSession(page);
  await client.send("Performance.enable", { timeDomain: "threadTicks" });
  const before = await spent(client);
  const rows = () => page.evaluate(() => [...document.querySelectorAll("tr[data-state]")].filter((r) => !r.hidden).length);
  const all = await rows();
  const state = await page.evaluate(() => document.querySelector("#filter [name=state]").options[1].value);
  await page.selectOption("#filter [name=state]", state);
  const some = await rows();
  const right = await page.evaluate((s) => [...document.querySelectorAll("tr[data-state]")].every((r) => r.hidden === (r.dataset.state !== s)), state);
  await page.fill("#filter [name=text]", "nothing says this");
  await page.waitForTimeout(300);
  const none = await rows();
  const said = await page.textContent("#filter output");
  seen.filterSeconds = (await spent(client)) - before;
  await page.click("#filter [type=reset]");
  await page.waitForTimeout(100);
  return { all, some, right, none, said, again: await rows() };
}

// By Tab alone: everything that takes the focus shows it, and the filter is reached.
async function keyboard(page) {
  const stops = [];
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const at = document.activeElement;
      const outline = getComputedStyle(at).outlineStyle;
      return { what: (at.className === "skip" ? "skip" : at.tagName) + (at.name ? `:${at.name}` : ""), visible: outline !== "none" };
    });
    stops.push(stop);
  }
  return { first: stops[0].what, filter: stops.some((s) => s.what.endsWith(":text")), unseen: stops.filter((s) => !s.visible && s.what !== "BODY").map((s) => s.what) };
}

async function main() {
  const browser = await need("playwright-core").chromium.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu"] });
  for (const scheme of ["light", "dark"])
    for (const width of [360, 1280]) {
      if (long && (scheme === "light") !== (width === 1280)) continue;
      const options = { viewport: { width, height: 900 }, colorScheme: scheme };
      const page = await open(browser, options);
      await page.screenshot({ path: path.join(folder, `${scheme}-${width}.png`) });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) seen.overflow.push(`${width}: ${wide} px`);
      await judge(browser, options);
      if (scheme === "light" && width === 1280) {
        seen.filters = await filters(page);
        if (!long) await page.screenshot({ path: path.join(folder, "whole.png"), fullPage: true });
        const fresh = await open(browser, options);
        seen.keyboard = await keyboard(fresh);
        await fresh.context().close();
      }
      await page.context().close();
    }
  const still = await open(browser, { javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });
  seen.plain = await still.evaluate(() => 1).catch(() => null);
  seen.filterWithoutScript = await still.locator("#filter").isVisible();
  seen.itemsWithoutScript = await still.locator("#items tbody tr").count();
  await still.emulateMedia({ media: "print" });
  for (const format of ["A4", "Letter"]) await still.pdf({ path: path.join(folder, `${format}.pdf`), format, printBackground: false });
  await browser.close();
  console.log(JSON.stringify(seen));
}

main().catch((error) => { console.error(error); process.exit(1); });
