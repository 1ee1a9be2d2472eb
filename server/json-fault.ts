/** What may come next while JSON is read. */
type Expected = "a value" | "a value or ]" | "a name in double quotes" | "a name in double quotes or }" | "a colon";

const literal = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)/y;
const space = /[ \t\n\r]*/y;
const escaped = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/**
 * Where and why a text is not JSON, such as `line 2, column 7: expected a colon, but found "1"`; null where it is. The
 * engine's own message often names no place. For texts that `JSON.parse` has refused: it is slower.
 */
export function jsonFault(text: string): string | null {
  const open: ("{" | "[")[] = [];
  let expected: Expected | "," | "" = "a value";
  let at = 0;
  for (;;) {
    at = matchEnd(space, text, at) ?? at;
    const found = text[at];
    const inside = open.at(-1);
    const closing = inside === "{" ? "}" : "]";
    if (expected === "") return found === undefined ? null : fault(text, at, "the end of the text");
    if (found === undefined) return fault(text, at, expected === "," ? `a comma or ${closing}` : expected);

    const mayClose = expected === "," || expected === "a value or ]" || expected === "a name in double quotes or }";
    if (inside && found === closing && mayClose) {
      open.pop();
      expected = open.length > 0 ? "," : "";
      at++;
    } else if (expected === ",") {
      if (found !== ",") return fault(text, at, `a comma or ${closing}`);
      expected = inside === "{" ? "a name in double quotes" : "a value";
      at++;
    } else if (expected === "a colon") {
      if (found !== ":") return fault(text, at, expected);
      expected = "a value";
      at++;
    } else if (found === '"') {
      const end = stringEnd(text, at);
      if (typeof end === "string") return end;
      const isName: boolean = expected === "a name in double quotes" || expected === "a name in double quotes or }";
      expected = isName ? "a colon" : inside ? "," : "";
      at = end;
    } else if (expected !== "a value" && expected !== "a value or ]") {
      return fault(text, at, expected);
    } else if (found === "{" || found === "[") {
      open.push(found);
      expected = found === "{" ? "a name in double quotes or }" : "a value or ]";
      at++;
    } else {
      const end = matchEnd(literal, text, at);
      if (end === null) return fault(text, at, expected);
      expected = inside ? "," : "";
      at = end;
    }
  }
}

/** Behind the closing quote of the string that opens at `start`; a text where there is a fault in it. */
function stringEnd(text: string, start: number): number | string {
  let at = start + 1;
  for (;;) {
    const found = text[at];
    if (found === '"') return at + 1;
    if (found === undefined)
      return fault(text, at, `a double quote that ends the text begun at column ${column(text, start)}`);
    if (found < " ") return fault(text, at, "control characters to be escaped");
    if (found !== "\\") at++;
    else {
      const end = matchEnd(escaped, text, at);
      if (end === null) return fault(text, at, "an escape that JSON knows");
      at = end;
    }
  }
}

function matchEnd(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

function fault(text: string, at: number, expected: string): string {
  const line = text.slice(0, at).split("\n").length;
  const rest = text.slice(at, at + 20).split(/[\n\r]/)[0];
  const found = at >= text.length ? "but the text ends here" : `but found ${JSON.stringify(rest || text[at])}`;
  return `line ${line}, column ${column(text, at)}: expected ${expected}, ${found}`;
}

const column = (text: string, at: number) => at - text.lastIndexOf("\n", at - 1);
