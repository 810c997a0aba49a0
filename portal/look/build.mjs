// Builds the sheets for both directions and gathers fonts and scripts: node build.mjs <node_modules> <target folder>
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [packages, target] = process.argv.slice(2).map((folder) => path.resolve(folder));
const require = createRequire(path.join(packages, "build.mjs"));
const sass = await import(pathToFileURL(path.join(packages, "sass", "sass.node.mjs")));
const rtlcss = require("rtlcss");
const subsetFont = require("subset-font");
const here = path.dirname(fileURLToPath(import.meta.url));

const sheet = sass.compile(path.join(here, "look.scss"), {
  loadPaths: [packages],
  style: "compressed",
  quietDeps: true,
}).css;

mkdirSync(path.join(target, "fonts"), { recursive: true });
writeFileSync(path.join(target, "portal.css"), sheet);
writeFileSync(path.join(target, "portal.rtl.css"), rtlcss.process(sheet));

const gathered = {
  "fonts/public-sans-latin.woff2": "@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2",
  "htmx.js": "htmx.org/dist/htmx.min.js",
};
for (const [name, source] of Object.entries(gathered)) cpSync(path.join(packages, source), path.join(target, name));

// The Arabic fonts carry letters of many languages. Ours keep those of Pakistan's (letters.txt: Urdu, then Punjabi, Sindhi
// and Pashto, marks, digits, punctuation), and what joins and parts letters unseen; a page waits for little more than half.
const letters = readFileSync(path.join(here, "letters.txt"), "utf8") + "\u200c\u200d\u200e\u200f";
const cutDown = {
  "fonts/noto-naskh-arabic.woff2": "@fontsource-variable/noto-naskh-arabic/files/noto-naskh-arabic-arabic-wght-normal.woff2",
  "fonts/noto-nastaliq-urdu.woff2": "@fontsource/noto-nastaliq-urdu/files/noto-nastaliq-urdu-arabic-700-normal.woff2",
};
for (const [name, source] of Object.entries(cutDown)) {
  const font = await subsetFont(readFileSync(path.join(packages, source)), letters, { targetFormat: "woff2" });
  writeFileSync(path.join(target, name), font);
}
