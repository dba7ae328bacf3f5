// The frame: shortcut to the search box, menus, passing lines, connection bar, rows by keyboard, errors of fragments.
(() => {
  "use strict";
  const PASSING_MS = 4000;

  const typing = (element) => element.matches("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    const search = document.querySelector("[data-shortcut]");
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !typing(event.target);
    const controlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    if (search && (slash || controlK)) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "Escape") {
      closeMenus(null);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      moveRow(event);
    }
  });

  // Up and down go from a link of a list's row to the same link of the next one.
  function moveRow(event) {
    const cell = event.target.closest(".table-list tbody a, .table-list tbody button");
    const row = cell?.closest("tr");
    const next = event.key === "ArrowDown" ? row?.nextElementSibling : row?.previousElementSibling;
    if (!next) return;
    const position = [...row.querySelectorAll("a, button")].indexOf(cell);
    const targets = next.querySelectorAll("a, button");
    const target = targets[Math.min(position, targets.length - 1)];
    if (target) {
      event.preventDefault();
      target.focus();
    }
  }

  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (menu === except) continue;
      const held = menu.contains(document.activeElement);
      menu.open = false;
      if (held) menu.querySelector("summary").focus();
    }
  }
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));

  // A line that says "saved" goes after four seconds, but not while it is being read or pointed at.
  function passLines(root) {
    for (const line of root.querySelectorAll("[data-passing]")) {
      const leave = () => (line.matches(":hover, :focus-within") ? setTimeout(leave, PASSING_MS) : line.remove());
      setTimeout(leave, PASSING_MS);
    }
  }

  function showError(text) {
    const place = document.getElementById("messages");
    if (!place) return;
    const line = document.createElement("div");
    line.className = "notice notice-bad";
    line.setAttribute("role", "alert");
    line.textContent = text;
    place.replaceChildren(line);
    line.scrollIntoView({ block: "nearest" });
  }

  const connection = () => {
    const bar = document.querySelector("[data-offline]");
    if (bar) bar.hidden = navigator.onLine;
  };
  window.addEventListener("online", connection);
  window.addEventListener("offline", connection);

  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    showError(
      status === 403 ? "您没有办这件事的权限,没有作任何改动。"
      : status === 404 ? "这条记录不在了,或者不归您管。请刷新后再看。"
      : status === 429 ? "操作太快,请过一分钟再试。"
      : "没有办成,没有作任何改动。请再试一次;还不行,请告诉系统管理员。",
    );
  });
  document.addEventListener("htmx:sendError", () => showError("没有连上服务器。您填写的内容还在,请稍后再试。"));
  document.addEventListener("htmx:afterSettle", (event) => {
    passLines(event.target);
    event.target.querySelector("[data-error-summary]")?.focus();
  });

  document.addEventListener("DOMContentLoaded", () => {
    connection();
    passLines(document);
    document.querySelector("[data-error-summary]")?.focus();
  });
})();
