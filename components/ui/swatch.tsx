/** The colour of a series, beside its name. */
export function Swatch({ colour, hatched = false }: { colour: string; hatched?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={`inline-block size-2.5 shrink-0 rounded-[3px] ${hatched ? "hatch" : ""}`}
      style={{ backgroundColor: colour }}
    />
  );
}
