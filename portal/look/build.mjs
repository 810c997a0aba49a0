// Builds the sheets for both directions and gathers fonts and scripts: node build.mjs <node_modules> <target folder>
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [packages, target] = process.argv.slice(2).map((folder) => path.resolve(folder));
const require = createRequire(path.join(packages, "build.mjs"));
const sass = await import(pathToFileURL(path.join(packages, "sass", "sass.node.mjs")));
const rtlcss = require("rtlcss");

const sheet = sass.compile(path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "look.scss"), {
  loadPaths: [packages],
  style: "compressed",
  quietDeps: true,
}).css;

mkdirSync(path.join(target, "fonts"), { recursive: true });
writeFileSync(path.join(target, "portal.css"), sheet);
writeFileSync(path.join(target, "portal.rtl.css"), rtlcss.process(sheet));

const gathered = {
  "fonts/public-sans-latin.woff2": "@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2",
  "fonts/noto-naskh-arabic.woff2": "@fontsource-variable/noto-naskh-arabic/files/noto-naskh-arabic-arabic-wght-normal.woff2",
  "fonts/noto-nastaliq-urdu.woff2": "@fontsource/noto-nastaliq-urdu/files/noto-nastaliq-urdu-arabic-700-normal.woff2",
  "htmx.js": "htmx.org/dist/htmx.min.js",
};
for (const [name, source] of Object.entries(gathered)) cpSync(path.join(packages, source), path.join(target, name));
