"""The demo store, measured as its readers meet it: on a host, over a network, on a phone."""
