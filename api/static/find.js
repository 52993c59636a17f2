// The search box of the reference: shows the operations and types whose name, address or summary holds every word.
const box = document.getElementById("find");
const count = document.querySelector(".find output");
const sections = [...document.querySelectorAll("[data-find]")];

function find() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let left = 0;
  for (const section of sections) {
    const text = section.dataset.find.toLowerCase();
    section.hidden = !words.every((word) => text.includes(word));
    left += section.hidden ? 0 : 1;
  }
  for (const group of document.querySelectorAll(".group")) {
    group.hidden = !group.querySelector("[data-find]:not([hidden])");
  }
  count.textContent = words.length ? `${left} found` : "";
}

box.addEventListener("input", find);
// A link into the page must lead somewhere, whatever is being looked for.
addEventListener("hashchange", () => {
  box.value = "";
  find();
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
});
document.querySelector(".find").hidden = false;
