/** Colour of everything that is not drawn as a series of its own. Reports give the colours of those that are. */
export const otherColour = "var(--series-other)";
