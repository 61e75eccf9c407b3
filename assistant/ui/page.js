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

  const backToAnswer = (key) => {
    const marks = [...document.querySelectorAll("#conversation .open-passage")];
    const mark = marks.find((candidate) => candidate.value === key);
    if (!mark) return;
    scroll(mark, "center");
    mark.focus({ preventScroll: true });
  };

  // Show a field of the profile: its group may be folded, and its tab is only now being opened.
  const openField = (place) => {
    const [pane, name] = place.split("/");
    if (pane !== "profile") return;
    const find = () => document.querySelector(`[id^="profile-${name.replaceAll(/[._]/g, "-")}"]`);
    setTimeout(() => {
      const group = find()?.closest(".profile-group") ?? null;
      if (group && !find().offsetParent) group.querySelector("button")?.click();
      setTimeout(() => {
        const field = find();
        if (!field) return;
        scroll(field, "center");
        field.querySelector("textarea, input")?.focus({ preventScroll: true });
      }, 300);
    }, 400);
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

  // Gradio says in English that a file is too large; say it in the reader's language, before it is sent.
  const tooLarge = (event, files) => {
    const large = [...(files ?? [])].filter((file) => file.size > 50 * 1024 * 1024);
    if (!large.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.target.matches?.("input[type=file]")) event.target.value = "";
    const place = document.querySelector("#upload-result .upload-note") ?? document.createElement("p");
    place.className = "upload-note warning";
    place.setAttribute("role", "alert");
    place.textContent = large.map((file) => text("too-large").replace("{name}", file.name)).join(" ");
    document.querySelector("#files").after(place);
    setTimeout(() => place.remove(), 15000);
  };
  document.addEventListener(
    "change",
    (event) => event.target.matches?.("#files input[type=file]") && tooLarge(event, event.target.files),
    true,
  );
  document.addEventListener(
    "drop",
    (event) => event.target.closest?.("#files") && tooLarge(event, event.dataTransfer?.files),
    true,
  );

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
    if (input && !input.accept) input.accept = ".pdf,.docx,.html,.htm,.txt,.md";
  };

  const announceAnswers = () => {
    const announcement = document.querySelector("#announcement");
    if (announcement && !announcement.hasAttribute("aria-live")) announcement.setAttribute("aria-live", "polite");
  };

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      announceAnswers();
      followLanguage();
      keepOpened();
      followConversation();
      showOpened();
    });
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
})();
