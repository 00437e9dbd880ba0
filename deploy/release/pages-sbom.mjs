// The CycloneDX SBOM of the pages and the kit.
// usage: node pages-sbom.mjs WEB_FOLDER VERSION > pages.cdx.json
import { pageLibraries } from "./page-libraries.mjs";

const [web, version] = process.argv.slice(2);
const component = (name, number, licences) => ({
  type: "library",
  "bom-ref": `pkg:npm/${name.replace("@", "%40")}@${number}`,
  name,
  version: number,
  licenses: licences.map((licence) => (/ /.test(licence) ? { expression: licence } : { license: { id: licence } })),
  purl: `pkg:npm/${name.replace("@", "%40")}@${number}`,
});
const components = [...pageLibraries(web).values()]
  .map((library) => component(library.name, library.version, library.licences))
  .sort((a, b) => (a.purl < b.purl ? -1 : 1));
const root = { ...component("turnout-pages", version, ["Apache-2.0"]), type: "application" };
console.log(
  JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1, metadata: { component: root }, components }, null, 2),
);
