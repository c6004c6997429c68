"""Markdown to HTML: kpsite's dialect, its addresses, and short inline texts. Values in, values out.

``addressing.addresses`` finds what a text refers to, somebody resolves that into a ``Prose``, and
``rendering.render`` makes the HTML with a parser of ``parser.make_parser``. What only reads words imports
``plain`` or ``addressing``, and no parser.
"""
