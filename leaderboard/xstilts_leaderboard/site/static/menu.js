// Closes the menu's group on Escape and on a click elsewhere.
"use strict";
(function () {
  const group = document.querySelector("header details.group");
  if (!group) return;
  document.addEventListener("click", (event) => { if (!group.contains(event.target)) group.open = false; });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !group.open) return;
    const inside = group.contains(document.activeElement);
    group.open = false;
    if (inside) group.querySelector("summary").focus();
  });
})();
