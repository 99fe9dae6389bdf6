// Conveniences only: without this file every page works, but for copy buttons and live updates.
(() => {
  "use strict";
  const root = document.documentElement;

  // The server writes times in the browser's zone once it knows it.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  const known = document.cookie.includes("spacehook-zone=" + zone);
  if (!known) {
    document.cookie = "spacehook-zone=" + zone + ";path=/;max-age=31536000;samesite=lax";
    const again = root.dataset.reload === "yes" && document.cookie.includes("spacehook-zone=");
    if (again && zone !== root.dataset.zone) location.reload();
  }

  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  // Only pages over https (or on this machine) may use the clipboard; elsewhere the old command does.
  const copy = async (source) => {
    try {
      await navigator.clipboard.writeText(source.textContent);
    } catch {
      select(source);
      document.execCommand("copy");
    }
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await copy(document.getElementById(button.dataset.copy));
    const label = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; }, 1500);
  });

  const reveal = (within) => {
    for (const button of within.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
  };
  reveal(document);
  document.addEventListener("htmx:load", (event) => reveal(event.detail.elt));

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
})();
