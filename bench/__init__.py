"""Speed, side by side with other site generators: ``python -m bench``. It is never part of the tests."""
