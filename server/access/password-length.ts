import { APIError } from "better-auth/api";

/** How long a password is, in UTF-16 code units; the upper end bounds the work of hashing it. */
export const passwordLength = { min: 10, max: 128 } as const;

/** @throws APIError `PASSWORD_LENGTH` that says what it takes. */
export function checkPasswordLength(password: string): void {
  const { min, max } = passwordLength;
  if (password.length >= min && password.length <= max) return;
  throw new APIError("BAD_REQUEST", {
    code: "PASSWORD_LENGTH",
    message: `Choose a password of ${min} to ${max} characters.`,
  });
}
