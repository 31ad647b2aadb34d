// What Gradio leaves to do in the browser. Nothing here reads a document or talks to another host.

// Following a link into a closed source opens it; browsers that do not do so by themselves are helped.
document.addEventListener("click", (event) => {
  const number = event.target.closest && event.target.closest("a.cite");
  const cited = number && document.getElementById(number.hash.slice(1));
  if (!cited) return;
  event.preventDefault();
  cited.closest("details").open = true;
  cited.scrollIntoView({ block: "center" });
  cited.closest(".passage").focus({ preventScroll: true });
});

// A page that cannot be drawn says so; "error" does not bubble.
document.addEventListener("error", (event) => {
  const page = event.target.closest && event.target.closest(".page");
  if (page) page.textContent = "The page cannot be drawn. Its text stands above.";
}, true);

// What can be done with each answer is done by one button of Gradio's, which is told the answer's turn.
document.addEventListener("click", (event) => {
  const deed = event.target.closest && event.target.closest("button.deed");
  if (!deed) return;
  window.chosenTurn = Number(deed.value);
  document.getElementById(deed.name).click();
});

// Marks how an answer was rated; without one, no answer is marked.
window.showRating = (rated) => {
  document.querySelectorAll("button.deed[aria-pressed]").forEach((button) => {
    if (rated && Number(button.value) !== rated.turn) return;
    button.setAttribute("aria-pressed", String(Boolean(rated) && button.name === rated.deed));
  });
};

// Copies, saves or marks what the server made; see delivery.py.
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

// Light or dark: the system's choice until the reader makes one, which this browser remembers.
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
    // Gradio's examples call themselves a list, but are buttons; its button that sends has no name.
    document.querySelectorAll(".examples[role=list]").forEach((examples) => examples.setAttribute("role", "group"));
    const send = document.querySelector("#question .submit-button:not([aria-label])");
    if (send) send.setAttribute("aria-label", "Ask");
    // Gradio leaves no ARIA in messages. A title is shown to the pointer alone; a name, by the style sheet, to all.
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
