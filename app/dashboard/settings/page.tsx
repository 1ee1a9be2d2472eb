import { redirect } from "next/navigation";
import { settingsHref } from "#components/settings/settings-pages.ts";

export default function SettingsPage() {
  redirect(settingsHref("organization"));
}
