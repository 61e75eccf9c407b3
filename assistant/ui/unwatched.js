// Gradio watches everything that it is given about the page, by way of a proxy around each list, which makes a look into
// it some twenty times as slow; and for each widget it looks through all events. These never change, so their lists get a
// class of their own here, before Gradio reads them: Svelte, on which it is built, watches plain ones only. A page with
// 900 widgets and 320 events is there a second sooner.
"use strict";

(() => {
  class Unwatched extends Array {
    static get [Symbol.species]() {
      return Array; // what Gradio makes of a list is its own
    }
  }
  const unwatched = (list) => Object.setPrototypeOf(list, Unwatched.prototype);
  const events = window.gradio_config?.dependencies ?? [];
  for (const event of events) {
    event.targets.forEach(unwatched);
    [event.targets, event.inputs, event.outputs].forEach(unwatched);
  }
  unwatched(events);
})();
