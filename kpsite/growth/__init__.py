"""How a store is found and passed on: pure functions of the store's values."""
