import { createTransport, type Transporter } from "nodemailer";
import { env } from "./env.ts";

/** Whether e-mail is configured (`SMTP_URL`). */
export const sendsMail = (): boolean => env().SMTP_URL !== undefined;

/** In milliseconds: a mail server that hangs is tried again later. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

let transporter: Transporter | undefined;

/** Sends one plain-text e-mail. @throws the mail server's error. */
export async function sendMail(mail: { to: string | string[]; subject: string; text: string }): Promise<void> {
  const { SMTP_URL, SMTP_FROM } = env();
  transporter ??= createTransport({ url: SMTP_URL, ...patience });
  await transporter.sendMail({ from: SMTP_FROM, ...mail });
}
