// What the keys do, and the light on the card. Everything else is the form itself.
"use strict";

const answer = document.getElementById("answer");
const keys = document.getElementById("keys");

function light(place, on) {
  for (const each of document.querySelectorAll(`[data-place="${place}"]`)) {
    each.classList.toggle("lit", on);
  }
}

function inputs() {
  return answer ? [...answer.querySelectorAll(".field input")] : [];
}

function moveTo(input) {
  input.focus();
  input.select();
  input.closest(".field").scrollIntoView({ block: "nearest" });
}

for (const each of document.querySelectorAll("[data-place]")) {
  const place = each.dataset.place;
  each.addEventListener("pointerenter", () => light(place, true));
  each.addEventListener("pointerleave", () => light(place, false));
  each.addEventListener("focusin", () => light(place, true));
  each.addEventListener("focusout", () => light(place, false));
  if (each.tagName === "rect") {
    each.addEventListener("click", () => moveTo(document.getElementById(`v${place}`)));
  }
}

// One answer a form: a second Enter while the first is on its way says nothing more.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    const slow = event.submitter && event.submitter.closest("[data-slow]");
    if (slow) slow.querySelector("[role=status]").textContent = slow.dataset.slow;
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form")) delete form.dataset.sent;
  for (const slow of document.querySelectorAll("[data-slow] [role=status]")) slow.textContent = "";
});

function takeOther(field, number) {
  const button = field && field.querySelector(`[data-other="${number}"]`);
  if (button) button.click();
  return Boolean(button);
}

function inField(event) {
  const field = event.target.closest(".field");
  if (event.altKey && /^[1-3]$/.test(event.key) && takeOther(field, event.key)) {
    event.preventDefault();
    return;
  }
  if (event.key === "Escape") {
    event.target.blur();
    return;
  }
  if (event.target.tagName !== "INPUT" || !field || event.altKey || event.ctrlKey || event.metaKey) return;
  const all = inputs();
  const at = all.indexOf(event.target);
  if (event.key === "Tab" && !event.shiftKey) {
    const next = all.slice(at + 1).find((each) => "doubt" in each.dataset);
    if (next) {
      event.preventDefault();
      moveTo(next);
    }
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const next = all[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) {
      event.preventDefault();
      moveTo(next);
    }
  }
}

function onPage(event) {
  if (event.key === "?" && keys) {
    event.preventDefault();
    keys.showModal();
    return;
  }
  if (event.key === "/") {
    const search = document.querySelector("input[type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
    }
    return;
  }
  if (event.key === "Enter" && event.target === document.body) {
    const first = document.querySelector("[data-first]");
    if (answer) answer.requestSubmit(answer.querySelector("[value=accept]"));
    else if (first) first.click();
    return;
  }
  const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (wanted) {
    event.preventDefault();
    wanted.click();
  } else if (event.key === "j" && !answer) {
    const first = document.querySelector("[data-first]");
    if (first) first.click();
  }
}

// Cards that the phone sent appear by themselves.
async function lookAgain() {
  const shown = document.querySelector("[data-again]");
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
    const now = page.querySelector("[data-again]");
    if (!now) location.reload();
    else if (now.innerHTML !== shown.innerHTML) shown.replaceChildren(...now.childNodes);
  } catch {
    return; // the review has ended
  }
  setTimeout(lookAgain, 2000);
}
if (document.querySelector("[data-again]")) setTimeout(lookAgain, 2000);

document.addEventListener("keydown", (event) => {
  if (keys && keys.open) return;
  if (event.target.matches("input, textarea, select")) inField(event);
  else if (!event.altKey && !event.ctrlKey && !event.metaKey) onPage(event);
});

for (const button of document.querySelectorAll('[data-key="?"]')) {
  button.hidden = false;
  button.addEventListener("click", () => keys.showModal());
}

if (answer) {
  const all = inputs();
  const wrong = all.find((each) => each.getAttribute("aria-invalid"));
  const first = wrong || all.find((each) => "doubt" in each.dataset);
  if (first && !matchMedia("(pointer: coarse)").matches) {
    first.focus({ preventScroll: !wrong });
    first.select();
  }
}
