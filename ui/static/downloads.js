// Fetches a long export in the page, shows how far it has come, and saves it when it is whole. A link is an ordinary link: where the
// browser cannot do this, or one export is on its way already, the browser downloads it by itself.

const PAUSE = 200; // ms between two drawings of the bar
const canStream = "TransformStream" in window && "body" in Response.prototype && "HTMLDialogElement" in window;
let running = null;

// --- how many cases have come: the mark that ends one, for each ending; where there is none, only bytes are shown --------------------
// They also tell an answer that ended too early but in good order, as some proxies end one when the server behind them fails.

const MARKS = { jsonl: "\n", bib: "\n}", ris: "\nER  -", geojson: '"Feature"' };

function counterOf(ending) {
  if (ending === "csv") return countRows();
  return ending in MARKS ? countMarks(MARKS[ending]) : null;
}

function countMarks(mark) {
  let count = 0;
  let rest = ""; // the end of the last piece, in which a mark may have begun
  return (text) => {
    const parts = (rest + text).split(mark);
    count += parts.length - 1;
    rest = parts.at(-1).slice(1 - mark.length || Infinity);
    return count;
  };
}

function countRows() {
  let lines = 0;
  let isQuoted = false; // a line end in quotation marks belongs to a cell
  return (text) => {
    for (const sign of text) {
      if (sign === '"') isQuoted = !isQuoted;
      else if (sign === "\n" && !isQuoted) lines += 1;
    }
    return Math.max(0, lines - 1); // the first line names the columns
  };
}

function counting(job) {
  const counter = counterOf(job.ending);
  const decoder = new TextDecoder();
  return new TransformStream({
    transform(piece, controller) {
      controller.enqueue(piece);
      job.bytes += piece.byteLength;
      if (counter) job.count = counter(decoder.decode(piece, { stream: true }));
    },
  });
}

// --- one download ---------------------------------------------------------------------------------------------------------------------

async function download(job) {
  running = job;
  open(job);
  const clock = setInterval(() => draw(job), PAUSE);
  try {
    const answer = await fetch(job.href, { signal: job.stop.signal });
    if (!answer.ok) return refused(job, await answer.json().catch(() => ({})));
    job.total = Number(answer.headers.get("X-Total-Count"));
    const type = answer.headers.get("Content-Type") ?? "";
    const whole = await new Response(answer.body.pipeThrough(counting(job)), { headers: { "Content-Type": type } }).blob();
    job.file = fileName(answer) ?? job.file;
    if (job.total > (job.count ?? job.total)) return failed(job, say(job, "incomplete"));
    save(whole, job.file);
    finish(job, say(job, "done"));
  } catch {
    if (job.stop.signal.aborted) finish(job, job.words.cancelled);
    else failed(job, say(job, "broken"));
  } finally {
    clearInterval(clock);
    running = null;
  }
}

function refused(job, problem) {
  failed(job, [job.words.refused, problem.detail].filter(Boolean).join(" "));
}

function fileName(answer) {
  return /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1];
}

function save(whole, file) {
  const link = element("a", { href: URL.createObjectURL(whole), download: file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers read it only after the click
}

// --- the bar: a dialog that does not cover the page, so that it stays while the reader goes on ------------------------------------------

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function open(job) {
  job.title = element("p", { id: "download-title", className: "ways-title", textContent: say(job, "running") });
  job.bar = element("progress", { max: 1 });
  job.state = element("p", { className: "note" });
  job.ways = element("p", { className: "ways" });
  job.panel = element("dialog", { className: "cb download" }, job.title, job.bar, job.state, job.ways);
  job.panel.setAttribute("aria-labelledby", "download-title");
  job.bar.setAttribute("aria-labelledby", "download-title");
  offer(job, [button(job.words.cancel, () => job.stop.abort())]);
  document.querySelector("dialog.download")?.remove();
  document.body.append(job.panel);
  job.panel.show();
  announce(job.title.textContent);
  draw(job);
}

function draw(job) {
  const isCounted = job.total > 0 && job.count !== null;
  job.state.textContent = say(job, isCounted ? "counted" : "received");
  if (isCounted) job.bar.value = Math.min(1, job.count / job.total);
}

function finish(job, words, ways = []) {
  draw(job);
  job.bar.remove();
  job.title.textContent = words;
  job.state.remove();
  offer(job, [...ways, button(job.words.close, () => job.panel.remove())]);
  announce(words);
}

function failed(job, words) {
  job.panel.classList.add("failed");
  const plain = element("a", { href: job.href, textContent: job.words.plain, download: "" });
  finish(job, words, [button(job.words.again, () => download(newJob(job))), plain]);
}

function offer(job, ways) {
  const hadFocus = job.ways.contains(document.activeElement);
  job.ways.replaceChildren(...ways);
  if (hadFocus) ways[0].focus();
}

function button(words, act) {
  const made = element("button", { type: "button", className: "button", textContent: words });
  made.addEventListener("click", act);
  return made;
}

function announce(words) {
  const status = document.getElementById("announcement");
  if (status) status.textContent = words;
}

const number = (value, options) => new Intl.NumberFormat(document.documentElement.lang, options).format(value);

function size(bytes) {
  const [unit, width] = bytes < 1e6 ? ["kilobyte", 1e3] : bytes < 1e9 ? ["megabyte", 1e6] : ["gigabyte", 1e9];
  return number(bytes / width, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 });
}

function say(job, name) {
  const values = { file: job.file, size: size(job.bytes), count: number(job.count ?? 0), total: number(job.total) };
  return job.words[name].replace(/%\((\w+)\)s/g, (_, key) => values[key]);
}

function newJob({ href, file, ending, words }) {
  return { href, file, ending, words, stop: new AbortController(), bytes: 0, count: null, total: 0 };
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-download]");
  if (!link || !canStream || running || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const words = JSON.parse(link.closest("[data-words]").dataset.words);
  download(newJob({ href: link.href, file: link.dataset.download, ending: link.dataset.ending, words }));
});
