// Browser code that Gradio does not provide. It never contacts another host.

// A link into a collapsed source opens it, also in browsers that do not do this themselves.
document.addEventListener("click", (event) => {
  const number = event.target.closest && event.target.closest("a.cite");
  const cited = number && document.getElementById(number.hash.slice(1));
  if (!cited) return;
  event.preventDefault();
  cited.closest("details").open = true;
  cited.scrollIntoView({ block: "center" });
  cited.closest(".passage").focus({ preventScroll: true });
});

// Shows a message if a page cannot be rendered; "error" does not bubble.
document.addEventListener("error", (event) => {
  const page = event.target.closest && event.target.closest(".page");
  if (page) page.textContent = "The page cannot be rendered. Its text is above.";
}, true);

// The buttons of each answer click one hidden button of Gradio, which gets the number of the turn.
document.addEventListener("click", (event) => {
  const deed = event.target.closest && event.target.closest("button.deed");
  if (!deed) return;
  window.chosenTurn = Number(deed.value);
  document.getElementById(deed.name).click();
});

// Marks the rating of an answer; without an argument, clears all marks.
window.showRating = (rated) => {
  document.querySelectorAll("button.deed[aria-pressed]").forEach((button) => {
    if (rated && Number(button.value) !== rated.turn) return;
    button.setAttribute("aria-pressed", String(Boolean(rated) && button.name === rated.deed));
  });
};

// Copies, saves or marks what the server sent; see delivery.py.
window.deliver = async (parcel) => {
  if (!parcel) return;
  if (parcel.deed !== undefined) {
    window.showRating(parcel);
    return;
  }
  if (parcel.copy !== undefined) {
    await navigator.clipboard.writeText(parcel.copy);
    return;
  }
  const bytes = Uint8Array.from(atob(parcel.base64), (letter) => letter.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: parcel.kind }));
  link.download = parcel.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};

// Uploads dropped or chosen files to the API one by one, and shows their progress.
const STAGES = ["sending", "reading", "embedding", "writing", "done"];
const COME = { sending: 0, reading: 0.25, embedding: 0.5, writing: 0.75, done: 1 };
const arrivalOf = (name) => {
  const row = document.createElement("li");
  const called = Object.assign(document.createElement("bdi"), { className: "name", textContent: name });
  const bar = Object.assign(document.createElement("progress"), { value: 0 });
  bar.setAttribute("aria-label", name);
  const told = Object.assign(document.createElement("span"), { className: "told" });
  row.append(called, bar, told);
  document.getElementById("arrivals").append(row);
  return (state, words, share = 0) => {
    row.className = state;
    bar.value = state in COME ? Math.min(1, COME[state] + share / (STAGES.length - 1)) : 0;
    told.textContent = (words || "").replace(`${name}: `, "") || (share ? `${state}, ${Math.round(100 * share)}%` : state);
  };
};
const sentence = (problem) => (problem && problem.error ? problem.error.message : "The server does not respond. Is it running?");

// The events of a response, each as [name, data].
const eventsOf = async function* (response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let waiting = ""; ; ) {
    const { value, done } = await reader.read();
    if (done) return;
    const whole = (waiting + value).split("\n\n");
    waiting = whole.pop();
    for (const each of whole) {
      const fields = Object.fromEntries(each.split("\n").filter((line) => /^\w+: /.test(line)).map((line) => {
        const at = line.indexOf(": ");
        return [line.slice(0, at), line.slice(at + 2)];
      }));
      if (fields.data) yield [fields.event, JSON.parse(fields.data)];
    }
  }
};

const bring = async (file, show) => {
  const body = new FormData();
  body.append("file", file);
  const response = await fetch("v1/documents", { method: "POST", body, headers: { Accept: "text/event-stream" } });
  if (!response.ok) return show("failed", sentence(await response.json().catch(() => null)));
  for await (const [name, data] of eventsOf(response)) {
    if (name === "stage") show(data.stage, "", data.share);
    if (name === "error") return show("failed", sentence(data));
    if (name === "report") {
      const notes = data.skipped.filter((one) => one.name.split("/")[0] === file.name).map((one) => one.reason);
      return show("done", [...data.told, ...notes].join("; "));
    }
  }
  show("failed", "The connection was lost. The list shows whether the file arrived.");
};
const bringAll = async (files) => {
  document.getElementById("arrivals").replaceChildren();
  const arriving = [...files].map((file) => [file, arrivalOf(file.name)]);
  arriving.forEach(([, show]) => show("sending", "waiting"));
  for (const [file, show] of arriving) {
    show("sending");
    await bring(file, show).catch(() => show("failed", sentence(null)));
  }
};
document.addEventListener("change", (event) => {
  if (!event.target.matches || !event.target.matches("#drop input")) return;
  bringAll(event.target.files).then(() => { event.target.value = ""; });
});
["dragover", "dragleave", "drop"].forEach((kind) => document.addEventListener(kind, (event) => {
  const drop = event.target.closest && event.target.closest("#drop");
  if (!drop) return;
  event.preventDefault();
  drop.classList.toggle("over", kind === "dragover");
  if (kind === "drop") bringAll(event.dataTransfer.files);
}));
window.takeOut = async (name) => {
  if (!name) return;
  document.getElementById("arrivals").replaceChildren();
  const show = arrivalOf(name);
  show("writing", "removing");
  const response = await fetch(`v1/documents/${encodeURIComponent(name)}`, { method: "DELETE" }).catch(() => null);
  const told = response && (await response.json().catch(() => null));
  if (response && response.ok) show("done", "removed");
  else show("failed", sentence(told));
};

// Light or dark: the system's setting until the user chooses, which this browser remembers.
window.switchTheme = () => {
  const dark = document.body.classList.toggle("dark");
  localStorage.setItem("theme", dark ? "dark" : "light");
};
const asChosen = () => {
  const chosen = localStorage.getItem("theme");
  if (chosen) document.body.classList.toggle("dark", chosen === "dark");
};

const begin = () => {
  let begun = false;
  const look = () => {
    // Gradio's examples have the role of a list, but are buttons; its send button has no name.
    document.querySelectorAll(".examples[role=list]").forEach((examples) => examples.setAttribute("role", "group"));
    const send = document.querySelector("#question .submit-button:not([aria-label])");
    if (send) send.setAttribute("aria-label", "Ask");
    // Gradio removes ARIA from messages. A title is shown on hover only; the style sheet shows the name to everyone.
    document.querySelectorAll("a.cite[title]").forEach((number) => {
      number.setAttribute("aria-label", number.title);
      number.removeAttribute("title");
    });
    document.querySelectorAll("button.deed:not([name=copy], [aria-pressed])").forEach((rating) => {
      rating.setAttribute("aria-pressed", "false");
    });
    if (!begun && document.querySelector("#question")) {
      begun = true;
      asChosen();
    }
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  asChosen();
  look();
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
