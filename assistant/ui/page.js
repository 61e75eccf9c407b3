// What the page does beyond Gradio: marks open passages, copying, the reader's language, focus and scrolling.
// It is a file of its own, so that the page needs no inline script of ours.
"use strict";

(() => {
  let clicks = 0;
  let opening = null; // the key of the passage that is being opened, until it is shown
  let scrolled = null; // the passage that was scrolled to its quote
  let turns = 0;

  // Hand a value to a hidden Gradio textbox. "#n" makes a second click on the same button a change as well.
  const tell = (id, value) => {
    const field = document.querySelector(`#${id} textarea, #${id} input`);
    if (!field) return;
    clicks += 1;
    const prototype = Object.getPrototypeOf(field);
    Object.getOwnPropertyDescriptor(prototype, "value").set.call(field, `${value}#${clicks}`);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };

  const text = (name) => document.querySelector(`.texts-for-script .${name}`)?.textContent ?? "";
  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const scroll = (node, block) => node.scrollIntoView({ block, behavior: calm() ? "auto" : "smooth" });

  const copy = async (button) => {
    try {
      await navigator.clipboard.writeText(button.value);
    } catch {
      // Without a secure context (another host, no TLS) only the old way is left.
      const field = document.createElement("textarea");
      field.value = button.value;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    const label = button.textContent;
    button.textContent = text("copied");
    setTimeout(() => (button.textContent = label), 1500);
  };

  // What is added is shown beside the list, and on a narrow page above it.
  const showUpload = () => {
    const place = document.querySelector("#upload");
    if (place) scroll(place, "nearest");
  };

  const backToAnswer = (key) => {
    const marks = [...document.querySelectorAll("#conversation .open-passage")];
    const mark = marks.find((candidate) => candidate.value === key);
    if (!mark) return;
    scroll(mark, "center");
    mark.focus({ preventScroll: true });
  };

  // Show a field of the profile once it is there: its tab and its group are only now being opened.
  let wanted = null; // the start of its id
  const openField = (place) => {
    const [pane, name] = place.split("/");
    wanted = pane === "profile" ? `profile-${name.replaceAll(/[._]/g, "-")}` : null;
    requestAnimationFrame(showWanted);
  };
  const showWanted = () => {
    const field = wanted && document.querySelector(`.profile-group [id^="${wanted}"]`);
    if (!field?.offsetParent) return;
    wanted = null;
    scroll(field, "center");
    field.querySelector("textarea, input")?.focus({ preventScroll: true });
  };

  // Gradio tells its server of a key only: not of what is pasted, cut, deleted, dropped, corrected or undone. To it,
  // every change of a text field is a key then.
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea, input[type=text]")) event.target.dispatchEvent(new Event("keypress"));
  });

  // The name of this tab of the browser, under which is kept what is typed in it. It outlives a reload, and is in the
  // store only meanwhile: there a copy of the tab would find it, too.
  const TAB = "clusterkompass_tab";
  const tab = sessionStorage.getItem(TAB) ?? [...crypto.getRandomValues(new Uint32Array(4))].join("");
  sessionStorage.removeItem(TAB);
  addEventListener("pagehide", () => sessionStorage.setItem(TAB, tab));
  addEventListener("pageshow", () => sessionStorage.removeItem(TAB));
  const nameTab = () => {
    const field = document.querySelector("#tab-name :is(textarea, input)");
    if (field && !field.value) tell("tab-name", tab);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    if (!button) return;
    if (button.matches(".open-passage")) {
      opening = button.value;
      tell("open-passage-key", button.value);
    } else if (button.matches(".pick-source")) {
      tell("pick-source-key", button.value);
      opening = "editor";
    } else if (button.matches(".retry-source")) {
      tell("retry-source-key", button.value);
      showUpload();
      // A file of which no copy is kept: let it be chosen again.
      if (button.matches(".choose-again")) document.querySelector("#files input[type=file]")?.click();
    } else if (button.matches(".go-to")) {
      tell("go-to-key", button.value);
      openField(button.value);
    } else if (button.matches(".delete-comment")) {
      tell("delete-comment-key", button.value);
    } else if (button.matches(".copy")) {
      copy(button);
    } else if (button.matches(".back")) {
      backToAnswer(button.value);
    }
  });

  // The conversation is drawn anew with every answer: what a reader opened in it stays open.
  const opened = new Set();
  const keyOf = (line) => line.parentElement.querySelector(".open-passage").value;
  document.addEventListener(
    "toggle",
    (event) => {
      const line = event.target;
      if (!line.matches?.("details.why") || !line.isConnected) return;
      if (line.open) opened.add(keyOf(line));
      else opened.delete(keyOf(line));
    },
    true,
  );
  const keepOpened = () => {
    const lines = document.querySelectorAll("#conversation details.why");
    if (!lines.length) opened.clear();
    for (const line of lines) if (opened.has(keyOf(line)) && !line.open) line.open = true;
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches?.("#language input[type=radio]")) {
      document.cookie = `clusterkompass_language=${event.target.value}; path=/; max-age=31536000; samesite=strict`;
    }
  });

  // A word to the reader that no part of the page has a place for; it goes after a while, unless it is to stay.
  let going = null;
  const say = (words, { stays = false } = {}) => {
    const place = document.querySelector("#page-note") ?? document.createElement("p");
    place.id = "page-note";
    place.setAttribute("role", "alert");
    place.textContent = words;
    document.body.append(place);
    clearTimeout(going);
    if (!stays) going = setTimeout(() => place.remove(), 15000);
  };
  document.addEventListener("connection", ({ detail }) => say(text(detail), { stays: detail !== "back" }));

  // Gradio says in English which files it does not take; say it in the reader's language, before anything is sent. The
  // library itself says of each file that it cannot read why, so there only the size counts.
  const LARGEST = 50 * 1024 * 1024; // bytes, as in page.py
  const ENDINGS =
    ".pdf,.docx,.docm,.odt,.rtf,.pptx,.pptm,.ppsx,.xlsx,.xlsm,.eml,.html,.htm,.txt,.md,.markdown"; // ingest/formats
  const refusal = (file, input) => {
    if (file.size > LARGEST) return text("too-large").replace("{name}", file.name);
    const accepted = input.closest("#files") ? [] : input.accept.split(",").map((one) => one.trim());
    const isAccepted = accepted.filter(Boolean).some((ending) => file.name.toLowerCase().endsWith(ending));
    if (isAccepted || !accepted.some(Boolean)) return "";
    return text("wrong-type").replace("{name}", file.name).replace("{endings}", accepted.join(", "));
  };
  const refuse = (event, input, files) => {
    const refusals = [...(files ?? [])].map((file) => refusal(file, input)).filter(Boolean);
    if (!refusals.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    input.value = "";
    say(refusals.join(" "));
  };
  document.addEventListener(
    "change",
    (event) => event.target.matches?.("input[type=file]") && refuse(event, event.target, event.target.files),
    true,
  );
  document.addEventListener(
    "drop",
    (event) => {
      const input = event.target.closest?.(".block, button")?.parentElement.querySelector("input[type=file]");
      if (input) refuse(event, input, event.dataTransfer?.files);
    },
    true,
  );

  // Gradio's own messages are English and hidden (page.css): whatever it reports has not worked.
  const reported = new WeakSet();
  const translateReports = () => {
    for (const toast of document.querySelectorAll("[data-testid=toast-body].error")) {
      if (reported.has(toast)) continue;
      reported.add(toast);
      say(text("unexpected"));
    }
  };

  const showOpened = () => {
    const editor = document.querySelector("#editor");
    if (opening === "editor" && editor) {
      opening = null;
      scroll(editor, "nearest");
      editor.querySelector("textarea, input")?.focus({ preventScroll: true });
      return;
    }
    const panel = document.querySelector("#evidence .evidence.shown");
    const key = panel?.querySelector(".back")?.value;
    for (const mark of document.querySelectorAll("#conversation .open-passage")) {
      mark.classList.toggle("opened", mark.value === key);
    }
    const context = panel?.querySelector(".context");
    if (context && context !== scrolled) {
      // Gradio may render the same passage twice, so this follows the element and not the click.
      scrolled = context;
      context.scrollTop = context.querySelector("mark").offsetTop - 60;
    }
    if (!opening || key !== opening) return;
    opening = null;
    const title = panel.querySelector(".source-title");
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
    if (window.innerWidth < 900) scroll(panel, "start");
  };

  const followConversation = () => {
    const shown = document.querySelectorAll("#conversation .turn");
    if (shown.length > turns && turns + 1 === shown.length) scroll(shown[shown.length - 1], "start");
    turns = shown.length;
  };

  const followLanguage = () => {
    const language = document.querySelector(".brand")?.lang;
    if (language && document.documentElement.lang !== language) document.documentElement.lang = language;
    const upload = document.querySelector("#files [data-testid=upload-text]");
    if (upload && text("drop") && upload.dataset.text !== text("drop")) {
      upload.dataset.text = text("drop");
      upload.closest("button").setAttribute("aria-label", text("drop"));
    }
    const another = document.querySelector("#files .icon-button-wrapper button");
    if (another && text("drop") && another.title !== text("drop")) {
      another.title = text("drop");
      another.setAttribute("aria-label", text("drop"));
    }
    const input = document.querySelector("#files input[type=file]");
    if (input && !input.accept) input.accept = ENDINGS;
  };

  const announceAnswers = () => {
    const announcement = document.querySelector("#announcement");
    if (announcement && !announcement.hasAttribute("aria-live")) announcement.setAttribute("aria-live", "polite");
  };

  let waiting = false;
  new MutationObserver(() => {
    nameTab(); // at once: a frame is drawn only when the tab is looked at
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      announceAnswers();
      translateReports();
      followLanguage();
      keepOpened();
      followConversation();
      showOpened();
      showWanted();
    });
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
})();
