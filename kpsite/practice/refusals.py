"""What the stand-in answers when it does not do as asked, in the words and codes that Stripe uses. Pure.

Source: docs.stripe.com/error-codes and docs.stripe.com/api/errors, API version 2026-10-28.endive.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

INVALID_REQUEST = "invalid_request_error"


@dataclass(eq=False)  # not frozen: Python itself writes into what is raised
class Refused(Exception):
    """An answer that is not 200.

    ``status`` is the HTTP status, ``kind`` Stripe's ``type``; ``param`` names the parameter at fault as it
    would be written in a form. ``kept`` says whether the endpoint had begun to work, so that the answer is
    stored under the request's idempotency key.
    """

    message: str
    code: str = ""
    param: str = ""
    status: int = 400
    kind: str = INVALID_REQUEST
    kept: bool = True

    def body(self) -> str:
        """Give the answer's JSON."""
        told = {"code": self.code, "message": self.message, "param": self.param, "type": self.kind}
        error = {name: value for name, value in told.items() if value}
        if self.code:
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}"
        return json.dumps({"error": error}, indent=2)


def unread(message: str, code: str, param: str) -> Refused:
    """Give the refusal of a parameter by its form alone, before the endpoint began to work."""
    return Refused(message, code, param, kept=False)


def missing(kind: str, key: str, param: str) -> Refused:
    """Give the refusal of an id in a parameter that names nothing."""
    return Refused(f"No such {kind}: '{key}'", "resource_missing", param)


def not_found(kind: str, key: str, param: str) -> Refused:
    """Give the refusal of an id in the path that names nothing."""
    return Refused(f"No such {kind}: '{key}'", "resource_missing", param, status=404)


def unrecognized(method: str, path: str) -> Refused:
    """Give the refusal of an address that is none."""
    message = (
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at "
        "https://support.stripe.com/."
    )
    return Refused(message, status=404, kept=False)


def unauthorized(message: str) -> Refused:
    """Give the refusal of a key."""
    return Refused(message, status=401, kept=False)


def forbidden(key: str, permission: str, path: str) -> Refused:
    """Give the refusal of a restricted key that lacks a permission."""
    message = (
        f"The provided key '{key}' does not have the required permissions for this endpoint on account. "
        f"Having the '{permission}' permission would allow this request to continue. ({path})"
    )
    return Refused(message, status=403, kept=False)


def too_many() -> Refused:
    """Give the refusal of a request that came too soon."""
    message = (
        "Request rate limit exceeded. You can learn more about rate limits here "
        "https://stripe.com/docs/rate-limits."
    )
    return Refused(message, "rate_limit", status=429, kept=False)


def broken(*, kept: bool = False) -> Refused:
    """Give the answer of a server that failed; ``kept`` when it had begun to work before."""
    message = "An unknown error occurred. If the problem persists, please contact support."
    return Refused(message, status=500, kind="api_error", kept=kept)


def conflict() -> Refused:
    """Give the refusal of a key whose first request still runs."""
    message = (
        "There is currently another in-progress request using this Stripe-Idempotency-Key (that probably "
        "means you submitted twice, and the other request is still going through)."
    )
    return Refused(message, "idempotency_key_in_use", status=409, kind="idempotency_error", kept=False)


def other_parameters(key: str) -> Refused:
    """Give the refusal of an idempotency key that comes again with another request."""
    message = (
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        f"Try using a key other than '{key}' if you meant to execute a different request."
    )
    return Refused(message, kind="idempotency_error", kept=False)
