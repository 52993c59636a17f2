// The plan of a course in the browser. Python makes every piece of HTML and every decision; here pieces are put in their places, what the
// trainer does becomes acts, and acts are sent one packet at a time until Python says that they are done. State that only matters while a
// finger is on something, such as what is being carried, stays here.

const kept = new URL(import.meta.url).search; // the version: the modules beside this one are asked for by the same
const [{ morph }, { followFields }, { carry }] = await Promise.all([
  import(`./morph.js${kept}`),
  import(`./fields.js${kept}`),
  import(`./carry.js${kept}`),
]);

const PATIENCE = 8000; // ms without an answer until a packet is sent again
const place = (name) => document.getElementById(`piece-${name}`);

function startPlanner() {
  const planner = { revision: 0, packet: 0, queue: [], sent: null, timer: null, send: null, opened: null, found: null, focus: null };

  // --- to Python ------------------------------------------------------------------------------------------------------------------------

  planner.act = (...acts) => {
    planner.queue.push(...acts);
    flush();
  };

  function flush(again = false) {
    if (!planner.send || (planner.sent && !again) || (!planner.queue.length && !planner.sent)) return;
    planner.sent ??= { number: (planner.packet = Math.max(planner.packet + 1, Date.now())), acts: planner.queue.splice(0, 50) };
    document.querySelector(".planner")?.setAttribute("aria-busy", "true");
    planner.send({ ...planner.sent, have: planner.revision });
    clearTimeout(planner.timer);
    planner.timer = setTimeout(() => flush(true), PATIENCE);
  }

  // --- from Python ----------------------------------------------------------------------------------------------------------------------

  planner.drawn = (data) => {
    if (data.goTo) return location.assign(data.goTo);
    const isWhole = data.base === 0;
    if (data.revision > planner.revision || isWhole) draw(data, isWhole);
    if (planner.sent && data.done >= planner.sent.number) {
      planner.sent = null;
      clearTimeout(planner.timer);
      document.querySelector(".planner")?.removeAttribute("aria-busy");
      flush();
    }
  };

  function draw(data, isWhole) {
    if (data.base !== planner.revision && !isWhole) return; // made for a page that is not this one any more; the next answer is
    const root = document.querySelector(".planner");
    root.classList.toggle("can-edit", data.canEdit);
    frameDays(data.days);
    for (const [name, html] of Object.entries(data.pieces)) put(name, html, data.opened);
    planner.revision = data.revision;
    planner.opened = data.opened;
    showMarks();
    showPanel(data.opened);
    restoreFocus();
  }

  function put(name, html, opened) {
    const target = place(name);
    if (!target) return;
    const isNew = name === "panel" && opened !== planner.opened;
    if (isNew) target.innerHTML = html; // Python escapes every text in it
    else morph(target, html);
    if (isNew && html) planner.focus ??= "panel-title";
  }

  function frameDays(count) {
    const board = document.getElementById("plan-days");
    while (board.children.length > count) board.lastElementChild.remove();
    while (board.children.length < count) {
      board.append(Object.assign(document.createElement("li"), { className: "day", id: `piece-day-${board.children.length + 1}` }));
    }
  }

  function showPanel(opened) {
    const hasPanel = place("panel").childElementCount > 0;
    place("panel").hidden = !hasPanel;
    place("checks").hidden = hasPanel;
    document.querySelector(".planner").classList.toggle("has-panel", hasPanel);
    for (const button of document.querySelectorAll(".slot .open")) {
      button.toggleAttribute("aria-current", `session/${button.id.slice(5)}` === opened);
    }
    place("panel").querySelectorAll("input[data-whole]").forEach((field) => {
      field.value = new URL(field.getAttribute("value"), document.baseURI).href;
    });
  }

  function restoreFocus() {
    const wanted = planner.focus;
    planner.focus = null;
    if (wanted) document.getElementById(wanted)?.focus({ preventScroll: wanted !== "panel-title" });
  }

  planner.checked = (found) => {
    const target = place("checks");
    planner.found = found; // they may come before the frame of the page does
    if (!target) return;
    morph(target, found.html);
    showMarks();
  };

  function showMarks() {
    const words = document.getElementById("plan-words").dataset;
    for (const card of document.querySelectorAll(".slot")) {
      const weight = planner.found?.marks[card.dataset.session] ?? "";
      if ((card.dataset.weight ?? "") === weight) continue;
      if (weight) card.dataset.weight = weight;
      else delete card.dataset.weight;
      card.querySelector(".mark-words").textContent = weight ? words[weight] : "";
    }
  }

  planner.connect = (send) => {
    planner.send = send;
    flush(Boolean(planner.sent));
  };
  return planner;
}

function frame(parent) {
  const words = document.getElementById("plan-words").dataset;
  parent.innerHTML = `<div class="planner cb"><div id="piece-bar"></div><div id="piece-notice"></div><div class="plan">
    <div id="piece-shelf" class="shelf"></div><div class="board"><ol id="plan-days"></ol></div>
    <div class="beside"><aside id="piece-panel" hidden></aside><aside id="piece-checks" aria-labelledby="checks-title"></aside></div></div></div>`;
  parent.querySelector(".board").setAttribute("aria-label", words.board);
  parent.querySelector(".board").setAttribute("role", "region");
  parent.querySelector(".board").tabIndex = 0;
  parent.querySelector("#piece-panel").setAttribute("aria-label", words.panel);
}

// --- clicks: everything with `data-act` says in itself what it asks ---------------------------------------------------------------------

function followClicks(planner) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".planner button");
    if (!button || button.disabled) return;
    if (button.dataset.act) ask(planner, button);
    if (button.dataset.showDay) showDay(button.dataset.showDay);
    if ("print" in button.dataset) window.print();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest?.("#piece-panel")) planner.act({ kind: "open" });
    const step = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey);
    if (!step || event.target.matches?.("input, textarea") || !document.querySelector(".planner")) return;
    event.preventDefault();
    planner.act({ kind: event.shiftKey ? "redo" : "undo" });
  });
}

function ask(planner, button) {
  const act = JSON.parse(button.dataset.act);
  if (act.kind === "open" && !act.what) planner.focus = planner.returnTo ?? "part-checks";
  else if (act.kind === "open") planner.returnTo = button.id;
  planner.act(act, ...("closes" in button.dataset ? [{ kind: "open" }] : []));
}

function showDay(number) {
  const day = document.getElementById(`piece-day-${number}`);
  day?.scrollIntoView({ block: "nearest", inline: "center", behavior: "smooth" });
  day?.querySelector("button")?.focus({ preventScroll: true });
}

// --- what the two components of the page call -------------------------------------------------------------------------------------------

function planner() {
  if (!window.casebookPlanner) {
    window.casebookPlanner = startPlanner();
    followClicks(window.casebookPlanner);
    followFields(window.casebookPlanner);
    carry(window.casebookPlanner);
  }
  return window.casebookPlanner;
}

export function plan({ parentElement, data, setTriggerValue }) {
  const here = planner();
  if (!parentElement.querySelector(".planner")) {
    frame(parentElement);
    Object.assign(here, { revision: 0, opened: null });
    if (here.found) here.checked(here.found);
  }
  here.drawn(data);
  here.connect((packet) => setTriggerValue("asked", packet));
  if (here.revision === 0) here.act({ kind: "open" }); // what came was the difference to a page that is gone
}

export function checks({ data }) {
  planner().checked(data);
}
