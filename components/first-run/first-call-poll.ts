/** How often a page that waits for the first call asks whether it came, in milliseconds. */
export const firstCallPollMs = 3_000;
