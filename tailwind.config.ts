import type { Config } from "tailwindcss";

const token = (name: string) => `var(--${name})`;

/** Utilities name roles, never colours: the values, light and dark, are CSS variables in app/globals.css. */
const config: Config = {
  darkMode: "class",
  theme: {
    extend: {
      colors: {
        canvas: token("canvas"),
        surface: token("surface"),
        sunken: token("sunken"),
        line: { DEFAULT: token("line"), strong: token("line-strong"), control: token("line-control") },
        ink: { DEFAULT: token("ink"), muted: token("ink-muted") },
        brand: { DEFAULT: token("brand"), ink: token("brand-ink"), soft: token("brand-soft") },
        focus: token("focus"),
        danger: { DEFAULT: token("danger"), ink: token("danger-ink"), soft: token("danger-soft") },
        "on-track": { DEFAULT: token("on-track"), ink: token("on-track-ink"), soft: token("on-track-soft") },
        "near-limit": { DEFAULT: token("near-limit"), ink: token("near-limit-ink"), soft: token("near-limit-soft") },
        "over-limit": { DEFAULT: token("over-limit"), ink: token("over-limit-ink"), soft: token("over-limit-soft") },
      },
      fontFamily: {
        sans: ["var(--font-geist-sans)", "ui-sans-serif", "system-ui", "sans-serif"],
        mono: ["var(--font-geist-mono)", "ui-monospace", "monospace"],
      },
      boxShadow: {
        card: "0 1px 2px var(--shadow-colour)",
        raised: "0 8px 30px -6px var(--shadow-raised), 0 2px 6px var(--shadow-colour)",
      },
    },
  },
};

export default config;
