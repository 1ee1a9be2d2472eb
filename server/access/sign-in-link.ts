import { AppError } from "#server/errors.ts";
import { auth } from "./auth.ts";

/**
 * A link that signs one existing user in without a password: it works once, within the hour, and only its hash is
 * kept. It is shown where only the operator looks (the terminal) and never sent anywhere.
 */
export async function createSignInLink(email: string, { to = "/dashboard" }: { to?: string } = {}): Promise<string> {
  let link: string | undefined;
  await auth().api.signInMagicLink({
    headers: new Headers(),
    body: {
      email,
      callbackURL: to,
      errorCallbackURL: "/sign-in",
      metadata: {
        receive: (url: string) => {
          link = url;
        },
      },
    },
  });
  if (!link) throw new AppError("internal", "No sign-in link was made.");
  return link;
}
