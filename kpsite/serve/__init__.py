"""EDGE. Local preview: built at every save, reloaded in the browser, faults shown where they are looked for."""
