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
    const field = inPlan(event, "select, input[type=checkbox], input[type=file], input[type=time], input[type=date], input[type=number]");
    if (field) changed(planner, field, waiting, send);
  });
  document.addEventListener("submit", (event) => {
    const form = inPlan(event, "form");
    if (!form) return;
    event.preventDefault();
    submitted(planner, form);
  });
}

async function changed(planner, field, waiting, send) {
  const group = field.closest("fieldset[data-set]");
  if (group) {
    const value = [...group.querySelectorAll("input:checked")].map((each) => each.value);
    planner.act({ kind: "set", address: group.dataset.set, value });
  } else if (field.type === "file") await readFile(field);
  else if (field.dataset.verb) planner.act({ kind: "verb", objective: field.dataset.verb, value: field.value });
  else if (field.type === "checkbox") planner.act({ kind: "set", address: field.dataset.set, value: field.checked });
  else if (field.matches("select[data-set]")) planner.act({ kind: "set", address: field.dataset.set, value: field.value || null });
  else if (field.id === "move-day") offerPlaces(field);
  else if (waiting.has(field)) send(field);
}

async function readFile(field) {
  const file = field.files[0];
  if (file) field.form.elements.csv.value = await decoded(file);
}

// Excel writes the encoding of the country that it runs in, and says nothing of it: what is no UTF-8 is taken for the commonest others.
async function decoded(file) {
  const bytes = await file.arrayBuffer();
  const codes = document.documentElement.lang === "ko" ? ["utf-8", "euc-kr"] : ["utf-8", "windows-1252"];
  const start = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  if (start[0] === 0xff && start[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  for (const code of codes) {
    try {
      return new TextDecoder(code, { fatal: true }).decode(bytes);
    } catch {
      continue;
    }
  }
  return new TextDecoder().decode(bytes);
}

function offerPlaces(select) {
  const places = select.form.elements.before;
  for (const option of places.options) option.hidden = option.disabled = Boolean(option.value) && option.dataset.day !== select.value;
  places.value = "";
}

function submitted(planner, form) {
  const given = new FormData(form);
  const acts = {
    insert: (address) => ({ kind: "insert", address, words: given.get("words") }),
    pin: (session) => ({ kind: "pin", session, case: given.get("case") }),
    import: (what) => ({ kind: "import", what, csv: given.get("csv") }),
    move: (session) => ({ kind: "move", session, day: given.get("day") === "shelf" ? null : Number(given.get("day")), before: given.get("before") || null }),
  };
  for (const [kind, act] of Object.entries(acts)) if (form.dataset[kind]) planner.act(act(form.dataset[kind]));
  if (form.dataset.insert) form.reset();
}
