// Microsoft's own clients against the stand-in: signs in, then does what its first word says, and prints JSON.
// Place in the flow: tests only. Run by test_vault_in_other_hands.py with the stand-in's addresses in the environment.
// SPDX-License-Identifier: Apache-2.0
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(`${process.env.JUDGES}/`);
const dns = require("node:dns"); // not every resolver knows that *.localhost is this machine
const lookup = dns.lookup;
dns.lookup = (host, options, callback) => lookup(host.endsWith(".localhost") ? "127.0.0.1" : host, options, callback);
const { ClientSecretCredential, ClientCertificateCredential, ClientAssertionCredential, DeviceCodeCredential } = require("@azure/identity");
const { Client, LargeFileUploadTask, FileUpload } = require("@microsoft/microsoft-graph-client");
const { TokenCredentialAuthenticationProvider } = require(
  "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials");

const { LOGIN, GRAPH, TENANT, CLIENT, SECRET, CERTIFICATE, ASSERTION, DRIVE } = process.env;
const options = { authorityHost: LOGIN, disableInstanceDiscovery: true };
const credentials = {
  secret: () => new ClientSecretCredential(TENANT, CLIENT, SECRET, options),
  certificate: () => new ClientCertificateCredential(TENANT, CLIENT, { certificatePath: CERTIFICATE }, options),
  federated: () => new ClientAssertionCredential(TENANT, CLIENT, async () => ASSERTION, options),
  device: () => new DeviceCodeCredential({ tenantId: TENANT, clientId: CLIENT, userPromptCallback: () => {}, ...options }),
};

function graph(credential) {
  const authProvider = new TokenCredentialAuthenticationProvider(credential, { scopes: [`${GRAPH}/.default`] });
  return Client.initWithMiddleware({ authProvider, baseUrl: `${GRAPH}/`, customHosts: new Set([new URL(GRAPH).hostname]) });
}

async function bytesOf(client, path) {
  return Buffer.from(await client.api(path).responseType("arraybuffer").get());
}

const commands = {
  async token(kind) {
    const token = await credentials[kind]().getToken(`${GRAPH}/.default`);
    return { bearer: token.token.length > 20 };
  },
  async read(path) { // what apipack wrote, seen by an independent reader
    const client = graph(credentials.secret());
    const site = await client.api("/sites/contoso.sharepoint.com:/sites/audit").get();
    const drives = await client.api(`/sites/${site.id}/drives`).get();
    const drive = drives.value.find((d) => decodeURI(d.webUrl).endsWith("/Shared Documents"));
    const item = await client.api(`/drives/${drive.id}/root:/${encodeURI(path)}`).expand("listItem($expand=fields)").get();
    const bytes = await bytesOf(client, `/drives/${drive.id}/items/${item.id}/content`);
    return { size: item.size, name: item.name, fields: item.listItem?.fields,
      sha256: createHash("sha256").update(bytes).digest("hex") };
  },
  async upload(file, path) {
    const client = graph(credentials.secret());
    const bytes = readFileSync(file);
    const session = await LargeFileUploadTask.createUploadSession(client,
      `/drives/${DRIVE}/root:/${encodeURI(path)}:/createUploadSession`,
      { item: { "@microsoft.graph.conflictBehavior": "fail", name: path } });
    const task = new LargeFileUploadTask(client, new FileUpload(bytes, path, bytes.length), session,
      { rangeSize: 327680 * 16 });
    const result = await task.upload();
    return { id: result.responseBody.id, size: result.responseBody.size };
  },
  async small(path) {
    const client = graph(credentials.secret());
    const item = await client.api(`/drives/${DRIVE}/root:/${encodeURI(path)}:/content`)
      .query({ "@microsoft.graph.conflictBehavior": "fail" }).put("some text");
    try {
      await client.api(`/drives/${DRIVE}/root:/${encodeURI(path)}:/content`)
        .query({ "@microsoft.graph.conflictBehavior": "fail" }).put("other text");
    } catch (error) {
      return { size: item.size, conflict: error.code };
    }
    return { size: item.size };
  },
  async columns() {
    const client = graph(credentials.secret());
    const made = await client.api(`/drives/${DRIVE}/list/columns`).post({ name: "ApOther", text: { maxLength: 50 } });
    const item = await client.api(`/drives/${DRIVE}/root:/note.txt`).get();
    const fields = await client.api(`/drives/${DRIVE}/items/${item.id}/listItem/fields`).patch({ ApOther: "value" });
    const link = await client.api(`/drives/${DRIVE}/items/${item.id}/createLink`)
      .post({ type: "view", scope: "organization" });
    return { name: made.name, value: fields.ApOther, link: link.link.type };
  },
};

const [command, ...words] = process.argv.slice(2);
console.log(JSON.stringify(await commands[command](...words)));
