// Prints what html-validate says of pages, as JSON: node validate.mjs <config> <page> ...
import { readFileSync } from "node:fs";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const [config, ...pages] = process.argv.slice(2);
const judge = new HtmlValidate(new StaticConfigLoader(JSON.parse(readFileSync(config, "utf-8"))));
const reports = [];
for (const page of pages) {
  const { results } = await judge.validateString(readFileSync(page, "utf-8"), page);
  for (const { messages } of results)
    for (const { ruleId, message, line } of messages) reports.push({ page, ruleId, message, line });
}
console.log(JSON.stringify(reports));
