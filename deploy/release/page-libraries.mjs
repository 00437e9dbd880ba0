// The packages that are built into the pages and the kit: those in package-lock.json that are not for development only.
// "npm sbom --omit dev" is not used: it leaves out packages that one workspace needs at run time and another one for tests.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Names of files that hold a licence or a notice. */
export const licenceFile = /(^|\/)(licen[cs]e|notice|copying)[^/]*$/i;

/** "name version" of each package, with name, version, licences and their texts. */
export function pageLibraries(web) {
  const found = new Map();
  const lock = JSON.parse(readFileSync(join(web, "package-lock.json"), "utf8"));
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (!path.includes("node_modules/") || entry.dev || entry.link) continue;
    const folder = join(web, path);
    const { name, version, license, licenses } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const licences = [license ?? licenses].flat().filter(Boolean).map((one) => one.type ?? one);
    const texts = readdirSync(folder)
      .filter((file) => licenceFile.test(file))
      .map((file) => readFileSync(join(folder, file), "utf8"));
    found.set(`${name} ${version}`, { name, version, licences, texts });
  }
  return found;
}
