// Forms: nothing goes out twice, nothing typed is lost unseen, rows can be added, filters follow the hand.
(() => {
  "use strict";
  const SHOW_AFTER_MS = 500;
  const DOWNLOAD_MS = 3000;

  // — one submission at a time —
  const sending = new Map(); // form → how to release it
  const waiting = new Set(); // what was submitted while the line was down

  function lock(form, button) {
    const buttons = [...form.querySelectorAll("button:not([type=button]), input[type=submit]")].filter((b) => !b.disabled);
    const label = button?.innerHTML;
    const timer = setTimeout(() => {
      if (!button) return;
      button.setAttribute("aria-busy", "true");
      button.textContent = button.dataset.busy || `正在${button.textContent.trim()}…`;
    }, SHOW_AFTER_MS);
    // The pressed button's value must still be sent, so buttons are switched off after this event.
    setTimeout(() => buttons.forEach((b) => (b.disabled = true)));
    sending.set(form, () => {
      clearTimeout(timer);
      buttons.forEach((b) => (b.disabled = false));
      if (button) {
        button.removeAttribute("aria-busy");
        button.innerHTML = label;
      }
      sending.delete(form);
    });
  }
  const release = (form) => sending.get(form)?.();

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    const offline = !navigator.onLine;
    if (sending.has(form) || offline) {
      event.preventDefault();
      event.stopPropagation(); // nor may htmx send it
      if (offline) waiting.add({ form, button: event.submitter });
      return;
    }
    delete form.dataset.changed;
    lock(form, event.submitter);
    if ("download" in form.dataset) setTimeout(() => release(form), DOWNLOAD_MS); // the answer is a file, the page stays
  }, true);
  window.addEventListener("online", () => {
    const [last] = [...waiting].slice(-1);
    waiting.clear();
    last?.form.requestSubmit(last.button);
  });
  document.addEventListener("htmx:afterRequest", (event) => release(event.detail.elt));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of [...sending.keys()]) release(form);
  });

  // — leaving with something typed —
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && "guard" in form.dataset) form.dataset.changed = "";
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-changed]")) event.preventDefault();
  });

  // — filters: a search box says "typed" only when no character is still being composed —
  document.addEventListener("input", (event) => {
    if (event.isComposing || !event.target.matches("form[data-filter] input")) return;
    event.target.dispatchEvent(new CustomEvent("typed", { bubbles: true }));
  });
  document.addEventListener("compositionend", (event) => {
    if (event.target.matches("form[data-filter] input")) event.target.dispatchEvent(new CustomEvent("typed", { bubbles: true }));
  });

  // Empty filters have no place in the address.
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches("form[data-filter]")) return;
    for (const [name, value] of Object.entries(event.detail.parameters)) {
      if (value === "") delete event.detail.parameters[name];
    }
  });

  // — a fold opens when a field comes to say that it matters; `data-opens` is field=value,value;field=value —
  function opens(fold, field) {
    const prefix = fold.closest("[data-formset-row]") ? field.name.replace(/[^-]+$/, "") : "";
    return fold.dataset.opens.split(";").filter(Boolean).some((rule) => {
      const [name, values] = rule.split("=");
      return field.name === prefix + name && values.split(",").includes(field.value);
    });
  }
  const isBlank = (fold) => [...fold.querySelectorAll("input, select, textarea")].every((e) => (e.type === "checkbox" ? !e.checked : !e.value));
  document.addEventListener("change", (event) => {
    const field = event.target;
    const scope = field.closest("[data-formset-row]") ?? field.form;
    for (const fold of scope?.querySelectorAll("details[data-opens]") ?? []) {
      if (opens(fold, field)) {
        if (!fold.open) fold.dataset.openedBy = field.name;
        fold.open = true;
      } else if (fold.dataset.openedBy === field.name && isBlank(fold)) {
        fold.open = false; // an arrow key passed the value on the way to another
      }
    }
  });

  // — an ID number tells sex and birth date where they are still empty —
  document.addEventListener("change", (event) => {
    const field = event.target;
    const number = field.value?.replace(/\s/g, "").toUpperCase() ?? "";
    const [, year, month, day, order] = number.match(/^\d{6}(\d{4})(\d\d)(\d\d)\d\d(\d)[\dX]$/) ?? [];
    const sum = [...number.slice(0, 17)].reduce((total, digit, place) => total + digit * (2 ** (17 - place) % 11), 0);
    if (!("identity" in field.dataset) || !year || "10X98765432"[sum % 11] !== number[17]) return;
    const { birth_date: birth, sex } = field.form.elements;
    birth.value ||= `${year}-${month}-${day}`;
    sex.value ||= Number(order) % 2 ? "male" : "female";
  });

  // — rows of a formset —
  function addRow(formset) {
    const total = formset.querySelector(`[name="${formset.dataset.formset}-TOTAL_FORMS"]`);
    const blank = formset.querySelector("[data-formset-blank]");
    const holder = document.createElement("div");
    holder.innerHTML = blank.innerHTML.replaceAll("__prefix__", total.value);
    const row = holder.querySelector("[data-formset-row]");
    formset.querySelector("[data-formset-rows]").append(row);
    total.value = Number(total.value) + 1;
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-formset-add]");
    if (button) addRow(button.closest("[data-formset]"));
  });
  const showAddButtons = (root) => root.querySelectorAll("[data-formset-add]").forEach((b) => (b.hidden = false));
  document.addEventListener("DOMContentLoaded", () => showAddButtons(document));
  document.addEventListener("htmx:afterSettle", (event) => showAddButtons(event.target));
})();
