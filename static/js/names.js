// A field of several names completes every name: the list that opens repeats what stands before the last mark.
(() => {
  "use strict";
  const BEFORE_LAST = /^.*[、,，;；]\s*/;
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!("names" in field.dataset) || !field.list) return;
    const before = field.value.match(BEFORE_LAST)?.[0] ?? "";
    for (const option of field.list.options) {
      option.dataset.name ??= option.value;
      const value = before + option.dataset.name;
      if (option.value !== value) option.value = value;
    }
  });
})();
