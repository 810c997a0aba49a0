// Compiles one contract with the npm package solc. Reads standard JSON on its input (see build.py), adds the sources
// that imports ask for, and writes {compiler, sources, output} as JSON. Deciding anything about it is left to build.py.
//
// Usage: node build.js FOLDER_OF_OWN_SOURCES FOLDER_OF_NODE_MODULES < input.json
"use strict";

const fs = require("fs");
const path = require("path");

const [ownFolder, packageFolder] = process.argv.slice(2).map((folder) => path.resolve(folder));
const solc = require(path.join(packageFolder, "solc"));
const input = JSON.parse(fs.readFileSync(0, "utf8"));
const sources = {};

// Source names are "src/..." and "@scope/package/...", never paths of this machine: names go into the compiler's
// output.
function readSource(name) {
  const folder = name.startsWith("src/") ? ownFolder : packageFolder;
  const file = path.resolve(folder, name);
  if (!file.startsWith(folder + path.sep)) throw new Error(`${name} lies outside the source folders`);
  sources[name] = fs.readFileSync(file, "utf8");
  return sources[name];
}

function findImport(name) {
  try {
    return { contents: readSource(name) };
  } catch (error) {
    return { error: error.message };
  }
}

for (const name of Object.keys(input.sources)) input.sources[name] = { content: readSource(name) };
const output = JSON.parse(solc.compile(JSON.stringify(input), { import: findImport }));
process.stdout.write(JSON.stringify({ compiler: solc.version(), sources, output }));
