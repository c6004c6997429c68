"""Carrying a plan out in a Stripe account."""
