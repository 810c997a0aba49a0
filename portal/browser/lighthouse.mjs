// Lighthouse for lighthouse.py: node lighthouse.mjs <executable> <flag> ... starts one Chromium, then reads a page to judge
// as a line of JSON and answers with a line of JSON, until the input ends. Every page has a profile of its own, so that
// neither cookies nor a filled cache reach the next one.
import { createInterface } from "node:readline";
import lighthouse from "lighthouse";
import { lighthouseVersion } from "lighthouse/shared/root.js";
// The two packages with which Lighthouse itself starts and drives Chromium; its lock brings them.
import { launch } from "chrome-launcher";
import puppeteer from "puppeteer-core";

const PLACES = 5;
// Now and then Chromium's record of a load lacks its beginning or its end. Lighthouse then asks to be run again.
const INCOMPLETE_RECORD = new Set(["NO_TRACING_STARTED", "NO_RESOURCE_REQUEST", "NO_NAVSTART", "NO_DCL"]);
const ATTEMPTS = 5;
const [executable, ...flags] = process.argv.slice(2);
const chromium = await launch({ chromePath: executable, chromeFlags: flags, logLevel: "error" });
process.on("SIGTERM", () => { chromium.kill(); process.exit(1); });
try {
  const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${chromium.port}`, defaultViewport: null });
  answer({ browser: await browser.version(), version: lighthouseVersion });
  for await (const line of createInterface({ input: process.stdin })) {
    answer(await judged(browser, JSON.parse(line)).catch((fault) => ({ fault: String(fault) })));
  }
  await browser.disconnect();
} finally {
  chromium.kill();
}

function answer(words) {
  process.stdout.write(`${JSON.stringify(words)}\n`);
}

async function judged(browser, wish) {
  let lhr;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    lhr = await run(browser, wish);
    if (!INCOMPLETE_RECORD.has(lhr.runtimeError?.code)) break;
  }
  if (lhr.runtimeError) return { fault: lhr.runtimeError.message };
  return {
    arrived: lhr.finalDisplayedUrl,
    scores: Object.fromEntries(wish.categories.map((name) => [name, lhr.categories[name].score])),
    failing: wish.categories.flatMap((name) => failing(lhr, name)),
    measures: measures(lhr),
  };
}

async function run(browser, { url, cookies, categories, settings }) {
  const profile = await browser.createBrowserContext();
  try {
    const { hostname: domain } = new URL(url);
    if (cookies.length) await profile.setCookie(...cookies.map((cookie) => ({ ...cookie, domain, path: "/" })));
    return (await lighthouse(url, { onlyCategories: categories, ...settings }, undefined, await profile.newPage())).lhr;
  } finally {
    await profile.close();
  }
}

// What lowers a score, an audit that broke included; for the speed, whose scores are measures, what explains them as well.
function failing(lhr, category) {
  const lowers = ({ weight }, { score, scoreDisplayMode }) =>
    weight > 0 && (scoreDisplayMode === "error" || (score !== null && score < 1));
  const explains = ({ group }, { score, scoreDisplayMode }) =>
    category === "performance" && group !== "hidden" && scoreDisplayMode !== "error" && score !== null && score < 1;
  return lhr.categories[category].auditRefs
    .map((reference) => [reference, lhr.audits[reference.id]])
    .filter(([reference, audit]) => lowers(reference, audit) || explains(reference, audit))
    .map(([, { id, title, displayValue, errorMessage, details }]) => ({
      category,
      name: id,
      title: [title, displayValue, errorMessage].filter(Boolean).join(": "),
      places: [...places(details?.items)].slice(0, PLACES),
    }));
}

// Elements and files that an audit names; some audits have tables within their lists.
function* places(items) {
  for (const item of Array.isArray(items) ? items : []) {
    if (Array.isArray(item.items)) yield* places(item.items);
    else yield described(item);
  }
}

function described({ node, ...rest }) {
  const where = node ? [node.selector ?? node.value, node.snippet, node.explanation] : [];
  const numbers = Object.entries(rest).filter(([, value]) => typeof value === "string" || typeof value === "number");
  return [...where.filter(Boolean), ...numbers.map(([name, value]) => `${name} ${value}`)].join(" | ").slice(0, 500);
}

function measures(lhr) {
  const measured = Object.values(lhr.audits).filter(({ numericValue }) => numericValue !== undefined);
  return Object.fromEntries(measured.map(({ id, numericValue }) => [id, numericValue]));
}
