// Runs before the first paint, so that the reader's own choice of light or dark does not flash.
(function () {
  var root = document.documentElement;
  var choice = null;
  try { choice = localStorage.getItem("theme"); } catch (blocked) { /* storage may be off: then the system decides */ }
  if (choice === "light" || choice === "dark") root.dataset.theme = choice;
  root.dataset.script = "";
  // A transition to the next page may be dropped, when that page comes late: that is no fault of anybody's.
  function ignore() {}
  function dropped(event) {
    var transition = event.viewTransition;
    if (!transition) return;
    transition.ready.catch(ignore);
    transition.finished.catch(ignore);
    transition.updateCallbackDone.catch(ignore);
  }
  addEventListener("pageswap", dropped);
  addEventListener("pagereveal", dropped);
})();
