// A button on each block that is meant to be copied.
"use strict";
for (const block of document.querySelectorAll("pre.copy")) {
  if (!navigator.clipboard) break;
  const text = block.textContent, button = document.createElement("button");
  button.type = "button"; button.className = "act copier"; button.textContent = "Copy";
  button.addEventListener("click", () => navigator.clipboard.writeText(text).then(() => { button.textContent = "Copied"; }));
  block.append(button);
}
