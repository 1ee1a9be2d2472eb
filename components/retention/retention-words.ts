/** How long calls are kept, in words. */
export const keptText = (months: number | null): string =>
  months === null ? "For ever" : `${months} whole months before the running one`;

/** What can be chosen: months, '' for ever; with what is set where that is another. */
export function retentionChoices(months: number | null): { value: string; label: string }[] {
  const usual = [3, 6, 12, 13, 18, 24, 36, 60, 84, 120];
  const all = months === null || usual.includes(months) ? usual : [...usual, months].sort((a, b) => a - b);
  return [{ value: "", label: "For ever" }, ...all.map((one) => ({ value: String(one), label: `${one} months` }))];
}
