import { createTransport, type Transporter } from "nodemailer";
import { env } from "./env.ts";

/** Whether e-mail is configured (`SMTP_URL`). */
export const sendsMail = (): boolean => env().SMTP_URL !== undefined;

let transporter: Transporter | undefined;

/** Sends one plain-text e-mail. @throws the mail server's error. */
export async function sendMail(mail: { to: string | string[]; subject: string; text: string }): Promise<void> {
  const { SMTP_URL, SMTP_FROM } = env();
  transporter ??= createTransport(SMTP_URL);
  await transporter.sendMail({ from: SMTP_FROM, ...mail });
}
