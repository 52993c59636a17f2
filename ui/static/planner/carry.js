// Carrying a session to another place: with the pointer, or with the keyboard. Both only move a line that shows where it would go;
// what is put down becomes one act, and Python says what time it is then. A case of the tray is carried to a session in the same way.

const STILL = 6; // pixels that a pointer may move before it carries something
const EDGE = 60; // pixels from the edge of the board within which it scrolls along

const LONGER = { "+": 5, "=": 5, "-": -5 }; // minutes; the plus sign shares its key with the equals sign

const words = () => document.getElementById("plan-words").dataset;
const say = (text) => (document.getElementById("announcement").textContent = text);
const lists = () => [...document.querySelectorAll(".planner [data-place]")].sort((a, b) => rank(a) - rank(b));
const rank = (list) => (list.dataset.place === "shelf" ? -1 : Number(list.dataset.place));
const titleOf = (card) => card.querySelector(".name").textContent;

export function carry(planner) {
  const held = { card: null, chip: null, list: null, at: 0, line: null, pointer: null };

  // --- the line that shows where it would go ----------------------------------------------------------------------------------------------

  const others = (list) => [...list.children].filter((child) => child.matches(".slot") && child !== held.card).sort((a, b) => top(a) - top(b));
  const top = (card) => card.getBoundingClientRect().top;

  function show() {
    held.line ??= Object.assign(document.createElement("li"), { className: "line", ariaHidden: "true" });
    const cards = others(held.list);
    const next = cards[held.at];
    if (held.list.matches(".loose")) held.list.insertBefore(held.line, next ?? null);
    else {
      const box = held.list.getBoundingClientRect();
      const last = cards.at(-1)?.getBoundingClientRect().bottom ?? box.top;
      held.line.style.top = `${(next ? top(next) : last) - box.top}px`;
      held.list.append(held.line);
    }
    document.querySelectorAll(".planner .over").forEach((each) => each.classList.remove("over"));
    held.list.classList.add("over");
  }

  function where() {
    const name = { shelf: words().shelf, 0: words().study }[held.list.dataset.place] ?? words().day.replace("%(day)s", held.list.dataset.place);
    const values = { place: name, number: held.at + 1, total: others(held.list).length + 1 };
    return words().at.replace(/%\((\w+)\)s/g, (_, key) => values[key]);
  }

  function take(card) {
    held.card = card;
    held.list = card.parentElement;
    held.at = [...held.list.children].filter((each) => each.matches(".slot")).sort((a, b) => top(a) - top(b)).indexOf(card);
    held.start = { list: held.list, at: held.at };
    card.classList.add("taken");
  }

  function drop() {
    const { list, at, card, start } = held;
    const before = others(list)[at]?.dataset.session ?? null;
    const day = list.dataset.place === "shelf" ? null : Number(list.dataset.place);
    const isMoved = list !== start.list || at !== start.at;
    say(`${words().put} ${where()}`);
    planner.focus = `grip-${card.dataset.session}`;
    letGo();
    if (isMoved) planner.act({ kind: "move", session: card.dataset.session, day, before });
  }

  function letGo() {
    held.card?.classList.remove("taken");
    held.chip?.classList.remove("taken");
    held.line?.remove();
    document.querySelectorAll(".planner .over").forEach((each) => each.classList.remove("over"));
    Object.assign(held, { card: null, chip: null, list: null, line: null, pointer: null });
  }

  // --- keyboard ---------------------------------------------------------------------------------------------------------------------------

  document.addEventListener("keydown", (event) => {
    const grip = event.target.closest?.(".planner [data-grip]");
    if (!grip) return;
    if (event.key in LONGER && !held.card && !event.ctrlKey && !event.metaKey) {
      planner.act({ kind: "lengthen", session: grip.closest(".slot").dataset.session, minutes: LONGER[event.key] });
    }
    const key = { Enter: "hold", " ": "hold", Escape: "leave" }[event.key] ?? (event.key.startsWith("Arrow") ? "step" : "");
    if (!key || (key !== "hold" && !held.card)) return;
    event.preventDefault();
    event.stopPropagation();
    ({ hold, leave, step })[key](event, grip.closest(".slot"));
  });
  document.addEventListener("focusout", ({ target }) => held.card && !held.pointer && target.closest?.("[data-grip]") && leave());

  function hold(_, card) {
    if (held.card) return drop();
    take(card);
    show();
    say(`${titleOf(card)}. ${words().taken} ${where()}`);
  }

  function leave() {
    if (!held.card) return;
    letGo();
    say(words().left);
  }

  function step({ key }) {
    const sideways = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (sideways) {
      const all = lists();
      const turn = document.documentElement.dir === "rtl" ? -1 : 1;
      held.list = all[Math.min(Math.max(all.indexOf(held.list) + sideways * turn, 0), all.length - 1)];
      held.at = Math.min(held.at, others(held.list).length);
    } else held.at = Math.min(Math.max(held.at + (key === "ArrowUp" ? -1 : 1), 0), others(held.list).length);
    show();
    held.line.scrollIntoView({ block: "nearest", inline: "nearest" });
    say(where());
  }

  // --- pointer ----------------------------------------------------------------------------------------------------------------------------

  document.addEventListener("pointerdown", (event) => {
    const target = event.target.closest?.(".planner.can-edit .slot, .planner.can-edit .chip");
    if (!target || event.button || held.card) return;
    if (event.pointerType !== "mouse" && !event.target.closest("[data-grip], .case-grip")) return; // a finger elsewhere scrolls
    held.pointer = { id: event.pointerId, x: event.clientX, y: event.clientY, target, isCarrying: false };
  });
  document.addEventListener("pointermove", (event) => {
    const pointer = held.pointer;
    if (!pointer || event.pointerId !== pointer.id) return;
    if (!pointer.isCarrying) {
      if (Math.hypot(event.clientX - pointer.x, event.clientY - pointer.y) < STILL) return;
      pointer.isCarrying = true;
      if (pointer.target.matches(".chip")) held.chip = pointer.target;
      else take(pointer.target);
      pointer.target.classList.add("taken");
      document.body.classList.add("carrying");
    }
    event.preventDefault();
    over(event);
  });
  document.addEventListener("pointerup", () => end(true));
  document.addEventListener("pointercancel", () => end(false));
  document.addEventListener("dragstart", (event) => held.pointer && event.preventDefault()); // a link in a chip would be dragged by the browser
  document.addEventListener("keydown", (event) => event.key === "Escape" && held.pointer?.isCarrying && end(false));

  function over({ clientX, clientY }) {
    follow(clientX);
    const below = document.elementFromPoint(clientX, clientY);
    if (held.chip) return overSession(below);
    const list = below?.closest?.(".planner [data-place]") ?? below?.closest?.(".planner .track, .planner .shelf-part, .planner .day")?.querySelector("[data-place]");
    if (!list) return;
    held.list = list;
    const found = others(list).findIndex((card) => clientY < top(card) + card.offsetHeight / 2);
    held.at = found < 0 ? others(list).length : found;
    show();
  }

  function overSession(below) {
    document.querySelectorAll(".planner .over").forEach((each) => each.classList.remove("over"));
    held.list = below?.closest?.(".planner .slot") ?? null;
    held.list?.classList.add("over");
  }

  function follow(x) {
    const board = document.querySelector(".planner .board");
    const box = board.getBoundingClientRect();
    if (x > box.right - EDGE && x < box.right + EDGE) board.scrollLeft += 12;
    if (x < box.left + EDGE && x > box.left - EDGE) board.scrollLeft -= 12;
  }

  function end(isWanted) {
    const pointer = held.pointer;
    if (!pointer) return;
    held.pointer = null;
    document.body.classList.remove("carrying");
    if (!pointer.isCarrying) return;
    const swallow = (event) => event.stopPropagation();
    addEventListener("click", swallow, { capture: true }); // the click that a drag ends in opens nothing
    setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
    if (held.chip && isWanted && held.list) planner.act({ kind: "pin", session: held.list.dataset.session, case: held.chip.dataset.case });
    if (held.card && isWanted) drop();
    else letGo();
  }
}
