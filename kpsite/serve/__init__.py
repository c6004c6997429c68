"""EDGE. Local preview: built at every save, reloaded in the browser, faults shown in the page."""
