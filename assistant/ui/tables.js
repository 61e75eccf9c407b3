// Tables to type into, see typed_table.py: keys, pasting a column, and telling the program what stands in the fields.
"use strict";

(() => {
  let changes = 0;

  // All fields typed into are told, not only the one just left: nothing is lost where two are left in a row. The others
  // are not: they may have been changed in another window meanwhile.
  const touched = new WeakSet();
  const tell = (table) => {
    const cells = {};
    for (const input of table.querySelectorAll("td input")) if (touched.has(input)) cells[input.name] = input.value;
    const of = table.querySelector("input[name=of]")?.value ?? "";
    const box = document.querySelector(`#${table.id}-cells :is(textarea, input)`);
    if (!box) return;
    changes += 1;
    const value = JSON.stringify({ of, cells, changes });
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), "value").set.call(box, value);
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };

  const fieldOf = (event) => (event.target.matches?.(".typed-table td input") ? event.target : null);
  const tableOf = (input) => input.closest(".typed-table[id]");
  const columnOf = (input) => input.name.split(".").at(-1);
  const fieldsOf = (input) => [...tableOf(input).querySelectorAll("td input")];
  const inColumn = (input) => fieldsOf(input).filter((one) => columnOf(one) === columnOf(input));

  document.addEventListener("change", (event) => {
    const input = fieldOf(event);
    if (!input) return;
    touched.add(input);
    tell(tableOf(input));
  });

  document.addEventListener("keydown", (event) => {
    const input = fieldOf(event);
    const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
    if (!input || !step || event.isComposing) return;
    event.preventDefault();
    const column = inColumn(input);
    const next = column[column.indexOf(input) + step];
    input.blur();
    next?.focus();
    next?.select();
  });

  // Lines and tabs, as a spreadsheet copies them, fill the fields below and beside.
  document.addEventListener("paste", (event) => {
    const input = fieldOf(event);
    const text = event.clipboardData?.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "") ?? "";
    if (!input || !/[\n\t]/.test(text)) return;
    event.preventDefault();
    const below = inColumn(input);
    const first = below.indexOf(input);
    text.split("\n").forEach((line, down) => {
      const start = below[first + down];
      if (!start) return;
      const row = [...start.closest("tr").querySelectorAll("td input")];
      line.split("\t").forEach((value, right) => {
        const field = row[row.indexOf(start) + right];
        if (!field) return;
        field.value = value.trim();
        touched.add(field);
      });
    });
    tell(tableOf(input));
  });
})();
