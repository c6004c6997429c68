"""Where practice takes place. Pure."""

from __future__ import annotations

# The preview's address unless another port is asked for; the addresses of a practice account lie there.
PREVIEW = "http://127.0.0.1:8000/"
# Nothing that is built may name this.
ROOT = "/__practice__"


def links_at(base_url: str) -> str:
    """Give where payment links lie on a server whose address ends with a slash or not."""
    return f"{base_url.rstrip('/')}{ROOT}/pay"
