// Fields and small forms of the panel: what is entered becomes an act as soon as the field is left, or a moment after the last key.

const PAUSE = 1200; // ms of no typing until words are sent

export function followFields(planner) {
  const waiting = new Map();
  const inPlan = (event, selector) => (event.target.closest?.(".planner") ? event.target.closest(selector) : null);

  const send = (field) => {
    clearTimeout(waiting.get(field));
    if (!waiting.delete(field) || !field.reportValidity()) return;
    const text = "text" in field.dataset;
    planner.act({ kind: "set", address: field.dataset.set, value: field.value || (field.hasAttribute("data-optional") ? null : ""), text });
  };

  document.addEventListener("input", (event) => {
    const field = inPlan(event, "input[data-set]:not([type=checkbox]), textarea[data-set]");
    if (!field) return;
    clearTimeout(waiting.get(field));
    const soon = field.matches("[type=text], textarea") ? setTimeout(() => send(field), PAUSE) : null; // a number or a time is whole when it is left
    waiting.set(field, soon);
  });
  document.addEventListener("focusout", ({ target }) => waiting.has(target) && send(target));
  document.addEventListener("change", (event) => {
    const field = inPlan(event, "select, input[type=checkbox], input[type=time], input[type=date], input[type=number]");
    if (field) changed(planner, field, waiting, send);
  });
  document.addEventListener("submit", (event) => {
    const form = inPlan(event, "form");
    if (!form) return;
    event.preventDefault();
    submitted(planner, form);
  });
}

function changed(planner, field, waiting, send) {
  const group = field.closest("fieldset[data-set]");
  if (group) {
    const value = [...group.querySelectorAll("input:checked")].map((each) => each.value);
    planner.act({ kind: "set", address: group.dataset.set, value });
  } else if (field.dataset.verb) planner.act({ kind: "verb", objective: field.dataset.verb, value: field.value });
  else if (field.dataset.belongs) planner.act({ kind: "belong", list: field.dataset.belongs, id: field.dataset.id, module: field.value });
  else if (field.type === "checkbox") planner.act({ kind: "set", address: field.dataset.set, value: field.checked });
  else if (field.matches("select[data-set]")) planner.act({ kind: "set", address: field.dataset.set, value: field.value || null });
  else if (field.id === "move-day") offerPlaces(field);
  else if (waiting.has(field)) send(field);
}

function offerPlaces(select) {
  const places = select.form.elements.before;
  for (const option of places.options) option.hidden = option.disabled = Boolean(option.value) && option.dataset.day !== select.value;
  places.value = "";
}

const LARGEST_TABLE = 1024 * 1024; // bytes, as many as the archive takes

// The bytes as they are: which encoding a spreadsheet has written, Python asks the archive.
async function table(given) {
  const bytes = new Uint8Array(await (given.get("file")?.size ? given.get("file") : new Blob([given.get("csv")])).arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

async function readIn(planner, form, given) {
  const file = form.elements.file;
  file.setCustomValidity(file.files[0]?.size > LARGEST_TABLE ? form.dataset.tooLarge : "");
  file.addEventListener("change", () => file.setCustomValidity(""), { once: true });
  if (form.reportValidity()) planner.act({ kind: "import", what: form.dataset.import, content: await table(given) });
}

function submitted(planner, form) {
  const given = new FormData(form);
  if (form.dataset.import) return readIn(planner, form, given);
  const acts = {
    insert: (address) => ({ kind: "insert", address, words: given.get("words") }),
    pin: (session) => ({ kind: "pin", session, case: given.get("case") }),
    move: (session) => ({ kind: "move", session, day: given.get("day") === "shelf" ? null : Number(given.get("day")), before: given.get("before") || null }),
  };
  for (const [kind, act] of Object.entries(acts)) if (form.dataset[kind]) planner.act(act(form.dataset[kind]));
  if (form.dataset.insert) form.reset();
}
