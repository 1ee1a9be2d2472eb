import fc from "fast-check";

/** JSON as it is written: a text can say what no value can (1e400, a name twice, half a surrogate, -0). */
class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** JSON of a value in which some are written as they are. */
export function jsonText(value: unknown): string {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).filter(([, one]) => one !== undefined);
    return `{${fields.map(([name, one]) => `${JSON.stringify(name)}:${jsonText(one)}`).join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/** Texts that have broken something somewhere: controls, broken Unicode, SQL, HTML, formulas, paths, templates, times, numbers. */
export const nastyTexts = [
  ...[
    "",
    " ",
    "\u0000",
    "a\u0000b",
    "\ud800",
    "\udfff\ud800",
    "\ufffd",
    "\u202e",
    "\ufeff",
    "\u200b",
    "ＡＢ",
    "😀".repeat(40),
  ],
  ...["'; DROP TABLE projects; --", "' OR '1'='1", "\\", "\\'", '"', "%", "_", "$1", "{}", "{{7*7}}", "*"],
  ...[
    "<script>alert(1)</script>",
    "=HYPERLINK(1)",
    "+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "../../etc/passwd",
    "..",
    ".",
    "/",
  ],
  ...[
    "a\r\nset-cookie: b=c",
    "null",
    "undefined",
    "NaN",
    "Infinity",
    "true",
    "[object Object]",
    "0x10",
    "1e3",
    "1_000",
  ],
  ...["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "length", "then"],
  ...[
    "2026-02-30",
    "0000-01-01",
    "9999-12-31T23:59:59-23:59",
    "2026-11-22T10:00:00",
    "275760-09-13T00:00:00Z",
    "2026-13",
  ],
  ...["99999999999999999999", "-0", "0.0000000001", "1e309", "9007199254740993", "x".repeat(5_000), "ä".repeat(129)],
  ...[
    "http://127.0.0.1:1/",
    "http://[::1]/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://a@b:99999/",
    "https://",
  ],
];

const nastyNumbers = [
  "-0",
  "1e400",
  "-1e400",
  "9007199254740993",
  "-1",
  "1.5",
  "1e-9",
  "0.1",
  "1e12",
  "1e21",
  "2147483648",
];

/** Whatever could be sent where something else is wanted. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...nastyTexts) },
  { weight: 2, arbitrary: fc.constantFrom(...nastyNumbers).map((text) => new Raw(text)) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      ...[null, true, [], {}, [[]], [null], { length: 1e9 }, { toString: 1 }, { $ne: null }, [{}, {}]],
      ...[
        new Raw('{"__proto__":{"admin":true}}'),
        new Raw('{"constructor":{"prototype":{"a":1}}}'),
        new Raw('{"a":1,"a":2}'),
      ],
      ...[
        new Raw('"\\ud800"'),
        new Raw('"\\u0000"'),
        new Raw("[".repeat(500) + "]".repeat(500)),
        new Raw(`${'{"a":'.repeat(500)}1${"}".repeat(500)}`),
      ],
    ),
  },
);

/** Bodies that are no JSON, or hardly. */
export const brokenJson = [
  ...[
    "",
    " ",
    "{",
    "}",
    "[",
    '{"a":',
    '{"a":1,}',
    "{'a':1}",
    "nul",
    "NaN",
    "undefined",
    '"',
    "1 2",
    "{}{}",
    "\u0000",
    "\ufeff",
  ],
  ...[
    "[".repeat(20_000),
    '{"a":'.repeat(20_000),
    `{"a":"${"x".repeat(200_000)}"}`,
    "<xml/>",
    "a=b&c=d",
    "--x\r\n\r\n--x--",
  ],
];
