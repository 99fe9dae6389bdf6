// Conveniences only: without this file every page works, but for copy buttons and live updates.
(() => {
  "use strict";
  // The server writes times in the browser's zone once it knows it: from the next page on, for to load this one again
  // would lose what is being typed or pressed.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  document.cookie = "spacehook-zone=" + zone + ";path=/;max-age=31536000;samesite=lax";

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
    if (button.dataset.copied) return;
    button.dataset.copied = "yes";
    const label = [...button.childNodes];
    button.replaceChildren(button.dataset.done);
    setTimeout(() => {
      button.replaceChildren(...label);
      delete button.dataset.copied;
    }, 1500);
  });

  // Whoever opens a confirmation finds himself at its harmless answer. (The attribute autofocus would also be looked at
  // when the page is loaded, while the button cannot be seen.)
  document.addEventListener("toggle", (event) => {
    if (event.newState === "open") event.target.querySelector("[popovertargetaction=hide]")?.focus();
  }, true);

  const reveal = (within) => {
    for (const button of within.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
  };
  reveal(document);
  document.addEventListener("htmx:load", (event) => reveal(event.detail.elt));

  // News must not replace what is being used: a button between press and release, a text being selected.
  let pressed = false;
  addEventListener("pointerdown", () => { pressed = true; });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { pressed = false; });
  const inUse = (part) => {
    const selection = getSelection();
    const parts = [part, ...document.querySelectorAll("[hx-swap-oob]")];
    return pressed || (!selection.isCollapsed && parts.some((one) => one.contains(selection.anchorNode)));
  };
  // What is held back comes again with the next look.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.matches("[hx-get]") && inUse(event.target)) event.detail.shouldSwap = false;
  });

  // A form is sent once, however often its button is pressed; but again if no answer came.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 5000);
  });
  addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
})();
