const units = ["bytes", "kB", "MB", "GB"] as const;

/** `812 bytes`, `4.2 MB`. */
export function sizeText(bytes: number): string {
  const step = bytes < 1_000 ? 0 : bytes < 1e6 ? 1 : bytes < 1e9 ? 2 : 3;
  const value = bytes / 1_000 ** step;
  return `${value.toLocaleString("en-US", { maximumFractionDigits: step === 0 ? 0 : 1 })} ${units[step]}`;
}
