import { parseSync, Visitor } from "oxc-parser";

/** One thing a module takes from another. `typeOnly` leaves nothing behind at run time. */
export type Import = { from: string; typeOnly: boolean; line: number };

/** What the architecture check needs to know of a source file. */
export type Module = { imports: Import[]; environmentLines: number[] };

/** Reads the imports (static, dynamic, re-exports, `import("…").Type`) and the uses of `process.env` of a source file. */
export function parseModule(path: string, source: string): Module {
  const { module, program, errors } = parseSync(path, source);
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);
  const lineAt = (offset: number) => source.slice(0, offset).split("\n").length;
  const imports: Import[] = [];
  const add = (from: string, typeOnly: boolean, start: number) => imports.push({ from, typeOnly, line: lineAt(start) });

  for (const { moduleRequest, entries, start } of module.staticImports) {
    add(moduleRequest.value, entries.length > 0 && entries.every(({ isType }) => isType), start);
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType, start } of entries) if (moduleRequest) add(moduleRequest.value, isType, start);
  }
  const environmentLines = new Set<number>();
  new Visitor({
    ImportExpression({ source: from, start }) {
      if (from.type === "Literal" && typeof from.value === "string") add(from.value, false, start);
    },
    TSImportType({ source: from, start }) {
      add(from.value, true, start);
    },
    MemberExpression({ object, property, start }) {
      const isEnv = property.type === "Identifier" && property.name === "env";
      if (isEnv && object.type === "Identifier" && object.name === "process") environmentLines.add(lineAt(start));
    },
  }).visit(program);
  return { imports, environmentLines: [...environmentLines] };
}
