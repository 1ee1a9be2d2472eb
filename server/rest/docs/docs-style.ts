/** The look of the reference page: the colours of the pages, in light and dark as the system has it, and its own fonts. */
export const docsStyle = `
:root { color-scheme: light dark; --canvas: #f7f8fa; --surface: #fff; --sunken: #f2f4f7; --line: #e4e7ec; --edge: #868f9c; --ink: #12171f; --muted: #566071; --link: #223e61; --focus: #2f5fd0; }
@media (prefers-color-scheme: dark) { :root { --canvas: #0c0f13; --surface: #14181e; --sunken: #1b2028; --line: #2a313b; --edge: #6c7684; --ink: #edf0f4; --muted: #a3adba; --link: #a9c7f2; --focus: #7aa2ff; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--canvas); color: var(--ink); font: 15px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 13px; }
.skip { position: absolute; left: -999rem; } .skip:focus { left: 1rem; top: 1rem; background: var(--surface); padding: .5rem 1rem; }
.page { display: grid; grid-template-columns: 17rem minmax(0, 1fr); max-width: 84rem; margin: 0 auto; }
nav { padding: 1.5rem 1rem; border-right: 1px solid var(--line); position: sticky; top: 0; height: 100vh; overflow: auto; }
nav > a { font-weight: 600; text-decoration: none; }
@supports selector(details::details-content) { .contents > summary { display: none; } .contents::details-content { content-visibility: visible; display: block; } }
#finder { margin: .75rem 0 .25rem; } #found { margin: 0; min-height: 0; font-size: 13px; }
#find { width: 100%; font: inherit; font-size: 14px; padding: .35rem .6rem; color: var(--ink); background: var(--surface); border: 1px solid var(--edge); border-radius: 6px; }
#find::placeholder { color: var(--muted); opacity: 1; }
nav [aria-current] { background: var(--sunken); border-radius: 6px; font-weight: 600; }
section:target { border-color: var(--focus); }
details > summary { cursor: pointer; }
nav summary { padding: .35rem 0; cursor: pointer; font-weight: 600; }
nav ul { list-style: none; margin: 0 0 .5rem; padding: 0; }
nav li a { display: flex; gap: .25rem; align-items: baseline; padding: .25rem .25rem .25rem .75rem; text-decoration: none; font-size: 13px; }
nav li a:hover, h3 a:hover { text-decoration: underline; }
main { padding: 1.5rem 2rem 4rem; min-width: 0; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; } h2 { margin: 2.5rem 0 .75rem; font-size: 1.25rem; } section h2 { margin: .5rem 0 .25rem; font-size: 1rem; } h4 { margin: 1rem 0 .25rem; font-size: .95rem; }
h3 { margin: 0 0 .25rem; font-size: 1rem; } h3 a { color: inherit; text-decoration: none; }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.25rem; margin: 0 0 1rem; }
p { margin: .25rem 0 .75rem; } .muted, .facts { color: var(--muted); } h4 .muted { font-weight: 400; } .facts { font-size: 13px; }
.method { display: inline-block; min-width: 3.6rem; font: 600 12px/1 ui-monospace, monospace; color: var(--muted); }
nav .method { min-width: 2.9rem; flex: none; font-size: 11px; }
.example { margin: .5rem 0; } .bar { display: flex; justify-content: space-between; align-items: center; gap: 1rem; padding-bottom: .25rem; }
pre { margin: 0; padding: .75rem; background: var(--sunken); border: 1px solid var(--line); border-radius: 8px; overflow: auto; }
.copy { display: none; font: inherit; font-size: 13px; padding: .15rem .6rem; border: 1px solid var(--edge); border-radius: 6px; background: var(--surface); color: var(--ink); cursor: pointer; } .scripted .copy { display: block; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; min-width: 30rem; overflow-wrap: normal; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-top: 1px solid var(--line); font-weight: 400; }
thead th { color: var(--muted); font-size: 13px; border-top: 0; } ul { margin: .25rem 0; padding-left: 1.1rem; }
@media (max-width: 800px) {
  .page { display: block; } nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); }
  .contents > summary { display: list-item; } .contents:not([open])::details-content { content-visibility: hidden; display: none; }
  nav summary { padding: .65rem 0; min-height: 44px; } nav li a { min-height: 44px; align-items: center; } #find { min-height: 44px; font-size: 16px; } main { padding: 1rem; }
  section { padding: 1rem .85rem; } .copy { min-height: 44px; min-width: 44px; }
}`;
