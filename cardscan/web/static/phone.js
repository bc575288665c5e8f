// Photos to the computer, one PUT each, and what was found on them.
"use strict";

const list = document.getElementById("photos");
const said = document.getElementById("said");
const rows = new Map();
const queue = [];
let sending = false;

function part(tag, text, name) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  if (name) made.className = name;
  return made;
}

function row() {
  const made = part("li");
  list.prepend(made);
  return made;
}

function say(where, text, bad) {
  where.replaceChildren(part("span", text, bad ? "bad" : "under"));
}

// XMLHttpRequest tells how far an upload is, which fetch does not.
function put(file, where) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const bar = part("progress");
    bar.max = file.size;
    bar.setAttribute("aria-label", "Sending");
    where.replaceChildren(part("span", "Sending …", "under"), bar);
    request.upload.onprogress = (event) => { bar.value = event.loaded; };
    request.onload = () => resolve(request);
    request.onerror = request.onabort = request.ontimeout = () => reject(new Error("connection"));
    request.open("PUT", "photo");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.send(file);
  });
}

const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

async function send(file, where) {
  for (let tries = 0; tries < 8; tries += 1) {
    try {
      const answer = await put(file, where);
      if (answer.status === 200) {
        const photo = JSON.parse(answer.responseText).photo;
        const known = rows.get(photo);
        if (known && known !== where) where.remove();
        else rows.set(photo, where);
        say(where, "✓ On the computer; reading …");
        return;
      }
      if (![429, 503].includes(answer.status)) {
        say(where, answer.responseText.trim(), true);
        return;
      }
    } catch {
      say(where, "The connection was lost; trying again …", true);
    }
    await wait(Math.min(15, 2 ** tries));
  }
  say(where, "This photo did not get through. Choose it again.", true);
}

async function work() {
  if (sending) return;
  sending = true;
  while (queue.length) await send(...queue.shift());
  sending = false;
}

for (const name of ["take", "choose"]) {
  const input = document.getElementById(name);
  input.addEventListener("change", () => {
    for (const file of input.files) {
      const where = row();
      say(where, "Waiting …");
      queue.push([file, where]);
    }
    input.value = "";
    work();
  });
}

function show(photo, where) {
  if (photo.status === "failed") return say(where, photo.why, true);
  if (photo.status === "waiting") return say(where, "✓ On the computer; reading …");
  if (!photo.cards.length) return say(where, "No card was found on this photo. Try again, closer and flat.", true);
  where.replaceChildren(...photo.cards.map((card) => {
    const found = part("div", "", "found");
    const who = part("span");
    who.append(part("strong", card.name), part("span", card.organization, "faint"), document.createTextNode(" "),
      part("span", card.is_sure ? "sure" : "to check on the computer", card.is_sure ? "badge sure" : "badge doubt"));
    const save = part("a", "Save contact", "button");
    save.href = `card/${card.number}.vcf`;
    found.append(who, save);
    return found;
  }));
}

async function look() {
  try {
    const answer = await fetch("photos");
    if (!answer.ok) throw new Error("gone");
    const { photos } = await answer.json();
    let any = false;
    for (const photo of photos.reverse()) {
      if (!rows.has(photo.sha256)) rows.set(photo.sha256, row());
      const key = JSON.stringify(photo);
      const where = rows.get(photo.sha256);
      if (where.dataset.shown !== key) {
        where.dataset.shown = key;
        show(photo, where);
      }
      any = any || photo.cards.length > 0;
    }
    document.getElementById("all").hidden = !any;
    said.textContent = "";
  } catch {
    said.textContent = "The computer does not answer. Is cardscan still running, and the phone in its Wi-Fi?";
  }
  setTimeout(look, 2000);
}
look();
