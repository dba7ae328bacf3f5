// Forms that must survive a lost line (`data-keep`): sent without leaving the page; what cannot go out is kept in this
// browser for this account and goes out when the line is back. The form's request_key makes it count once.
(() => {
  "use strict";
  const NOT_KEPT = new Set(["csrfmiddlewaretoken"]);
  const OFFLINE = "没有网络,已存在本机,联网后自动送出。";
  const account = () => document.body.dataset.account;
  const slot = (key) => `kept:${account()}:${key}`;
  const names = () => Object.keys(localStorage).filter((name) => name.startsWith(slot("")));
  const sending = new Set();

  function say(text, tone, link) {
    const line = document.createElement("div");
    line.className = `notice notice-${tone}`;
    line.setAttribute("role", "status");
    line.textContent = text;
    if (link) line.append(Object.assign(document.createElement("a"), { href: link, textContent: "打开核对" }));
    document.getElementById("messages")?.replaceChildren(line);
    line.scrollIntoView({ block: "nearest" });
  }

  const isFile = (value) => value instanceof File;
  function store(form, data, draft) {
    const fields = [...data].filter(([name, value]) => !NOT_KEPT.has(name) && !isFile(value));
    const photos = [...data.values()].some((value) => isFile(value) && value.size);
    const entry = { path: location.pathname + location.search, fields, photos, draft };
    localStorage.setItem(slot(form.elements.request_key.value), JSON.stringify(entry));
  }
  const forget = (name) => localStorage.removeItem(name);

  const post = (path, data) => fetch(path, { method: "POST", body: data, headers: { "HX-Request": "true" } });

  async function send(form, data) {
    const name = slot(form.elements.request_key.value);
    const buttons = form.querySelectorAll("button");
    sending.add(name);
    buttons.forEach((button) => (button.disabled = true));
    try {
      const answer = await post(location.href, data);
      const next = answer.headers.get("HX-Redirect");
      if (next) {
        forget(name);
        delete form.dataset.changed;
        location.assign(next);
      } else if (answer.status === 422) {
        forget(name);
        show(await answer.text());
      } else {
        store(form, data, true);
        say("没有送出,填写的内容已存在本机。请重新登录或稍后再保存。", "bad");
      }
    } catch {
      store(form, data, false);
      delete form.dataset.changed;
      say(data.getAll("photos").some((file) => file.size) ? `${OFFLINE}关掉这一页的话,照片要以后补。` : OFFLINE, "warn");
    } finally {
      sending.delete(name);
      buttons.forEach((button) => (button.disabled = false));
    }
  }

  function show(html) {
    const main = new DOMParser().parseFromString(html, "text/html").getElementById("main");
    document.getElementById("main").replaceWith(main);
    main.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true }));
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.action.endsWith("/logout/")) names().forEach(forget);
    if (!("keep" in form.dataset)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!sending.has(slot(form.elements.request_key.value))) send(form, new FormData(form, event.submitter));
  }, true);

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && "keep" in form.dataset && !navigator.onLine) store(form, new FormData(form), true);
  });

  // — what waits —
  async function sendWaiting() {
    const form = document.querySelector("form[data-keep]");
    for (const name of names()) {
      const entry = JSON.parse(localStorage.getItem(name));
      if (entry.draft || sending.has(name)) continue;
      if (form && name === slot(form.elements.request_key.value)) {
        send(form, new FormData(form)); // still on the screen, with its photos
        continue;
      }
      await sendKept(name, entry);
    }
  }

  async function sendKept(name, entry) {
    const data = new FormData();
    entry.fields.forEach(([field, value]) => data.append(field, value));
    data.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    sending.add(name);
    try {
      const answer = await post(entry.path, data);
      if (answer.headers.get("HX-Redirect")) {
        forget(name);
        say(`没有网络时存在本机的走访已送出。${entry.photos ? "照片请在走访记录里补上。" : ""}`, "good");
      } else {
        localStorage.setItem(name, JSON.stringify({ ...entry, draft: true }));
        say("存在本机的一次走访没有登记成,", "warn", entry.path);
      }
    } catch {
      say(OFFLINE, "warn");
    } finally {
      sending.delete(name);
    }
  }

  // — a draft comes back when its form is opened again —
  function fill(form) {
    const path = location.pathname + location.search;
    const name = names().find((one) => {
      const entry = JSON.parse(localStorage.getItem(one));
      return entry.draft && entry.path === path;
    });
    if (!name || form.querySelector("[data-error-summary]")) return;
    const kept = new Map();
    for (const [field, value] of JSON.parse(localStorage.getItem(name)).fields) {
      kept.set(field, [...(kept.get(field) ?? []), value]);
    }
    const total = form.elements["need-TOTAL_FORMS"];
    while (total && Number(total.value) < Number(kept.get("need-TOTAL_FORMS"))) form.querySelector("[data-formset-add]").click();
    for (const control of form.elements) {
      const values = kept.get(control.name);
      if (["checkbox", "radio"].includes(control.type)) control.checked = Boolean(values?.includes(control.value));
      else if (values && control.type !== "file") control.value = values[0];
    }
    form.dataset.changed = "";
    say("上次没有送出的内容已经填回,请核对后保存。", "info");
  }

  window.addEventListener("online", sendWaiting);
  document.addEventListener("DOMContentLoaded", () => {
    if (!account()) return;
    const form = document.querySelector("form[data-keep]");
    if (form) fill(form);
    if (navigator.onLine) sendWaiting();
  });
})();
