"""EDGE.

The practice account: a stand-in for Stripe behind the same HTTP boundary, and its checkout pages, so that the
whole way from button to thank-you page can be walked on one machine. Nothing of it is part of a built store.
"""
