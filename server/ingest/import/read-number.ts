const decimal = /^(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

const plainNumber = /^\d{1,15}(\.\d{1,15})?$/;

/** True for a plain decimal from 0, with or without an exponent. */
export const isDecimal = (text: string): boolean => decimal.test(text) && /\d/.test(text);

/**
 * A number as a table writes it, times `unit`, exactly: `1,234.5`, `$0.12`, `1.2e-05`; with `comma`, `1.234,5`. Null for
 * what is none, or negative. Both `text` and `unit` are decimals, so nothing is lost on the way to the one number.
 */
export function readNumber(
  text: string,
  { comma = false, unit = "1" }: { comma?: boolean; unit?: string },
): number | null {
  if (!comma && unit === "1" && plainNumber.test(text)) return Number(text);
  const bare = text.replace(/^[$€£¥]\s?|\s?[$€£¥]$|^USD\s|\sUSD$/gi, "");
  const grouped = comma ? /^\d{1,3}([.'\u00a0\u202f ]\d{3})+(,\d+)?$/ : /^\d{1,3}([,'\u00a0\u202f ]\d{3})+(\.\d+)?$/;
  const plain = grouped.test(bare) ? bare.replace(comma ? /[.'\u00a0\u202f ]/g : /[,'\u00a0\u202f ]/g, "") : bare;
  const written = comma ? plain.replace(",", ".") : plain;
  if (!isDecimal(written) || (comma && plain.includes("."))) return null;
  const [a, b] = [parts(written), parts(unit)];
  return Number(`${a.digits * b.digits}e${a.exponent + b.exponent}`);
}

function parts(text: string): { digits: bigint; exponent: number } {
  const [, whole = "", fraction = "", exponent = "0"] = decimal.exec(text) ?? [];
  return { digits: BigInt(`${whole}${fraction}`), exponent: Number(exponent) - fraction.length };
}
