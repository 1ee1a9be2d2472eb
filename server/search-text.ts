import { z } from "zod";

/**
 * What somebody searches for, of at most `max` characters. Control characters are taken for spaces: nothing that can be
 * found has any, and PostgreSQL refuses a NUL in whatever it is asked.
 */
export const searchText = (max = 256) =>
  z
    .string()
    .max(max)
    .overwrite((text) => text.replace(/\p{Cc}/gu, " "));
