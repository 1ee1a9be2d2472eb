import { agentHref } from "#components/agents/agent-href.ts";
import { pricesHref } from "#components/prices/prices-url.ts";
import { runHref } from "#components/runs/run-link.tsx";
import { settingsHref, settingsPages } from "#components/settings/settings-pages.ts";
import { sections, workspaceLinks } from "#components/shell/nav-links.ts";
import { productHref } from "#components/shell/product-path.ts";
import type { Permission } from "#server/access/permissions.ts";
import type { PaletteView } from "./palette-store.ts";

/** What the palette knows of the page it is on. */
export type PalettePlaces = {
  projects: readonly { id: string; name: string }[];
  permissions: readonly Permission[];
  /** The project the page is about. */
  currentProjectId: string | undefined;
};

/** One thing to choose. `href`: where it leads; else `action` says what it does. `hint` tells it from others of its name. */
export type PaletteItem = {
  value: string;
  label: string;
  hint?: string;
  /** What else it is found by. */
  words?: string;
  current?: boolean;
  href?: string;
  action?: "light" | "dark" | "system" | "shortcuts";
};

export type PaletteGroup = { value: string; items: PaletteItem[] };

type Found = {
  agents: readonly { id: string; name: string }[];
  runs: readonly { id: string; projectId: string }[];
  models: readonly { provider: string; providerLabel: string; model: string; title: string | null }[];
};

/** Before anything is typed, so many projects are enough. */
const projectsAtFirst = 5;
const projectsFound = 8;

const actions: PaletteItem[] = [
  { value: "theme light", label: "Theme: Light", action: "light" },
  { value: "theme dark", label: "Theme: Dark", action: "dark" },
  { value: "theme system", label: "Theme: Same as System", action: "system" },
  { value: "shortcuts", label: "Keyboard Shortcuts", hint: "?", action: "shortcuts" },
];

/** What there is to choose for a text: each of its words occurs in the name, those that begin with it first. */
export function paletteGroups(
  places: PalettePlaces,
  view: PaletteView,
  text: string,
  found: Found | undefined,
): PaletteGroup[] {
  const wanted = text.trim().toLowerCase();
  const page = view.kind === "projects" ? view.page : "ai-cost";
  const projects = matching(
    places.projects.map(({ id, name }) => ({
      value: `project ${id}`,
      label: name,
      words: id,
      ...(!isSpelledAlike(id, name) && { hint: id }),
      current: id === places.currentProjectId,
      href: productHref(id, page),
    })),
    wanted,
  );
  if (view.kind === "projects") return present([{ value: "Projects", items: projects }]);
  return present([
    { value: "Pages", items: matching([...pagesOf(places), ...(wanted ? rarePagesOf(places) : [])], wanted) },
    { value: "Projects", items: projects.slice(0, wanted ? projectsFound : projectsAtFirst) },
    ...(found ? groupsOf(found, wanted) : []),
    { value: "Commands", items: wanted ? matching(actions, wanted) : actions.slice(-1) },
  ]);
}

/** What the server found, narrowed to the text as it is now: its answer may be to less of it. */
function groupsOf({ agents, runs, models }: Found, wanted: string): PaletteGroup[] {
  const agentItems = agents.map(({ id, name }) => ({
    value: `agent ${id}`,
    label: name,
    words: id,
    ...(!isSpelledAlike(id, name) && { hint: id }),
    href: agentHref(id),
  }));
  const runItems = runs
    .filter(({ id }) => id.toLowerCase().startsWith(wanted))
    .map(({ id, projectId }) => ({ value: `run ${id}`, label: id, hint: projectId, href: runHref(projectId, id) }));
  const modelItems = models.map(({ provider, providerLabel, model, title }) => ({
    value: `model ${provider} ${model}`,
    label: model,
    hint: providerLabel,
    words: `${provider} ${title ?? ""}`,
    href: `${pricesHref(model)}&show=all`,
  }));
  return [
    { value: "Agents", items: matching(agentItems, wanted) },
    { value: "Pipeline Runs", items: runItems },
    { value: "Model Prices", items: matching(modelItems, wanted) },
  ];
}

/** The pages the reader may open; first those of the project they are in. */
function pagesOf(places: PalettePlaces): PaletteItem[] {
  const project = places.projects.find(({ id }) => id === places.currentProjectId);
  return [
    ...(project
      ? sections.flatMap(({ links }) =>
          links.map(({ page, label }) => ({
            value: `page ${page}`,
            label,
            hint: project.name,
            href: productHref(project.id, page),
          })),
        )
      : []),
    ...workspaceLinks
      .filter(({ permission }) => mayOpen(places, permission))
      .map(({ href, label, words }) => ({ value: `page ${href}`, label, href, words })),
  ];
}

/** Those that are asked for by name. */
function rarePagesOf(places: PalettePlaces): PaletteItem[] {
  return [
    ...settingsPages
      .filter(({ permission }) => mayOpen(places, permission))
      .map(({ page, label }) => ({ value: `settings ${page}`, label, hint: "Settings", href: settingsHref(page) })),
    { value: "page account", label: "Account", words: "profile password name", href: "/dashboard/account" },
  ];
}

const mayOpen = ({ permissions }: PalettePlaces, permission: Permission | null | undefined) =>
  !permission || permissions.includes(permission);

/** `Checkout API` and `checkout-api` tell nothing apart. */
const isSpelledAlike = (id: string, name: string) => plain(id) === plain(name);
const plain = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "");

function matching(items: PaletteItem[], wanted: string): PaletteItem[] {
  if (!wanted) return items;
  const parts = wanted.split(/\s+/);
  const textOf = ({ label, hint = "", words = "" }: PaletteItem) => `${label} ${hint} ${words}`.toLowerCase();
  const begins = (item: PaletteItem) => item.label.toLowerCase().startsWith(wanted);
  const matches = items.filter((item) => parts.every((part) => textOf(item).includes(part)));
  return [...matches.filter(begins), ...matches.filter((item) => !begins(item))];
}

const present = (groups: PaletteGroup[]): PaletteGroup[] => groups.filter(({ items }) => items.length > 0);
