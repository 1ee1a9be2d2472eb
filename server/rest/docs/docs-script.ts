/**
 * What the reference page does beyond what HTML does: copies the command beside a button and says so, finds routes by any
 * words of their method, path and summary, and shows in the contents where one is. Without it the page lacks nothing else.
 */
export const docsScript = `
document.documentElement.classList.add("scripted");
const nav = document.querySelector("nav");
const contents = nav.querySelector(".contents");
const groups = [...contents.querySelectorAll("details")];
const find = document.getElementById("find");
const found = document.getElementById("found");
document.getElementById("finder").hidden = false;
if (matchMedia("(min-width: 801px)").matches) contents.open = true;

document.addEventListener("click", async ({ target }) => {
  if (!(target instanceof HTMLElement) || !target.matches(".copy")) return;
  const command = target.closest(".example").querySelector("pre");
  try {
    await navigator.clipboard.writeText(command.textContent);
    target.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(command);
    target.textContent = "Press Ctrl+C";
  }
  document.getElementById("said").textContent = target.textContent;
  setTimeout(() => { target.textContent = "Copy"; }, 2000);
});

const links = () => [...contents.querySelectorAll("li:not([hidden]) a")];
const look = () => {
  const words = find.value.toLowerCase().split(/\\s+/).filter(Boolean);
  for (const group of groups) {
    for (const item of group.querySelectorAll("li")) {
      const text = (group.firstElementChild.textContent + " " + item.textContent + " " + item.firstElementChild.title).toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
    }
    const some = group.querySelector("li:not([hidden])") !== null;
    group.hidden = !some;
    group.open = words.length > 0 ? some : group.querySelector("[aria-current]") !== null;
  }
  if (words.length > 0) contents.open = true;
  const count = links().length;
  found.textContent = words.length === 0 ? "" : count === 0 ? "Nothing is called that." : count + " found" + (count === 1 ? "" : ", Enter opens the first");
};
find.addEventListener("input", look);
find.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { find.value = ""; look(); }
  if (event.key === "Enter" && find.value.trim() && links()[0]) { links()[0].focus(); links()[0].click(); }
});
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLElement && event.target.matches("input, textarea");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  find.focus();
  find.select();
});

const reveal = () => {
  for (const link of nav.querySelectorAll("li a")) {
    const here = link.hash === location.hash;
    if (!here) link.removeAttribute("aria-current");
    else {
      link.setAttribute("aria-current", "location");
      link.closest("details").open = true;
      if (contents.open) link.scrollIntoView({ block: "nearest" });
    }
  }
};
addEventListener("hashchange", reveal);
reveal();`;
