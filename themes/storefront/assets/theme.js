// Runs before the first paint, so that the reader's own choice of light or dark does not flash.
(function () {
  var choice = null;
  try { choice = localStorage.getItem("theme"); } catch (blocked) { /* storage may be off: then the system decides */ }
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
  document.documentElement.dataset.script = "";
})();
