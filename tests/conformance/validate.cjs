// JSON documents against a JSON Schema: node validate.cjs JUDGES SCHEMA DOCUMENT…
// Place in the flow: tests only. JUDGES is the folder with node_modules; the exit code is 1 when a document is not valid.
// SPDX-License-Identifier: Apache-2.0
const fs = require("fs");
const path = require("path");

const [, , judges, schemaFile, ...documents] = process.argv;
const need = (name) => require(path.resolve(judges, "node_modules", name));
const schema = JSON.parse(fs.readFileSync(schemaFile, "utf8"));
const Ajv = (schema.$schema || "").includes("draft-04") ? need("ajv-draft-04") : need("ajv");
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: true });
need("ajv-formats")(ajv);
const validate = ajv.compile(schema);
let failed = false;
for (const document of documents) {
  if (validate(JSON.parse(fs.readFileSync(document, "utf8")))) continue;
  failed = true;
  for (const error of validate.errors.slice(0, 10)) console.error(`${document}: ${error.instancePath} ${error.message}`);
}
process.exit(failed ? 1 : 0);
