/** Describes the element as the package ships it: the built module, without private members and undocumented finds. */
const shipped = {
  name: "shipped",
  packageLinkPhase({ customElementsManifest }) {
    const built = (path) => path?.replace(/^\/?src\/(.*)\.ts$/, "dist/$1.js");
    for (const module of customElementsManifest.modules) {
      module.path = built(module.path);
      for (const { declaration } of module.exports ?? []) {
        declaration.module = built(declaration.module);
      }
      for (const declaration of module.declarations ?? []) {
        declaration.events = declaration.events?.filter((event) => event.description);
        declaration.members = declaration.members?.filter((member) => !member.name.startsWith("#"));
      }
    }
  },
};

export default { globs: ["src/element.ts"], litelement: false, plugins: [shipped] };
