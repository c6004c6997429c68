// Runs before the page is drawn, so that a reader's choice of colours does not flash.
try {
  const choice = localStorage.getItem("theme");
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
} catch { /* storage may be refused; the device's colours stay */ }
