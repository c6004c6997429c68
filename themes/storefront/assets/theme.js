// Runs before the first paint, so that the reader's own choice of light or dark does not flash.
(function () {
  var root = document.documentElement;
  var choice = null;
  try { choice = localStorage.getItem("theme"); } catch (blocked) { /* storage may be off: then the system decides */ }
  if (choice === "light" || choice === "dark") root.dataset.theme = choice;
  root.dataset.script = "";
  // What friends of somebody who is paid are told has its room from the start.
  var me = document.currentScript.dataset, known = location.search || document.referrer;
  try { known += (me.keep === "30d" ? localStorage : sessionStorage).getItem("kp-ref"); } catch (blocked) { /* as above */ }
  if (RegExp("[?&](" + me.names + ')=\\w|"code":"\\w').test(known)) root.dataset.owed = "";
  // A transition to the next page may be dropped, when that page comes late.
  function ignore() {}
  function dropped(event) {
    var move = event.viewTransition || {};
    [move.ready, move.finished, move.updateCallbackDone].forEach(function (one) { if (one) one.catch(ignore); });
  }
  addEventListener("pageswap", dropped);
  addEventListener("pagereveal", dropped);
})();
