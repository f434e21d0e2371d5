// Is a script PowerShell, as tree-sitter's grammar of it reads it? node powershell.mjs JUDGES SCRIPT: a line for each place that is not.
// Place in the flow: tests only. JUDGES is the folder with node_modules; the exit code is 1 when there is one.
// SPDX-License-Identifier: Apache-2.0
import fs from "fs";
import path from "path";
import { pathToFileURL } from "url";

const [, , judges, script] = process.argv;
const at = (...parts) => path.resolve(judges, "node_modules", ...parts);
const { Parser, Language } = await import(pathToFileURL(at("web-tree-sitter", "web-tree-sitter.js")).href);
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(at("tree-sitter-powershell", "tree-sitter-powershell.wasm")));
const tree = parser.parse(fs.readFileSync(script, "utf8"));

function* faults(node) {
  if (node.isError || node.isMissing) yield node;
  else for (const child of node.children) yield* faults(child);
}

for (const node of faults(tree.rootNode)) {
  console.log(`${script}:${node.startPosition.row + 1}: ${node.isMissing ? `${node.type} is missing` : node.text.slice(0, 60)}`);
  process.exitCode = 1;
}
