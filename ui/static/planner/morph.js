// Makes an element look like a piece of HTML by touching only what differs, so that focus, selection and scroll positions stay and a
// screen reader is not told of what did not change. Children that have an id are found again wherever they stand.

export function morph(target, html) {
  const wanted = document.createElement("template");
  wanted.innerHTML = html;
  children(target, wanted.content);
}

function children(old, wanted) {
  const byId = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
  let here = old.firstChild;
  for (const child of [...wanted.childNodes]) {
    const known = (child.id && byId.get(child.id)) || (like(here, child) && !here.id ? here : null);
    if (!known) {
      old.insertBefore(child, here);
      continue;
    }
    if (known === here) here = here.nextSibling;
    else old.insertBefore(known, here);
    update(known, child);
  }
  while (here) {
    const next = here.nextSibling;
    here.remove();
    here = next;
  }
}

function like(old, wanted) {
  return old && old.nodeType === wanted.nodeType && old.nodeName === wanted.nodeName && !wanted.id;
}

function update(old, wanted) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== wanted.nodeValue) old.nodeValue = wanted.nodeValue;
    return;
  }
  if (old.nodeName !== wanted.nodeName) return old.replaceWith(wanted);
  attributes(old, wanted);
  if (old.matches("input, textarea, select")) field(old, wanted);
  if (!old.matches("textarea")) children(old, wanted);
}

function attributes(old, wanted) {
  for (const { name, value } of wanted.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) {
    const isOurs = name.startsWith("data-weight") || (name === "open" && old.matches("details")) || name === "aria-grabbed";
    if (!wanted.hasAttribute(name) && !isOurs) old.removeAttribute(name);
  }
}

// What stands in a field is not what its attributes say once somebody has typed; a field that is being typed in is left alone.
function field(old, wanted) {
  if (old === document.activeElement && old.matches("input:not([type=checkbox]), textarea")) return;
  if (old.type === "file") return;
  if (old.type === "checkbox") old.checked = wanted.checked;
  else if (old.matches("select")) queueMicrotask(() => (old.value = [...old.options].find((each) => each.hasAttribute("selected"))?.value ?? old.value));
  else if (old.value !== wanted.value) old.value = wanted.value;
}
