// Follows the page's own links ("?page=...") and forms without a reload, keeps the reader's place while the page is redrawn, and offers
// suggestions while she types. Everything here only spares a reload: links carry their address, and where Python does not answer the
// browser follows them itself.

const PATIENCE = 6000; // ms without a sign of Python until the browser follows a link itself
const ROUNDS = 5; // times that it waits so long while the connection stands: a busy server is slow, not gone
const PAUSE = 160; // ms of no typing before suggestions are fetched
const COURSE = "casebook-course"; // the address of the course that this tab has open, kept while the tab is: it is never in other addresses
const isConnected = () => document.querySelector('[data-testid="stApp"]')?.dataset.testConnectionState === "CONNECTED";
const scroller = () => document.querySelector('[data-testid="stMain"]') ?? document.scrollingElement;
const sorted = (address) => {
  const parameters = new URLSearchParams(address);
  parameters.sort();
  return parameters.toString();
};

function startPage() {
  const page = { follow: null, collect: null, waiting: null, focus: null, scrollTo: null, heights: new Map(), opened: new Map() };

  page.go = (href, { stay = false, replace = false } = {}) => {
    page.focus = document.activeElement?.id || null;
    page.scrollTo = stay ? null : { top: 0, until: Date.now() + PATIENCE };
    if (replace) history.replaceState({}, "", href);
    waitFor(href, ROUNDS);
    page.follow(href);
  };

  const waitFor = (href, rounds) => {
    clearTimeout(page.waiting);
    page.waiting = setTimeout(() => {
      if (rounds > 1 && isConnected()) waitFor(href, rounds - 1);
      else location.assign(href);
    }, PATIENCE);
  };

  page.redrawn = ({ language, direction, announcement, feed }) => {
    clearTimeout(page.waiting);
    Object.assign(document.documentElement, { lang: language, dir: direction });
    document.getElementById("feed")?.setAttribute("href", feed);
    const status = document.getElementById("announcement");
    if (status && status.textContent !== announcement) status.textContent = announcement;
  };

  // Back or forward while Streamlit is still connecting goes unheard, and it draws the place from before: it is told again.
  page.catchUp = (drawn) => {
    if (sorted(location.search) !== sorted(drawn)) dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="?"]');
    if (!link || link.target || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    page.go(link.getAttribute("href"), { stay: "stay" in link.dataset, replace: "replace" in link.dataset });
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-collect]");
    if (button) page.collect(button.dataset.collect);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("form[data-base]");
    if (!form) return;
    event.preventDefault();
    const given = [...new FormData(form)].filter(([, value]) => value.trim());
    page.go(form.dataset.base + given.map(([name, value]) => `&${name}=${encodeURIComponent(value.trim())}`).join(""));
  });

  keepPlace(page);
  suggest(page);
  return page;
}

// --- the reader's place: focus, scroll position and opened details survive a redraw; a cited passage comes into view -----------------

function keepPlace(page) {
  document.addEventListener("toggle", ({ target }) => target.id && page.opened.set(target.id, target.open), true);
  document.addEventListener(
    "scroll",
    () => !page.scrollTo && page.heights.set(location.search, scroller().scrollTop),
    { capture: true, passive: true },
  );
  addEventListener("popstate", () => {
    page.scrollTo = { top: page.heights.get(location.search) ?? 0, until: Date.now() + PATIENCE };
  });
  new MutationObserver((changes) => {
    if (changes.some((change) => change.type === "attributes")) clearTimeout(page.waiting); // Python has begun: it may take its time
    restorePlace(page);
  }).observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-test-script-state"] });
}

function restorePlace(page) {
  for (const details of document.querySelectorAll(".cb details[id]")) {
    const open = page.opened.get(details.id);
    if (open !== undefined && open !== details.open) details.open = open;
  }
  if (page.focus && document.activeElement === document.body) {
    document.getElementById(page.focus)?.focus({ preventScroll: true });
  }
  const cited = document.querySelector(".leaf.text .cited:not([data-seen])");
  if (cited) {
    cited.dataset.seen = "";
    const leaf = cited.closest(".leaf");
    leaf.scrollTop += cited.getBoundingClientRect().top - leaf.getBoundingClientRect().top - 80;
  }
  if (!page.scrollTo) return;
  scroller().scrollTop = page.scrollTo.top;
  const reached = Math.abs(scroller().scrollTop - page.scrollTo.top) < 2 && page.scrollTo.top > 0;
  if (reached || Date.now() > page.scrollTo.until) page.scrollTo = null;
}

// --- the course: a session of Python ends with the page, and the next one is told what the tab had open -------------------------------

// Told again after a while, as a page that is still being drawn may not hear it; not for ever, as the course may be gone.
function reopen(page, href, times = 4) {
  if (!href || page.course || !times) return;
  page.reopen(href);
  setTimeout(() => reopen(page, href, times - 1), PATIENCE / 2);
}

// --- suggestions: a combobox after the ARIA Authoring Practices ----------------------------------------------------------------------

function suggest(page) {
  const box = { input: null, rows: [], at: -1, timer: null, asked: null };
  const list = () => document.getElementById(box.input?.getAttribute("aria-controls"));
  const field = (event) => event.target.closest?.("input[role=combobox]");

  document.addEventListener("input", (event) => {
    const input = field(event);
    if (!input) return;
    if (box.input !== input) close();
    box.input = input;
    clearTimeout(box.timer);
    box.timer = setTimeout(() => ask(input), PAUSE);
  });
  document.addEventListener("keydown", (event) => field(event) && onKey(event));
  document.addEventListener("focusout", (event) => field(event) && setTimeout(close, 150));
  document.addEventListener("submit", close, true);

  async function ask(input) {
    box.asked?.abort();
    box.asked = new AbortController();
    const query = new URLSearchParams({ typed: input.value, at: location.search, of: input.dataset.of ?? "" });
    try {
      const answer = await fetch(`suggest?${query}`, { signal: box.asked.signal });
      if (answer.ok && document.activeElement === input) draw(input, await answer.json());
    } catch {
      close(); // no suggestions is no reason to stop somebody who types
    }
  }

  function draw(input, rows) {
    Object.assign(box, { rows, at: -1 });
    list().replaceChildren(...rows.map(option));
    list().hidden = !rows.length;
    input.setAttribute("aria-expanded", String(rows.length > 0));
    input.removeAttribute("aria-activedescendant");
  }

  function option(row, index) {
    const item = Object.assign(document.createElement("li"), { id: optionId(index) });
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const label = Object.assign(document.createElement("span"), { textContent: row.label });
    const kind = Object.assign(document.createElement("small"), { textContent: row.kind });
    item.append(label, kind);
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => choose(row));
    return item;
  }

  const optionId = (index) => `${list().id}-${index}`;

  function onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close();
    if (event.isComposing || list()?.hidden !== false) return;
    if (step) move(event, step);
    if (event.key === "Enter" && box.at >= 0) {
      event.preventDefault();
      choose(box.rows[box.at]);
    }
  }

  function move(event, step) {
    event.preventDefault();
    const count = box.rows.length + 1; // one place more: the field itself
    box.at = ((box.at + 1 + step + count) % count) - 1;
    [...list().children].forEach((item, index) => item.setAttribute("aria-selected", String(index === box.at)));
    if (box.at < 0) event.target.removeAttribute("aria-activedescendant");
    else event.target.setAttribute("aria-activedescendant", optionId(box.at));
  }

  function choose(row) {
    close();
    page.go(row.href);
  }

  function close() {
    clearTimeout(box.timer);
    box.asked?.abort();
    if (list()) list().hidden = true;
    box.input?.setAttribute("aria-expanded", "false");
  }
}

export default function ({ data, setTriggerValue }) {
  const isFirst = !window.casebookPage;
  const page = (window.casebookPage ??= startPage());
  if (!document.getElementById("announcement")) {
    const status = Object.assign(document.createElement("div"), { id: "announcement", className: "unseen" });
    status.setAttribute("role", "status");
    document.body.append(status);
  }
  page.follow = (href) => setTriggerValue("followed", href);
  page.collect = (id) => setTriggerValue("collected", id);
  page.reopen = (href) => setTriggerValue("reopened", href);
  page.redrawn(data);
  page.course = data.course;
  if (page.course) sessionStorage.setItem(COURSE, page.course);
  else if (isFirst) reopen(page, sessionStorage.getItem(COURSE));
  if (isFirst) page.catchUp(data.address);
}
