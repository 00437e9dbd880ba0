// Validates manifests against the OpenAPI schemas of Kubernetes, as the package kubernetes-models has them: types,
// required fields, allowed values. It does not find misspelt optional fields; "kubectl apply --dry-run=server" does.
// usage: npm ci && node validate.mjs FOLDER
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

const require = createRequire(import.meta.url);
const folder = process.argv[2];
let invalid = 0;
let valid = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith(".yaml"))) {
  for (const document of parseAllDocuments(readFileSync(join(folder, file), "utf8"))) {
    const object = document.toJS();
    const title = `${file}: ${object.kind} ${object.metadata?.name}`;
    try {
      const { [object.kind]: Model } = require(`kubernetes-models/${object.apiVersion}/${object.kind}`);
      new Model(object).validate();
      valid++;
    } catch (error) {
      invalid++;
      console.error(`${title}: ${error.message}`);
    }
  }
}
console.log(`${valid} valid, ${invalid} invalid`);
process.exit(invalid === 0 ? 0 : 1);
