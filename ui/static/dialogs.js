// Opens the page behind a link in a dialog of the present page, copies what stands in a field or a paragraph, and says of a form whose
// answer takes long that it is under way. Without it the link opens the page in a new tab, and the text is selected by hand.

const COPIED = 2500; // ms that a button says what it has done
document.documentElement.classList.add("scripted"); // shows the buttons that need this script

document.addEventListener("click", async (event) => {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest?.("a[data-dialog]");
  const copy = event.target.closest?.("button[data-copy]");
  if (copy) await copyFor(copy);
  if (!link || !("HTMLDialogElement" in window)) return;
  event.preventDefault();
  await openPage(link);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest?.("form[data-busy]");
  if (form?.ariaBusy === "true") return event.preventDefault(); // a second press makes no second course
  if (form) form.ariaBusy = "true";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach((form) => form.removeAttribute("aria-busy")));

async function openPage(link) {
  if (link.ariaBusy === "true") return;
  link.ariaBusy = "true";
  try {
    const answer = await fetch(link.href);
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    location.assign(link.href); // the browser says best what is wrong
  } finally {
    link.ariaBusy = "false";
  }
}

function show(page) {
  const main = page.querySelector(".cb");
  const dialog = Object.assign(document.createElement("dialog"), { className: "cb opened" });
  const title = main.querySelector("h1");
  dialog.setAttribute("aria-label", title?.textContent ?? "");
  dialog.append(main, closeButton(dialog, page.documentElement.dataset.close));
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }) => (target === dialog || target.closest('a[href^="?"]')) && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}

function closeButton(dialog, words) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button close", textContent: words });
  button.addEventListener("click", () => dialog.close());
  return button;
}

async function copyFor(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await write(source);
  } catch {
    source.select?.();
    getSelection().selectAllChildren(source); // copying is not allowed here: it is at least selected
    return;
  }
  confirmCopy(button);
}

async function write(source) {
  if ("value" in source) return navigator.clipboard.writeText(source.value);
  const text = source.textContent.trim();
  if (!("ClipboardItem" in window)) return navigator.clipboard.writeText(text);
  const kinds = { "text/plain": text, "text/html": source.innerHTML }; // a word processor takes the italics, a text field the text
  return navigator.clipboard.write([new ClipboardItem(mapped(kinds))]);
}

function mapped(kinds) {
  return Object.fromEntries(Object.entries(kinds).map(([type, text]) => [type, new Blob([text], { type })]));
}

function confirmCopy(button) {
  const status = button.closest("dialog, main")?.querySelector("[role=status]") ?? document.getElementById("announcement");
  const words = button.firstChild;
  const before = words.textContent;
  if (before === button.dataset.copied) return;
  words.textContent = button.dataset.copied;
  if (status) status.textContent = button.dataset.copied;
  setTimeout(() => {
    words.textContent = before;
    if (status) status.textContent = "";
  }, COPIED);
}

// A link inside a field is shown with the server that the reader is on, so that it can be copied and kept.
export function wholeLinks(root) {
  for (const field of root.querySelectorAll("input[data-whole]")) {
    field.value = new URL(field.getAttribute("value"), document.baseURI).href;
  }
}
wholeLinks(document);
