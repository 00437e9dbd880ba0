// Lists the libraries in the released files with their licences, and the texts of those licences.
// usage: node third-party.mjs WEB_FOLDER SBOM... > THIRD-PARTY.txt
// Java's libraries are those of the CycloneDX SBOMs, with the texts in their jars in the local Maven repository. Those of
// the pages are the packages in package-lock.json that are not for development only.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { licenceFile, pageLibraries } from "./page-libraries.mjs";

const [web, ...sboms] = process.argv.slice(2);
const repository = process.env.MAVEN_REPOSITORY ?? join(homedir(), ".m2", "repository");

function textsOfJar({ group, name, version }) {
  const folder = join(repository, ...group.split("."), name, version);
  const jars = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".jar")) : [];
  return jars.flatMap((jar) => {
    const path = join(folder, jar);
    const names = execFileSync("unzip", ["-Z1", path], { encoding: "utf8" }).split("\n");
    return names
      .filter((entry) => /^(META-INF\/)?[^/]+$/.test(entry) && licenceFile.test(entry))
      .map((entry) => execFileSync("unzip", ["-p", path, entry], { encoding: "utf8" }));
  });
}

function javaLibraries() {
  const found = new Map();
  for (const file of sboms) {
    for (const component of JSON.parse(readFileSync(file, "utf8")).components ?? []) {
      if (component.group === "dev.turnout") continue;
      const licences = (component.licenses ?? []).map(
        (entry) => entry.expression ?? entry.license.id ?? entry.license.name);
      found.set(`${component.group}:${component.name} ${component.version}`, {
        licences,
        texts: textsOfJar(component),
      });
    }
  }
  return found;
}

const libraries = new Map([...javaLibraries(), ...pageLibraries(web)].sort(([a], [b]) => (a < b ? -1 : 1)));
const unlicensed = [...libraries].filter(([, { licences }]) => licences.length === 0).map(([name]) => name);
if (unlicensed.length > 0) {
  console.error(`third-party: no licence is known of ${unlicensed.join(", ")}`);
  process.exit(1);
}

const users = new Map();
for (const [name, { texts }] of libraries) {
  for (const text of texts.map((each) => each.replace(/\r/g, "").trim()).filter(Boolean)) {
    users.set(text, [...(users.get(text) ?? []), name]);
  }
}

console.log("Turnout is distributed with these libraries.\n");
for (const [name, { licences }] of libraries) console.log(`  ${name}: ${licences.join(" or ")}`);
console.log("\nThe texts of licences and notices that the libraries contain:");
for (const [text, names] of users) {
  console.log(`\n${"-".repeat(80)}\n${[...new Set(names)].join(", ")}\n${"-".repeat(80)}\n${text}`);
}
