#!/usr/bin/env node
// Makes the npm package solc (the compiler as WebAssembly) look like the native program that forge expects:
// it answers `--version`, and otherwise compiles the standard JSON on its input. Forge puts every source into
// that JSON, so path arguments can be left unread.
"use strict";

const fs = require("fs");
const solc = require("solc");

if (process.argv.includes("--version")) {
  // Forge reads a platform's name after the version and knows no WebAssembly.
  const version = solc.version().replace("Emscripten.clang", "Linux.g++");
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${version}\n`);
} else {
  process.stdout.write(solc.compile(fs.readFileSync(0, "utf8")));
}
