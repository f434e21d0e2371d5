// Opens one YAML file in the language server that editors use, prints its diagnostics as JSON: [[line, message], …].
// Place in the flow: tests only; test_editors.py calls it: node editor.mjs JUDGES FILE
// SPDX-License-Identifier: Apache-2.0
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [judges, file] = process.argv.slice(2);
const server = spawn(process.execPath, [join(judges, "node_modules/yaml-language-server/bin/yaml-language-server"), "--stdio"],
  { stdio: ["pipe", "pipe", "ignore"] });
const document = { uri: pathToFileURL(file).href, languageId: "yaml", version: 1, text: readFileSync(file, "utf8") };

function send(message) {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

function receive(message) {
  if (message.method === "workspace/configuration") {
    const settings = { validate: true, schemaStore: { enable: false } };
    send({ id: message.id, result: message.params.items.map(() => settings) });
  } else if (message.method && message.id !== undefined) {
    send({ id: message.id, result: null });
  } else if (message.id === 1) {
    send({ method: "initialized", params: {} });
    send({ method: "textDocument/didOpen", params: { textDocument: document } });
  } else if (message.method === "textDocument/publishDiagnostics") {
    console.log(JSON.stringify(message.params.diagnostics.map((d) => [d.range.start.line + 1, d.message])));
    server.kill();
    process.exit(0);
  }
}

let pending = Buffer.alloc(0);
server.stdout.on("data", (bytes) => {
  pending = Buffer.concat([pending, bytes]);
  for (;;) {
    const head = pending.indexOf("\r\n\r\n");
    if (head < 0) return;
    const length = Number(/Content-Length: (\d+)/.exec(pending.subarray(0, head))[1]);
    if (pending.length < head + 4 + length) return;
    const message = JSON.parse(pending.subarray(head + 4, head + 4 + length));
    pending = pending.subarray(head + 4 + length);
    receive(message);
  }
});
send({ id: 1, method: "initialize", params: { processId: null, rootUri: null, capabilities: { workspace: { configuration: true } } } });
setTimeout(() => process.exit(3), 60000);
