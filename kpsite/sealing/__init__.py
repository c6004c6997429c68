"""Paid lessons: keys, sealed files, lockers and the proof that nothing leaks. Pure; the only taker of closed
text.
"""
