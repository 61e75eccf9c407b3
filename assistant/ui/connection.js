// What happens while the program does not answer. Gradio would say so in English, give up, and, once the program answers
// again, load the page anew over what is typed. Here each request waits instead, so that what is typed stays and what was
// clicked is done then; only what the program was doing when it went is given up. page.js tells the reader.
"use strict";

(() => {
  const ASK_EVERY = 2000; // milliseconds
  const IN_ORDER = 200; // milliseconds: within these the program has begun what it was sent
  const send = window.fetch.bind(window);
  const shown = window.gradio_config?.app_id; // of the page as it is built; another program has another one
  const tell = (what) => document.dispatchEvent(new CustomEvent("connection", { detail: what }));
  const wait = (time) => new Promise((done) => setTimeout(done, time));

  // The page's id as the program has it now, or null while it does not answer.
  const idNow = async () => {
    try {
      const response = await send("gradio_api/app_id", { cache: "no-store" });
      return response.ok ? (await response.json()).app_id : null;
    } catch {
      return null;
    }
  };

  // Resolves once the program answers again; never when it is another one by then, for which this page is too old.
  const untilBack = async () => {
    tell("away");
    for (;;) {
      await wait(ASK_EVERY);
      const id = await idNow();
      if (id === null) continue;
      if (id === shown) break;
      tell("renewed");
      await new Promise(() => {});
    }
    absence = null;
    tell("back");
  };
  let absence = null;
  const answering = () => (absence ??= untilBack());

  // Send a request as often as it takes, and those that waited in their order: what was typed before it was saved shall
  // not come after. A request that the page itself gave up is not sent again.
  let before = Promise.resolve();
  const sent = async (request) => {
    for (;;) {
      try {
        return await send(request.clone());
      } catch (error) {
        if (request.signal.aborted) throw error;
        await answering();
        before = before.then(() => wait(IN_ORDER));
        await before;
      }
    }
  };

  // What the program is doing for this page: the stream of its news has to end each of these.
  const running = new Set();
  const note = async (response) => {
    const { event_id: id } = await response.json().catch(() => ({}));
    if (id) running.add(id);
  };
  const givenUp = (id) => ({
    msg: "process_completed",
    event_id: id,
    output: { error: "", visible: false },
    success: false,
  });
  const lastNews = () => {
    const news = [...running].map(givenUp);
    running.clear();
    return [...news, { msg: "close_stream", event_id: null }].map((one) => `data: ${JSON.stringify(one)}\n\n`).join("");
  };

  // The same response, read on where it breaks off: `goOn` returns what then follows, or null for the end.
  const unbroken = (response, request, goOn) => {
    let reader = response.body.getReader();
    const pull = async (controller) => {
      try {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
        return controller.close();
      } catch (error) {
        if (request.signal.aborted) return controller.error(error);
        const rest = await goOn();
        if (rest === null) return controller.close();
        reader = rest.getReader();
        return pull(controller);
      }
    };
    return new Response(new ReadableStream({ pull, cancel: () => reader.cancel() }), response);
  };

  const heart = async (request) =>
    unbroken(await sent(request), request, async () => {
      await answering();
      return (await heart(request)).body;
    });
  const news = async (request) => {
    const giveUp = () => {
      answering();
      return new Response(lastNews());
    };
    try {
      return unbroken(await send(request), request, async () => giveUp().body);
    } catch (error) {
      if (request.signal.aborted) throw error;
      return giveUp();
    }
  };

  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    const [, path] = request.url.split("/gradio_api/");
    if (!request.url.startsWith(window.location.origin) || !path) return send(request);
    if (path.startsWith("heartbeat/")) return heart(request);
    if (path.startsWith("queue/data")) return news(request);
    const response = await sent(request);
    if (path.startsWith("queue/join")) await note(response.clone());
    return response;
  };
})();
