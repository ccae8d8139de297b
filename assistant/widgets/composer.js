// Where a question is typed: Enter sends, Shift+Enter makes a new line, Escape stops a run.
// It also looks after the chat around it: roles for screen readers, keys that must not reach the notebook, citations.

const LETTERS = 4000;

function button(text, name, onclick) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = name;
  made.textContent = text;
  made.onclick = onclick;
  return made;
}

// The notebook's shortcuts listen everywhere: without this, "d d" beside a button would delete the cell.
function keepKeys(place) {
  if (!place || place.dataset.ftKeys) return;
  place.dataset.ftKeys = "kept";
  place.addEventListener("keydown", (event) => {
    if (!["Tab", "Escape"].includes(event.key)) event.stopPropagation();
  });
}

// A citation in the text opens its passage in the same answer.
function openCitations(chat) {
  if (!chat || chat.dataset.ftCitations) return;
  chat.dataset.ftCitations = "open";
  chat.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#cite-"]');
    const fold = link?.closest(".ft-message")?.querySelector(`details[data-cite="${CSS.escape(link.hash.slice(6))}"]`);
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    if (!fold) return;
    const outer = fold.parentElement.closest("details");
    if (outer) outer.open = true;
    fold.open = true;
    fold.querySelector("summary").focus({ preventScroll: true });
    fold.scrollIntoView({ block: "nearest" });
  }, true);
}

function settle(el) {
  const chat = el.closest(".ft-chat");
  const thread = chat?.querySelector(".ft-thread");
  keepKeys(el);
  keepKeys(el.closest(".jp-OutputArea-output") ?? chat);
  openCitations(chat);
  if (thread && thread.getAttribute("role") !== "log") {
    thread.setAttribute("role", "log");
    thread.setAttribute("aria-live", "polite");
    thread.setAttribute("aria-label", "Conversation with the twin");
  }
  return chat !== null;
}

function render({ model, el }) {
  el.classList.add("ft-composer");
  const id = `ft-${Math.random().toString(36).slice(2)}`;
  const label = document.createElement("label");
  label.className = "ft-hidden";
  label.htmlFor = id;
  label.textContent = "Ask the twin";
  const box = document.createElement("textarea");
  Object.assign(box, { id, className: "ft-input", rows: 2, maxLength: LETTERS, spellcheck: true });

  const send = (text) => {
    const question = text.trim();
    if (!question || model.get("busy")) return;
    box.value = "";
    model.send({ kind: "ask", text: question });
  };
  const ask = button("Ask", "ft-ask", () => send(box.value));
  const stop = button("Stop", "ft-stop", () => model.send({ kind: "stop" }));
  const undo = button("Undo", "ft-undo", () => model.send({ kind: "undo" }));
  undo.title = "Take back the last change of the scenario";
  const side = document.createElement("div");
  side.className = "ft-side";
  side.append(ask, stop, undo);
  const chips = document.createElement("div");
  chips.className = "ft-chips";
  chips.setAttribute("role", "group");
  chips.setAttribute("aria-label", "Suggested questions");
  el.append(label, box, side, chips);

  const state = () => {
    const busy = model.get("busy");
    box.placeholder = model.get("placeholder");
    ask.hidden = busy;
    stop.hidden = !busy;
    undo.hidden = busy || !model.get("undoable");
    for (const chip of chips.children) chip.disabled = busy;
    el.setAttribute("aria-busy", String(busy));
  };
  const suggest = () => {
    chips.replaceChildren(...model.get("suggestions").map((text) => button(text, "ft-chip", () => send(text))));
    state();
  };
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send(box.value);
    } else if (event.key === "Escape" && model.get("busy")) {
      model.send({ kind: "stop" });
    }
  });
  for (const name of ["busy", "placeholder", "undoable"]) model.on(`change:${name}`, state);
  model.on("change:suggestions", suggest);
  suggest();

  // The chat around the composer appears a moment later; look for it until it is there.
  const watch = new MutationObserver(() => settle(el) && watch.disconnect());
  if (!settle(el)) watch.observe(document.body, { childList: true, subtree: true });
  return () => watch.disconnect();
}

export default { render };
