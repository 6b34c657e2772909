// Shows the button that prints: it works by script alone.
const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
