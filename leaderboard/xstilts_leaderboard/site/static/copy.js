// A button on each block that is meant to be copied.
"use strict";
for (const block of document.querySelectorAll("pre.copy")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  button.type = "button"; button.className = "act copier"; button.textContent = "Copy";
  button.addEventListener("click", () => navigator.clipboard.writeText([...block.childNodes].filter((part) => part !== button).map((part) => part.textContent).join("")).then(() => { button.textContent = "Copied"; }));
  block.append(button);
}
