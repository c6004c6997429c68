"""What the build server says of a build, in the variables that it sets."""

from __future__ import annotations

from collections.abc import Mapping

PREVIEWS = (
    ("CONTEXT", frozenset({"deploy-preview", "branch-deploy"})),  # docs.netlify.com: environment variables
    ("VERCEL_ENV", frozenset({"preview"})),  # vercel.com/docs: system environment variables
    ("GITHUB_EVENT_NAME", frozenset({"pull_request", "pull_request_target"})),  # docs.github.com: variables
    (
        "CI_PIPELINE_SOURCE",
        frozenset({"merge_request_event", "external_pull_request_event"}),
    ),  # its docs
)


def is_preview(environ: Mapping[str, str]) -> bool:
    """Whether a suggested change is built: for a stranger's, servers give no secrets."""
    return any(environ.get(name, "") in values for name, values in PREVIEWS)
