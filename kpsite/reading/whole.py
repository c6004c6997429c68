"""Reading a file whole, where anything may stand in its place.

This module is what a build with nothing to do runs, so it imports next to nothing.
"""

import errno
import os
import stat

# Where there are no pipes with names, nothing has to be waited for.
AT_ONCE = getattr(os, "O_NONBLOCK", 0)


def whole(path: str | os.PathLike[str]) -> bytes:
    """Give a file's bytes.

    Raises OSError, also for what is no plain file: a pipe would be waited for, and a device need not end.
    """
    with open(path, "rb", opener=_opener) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is a device, socket or pipe", os.fspath(path))
        return file.read()


def whole_text(path: str | os.PathLike[str], encoding: str = "utf-8") -> str:
    """Give a file's text, its line ends as LF. Raises OSError as ``whole``, and UnicodeDecodeError."""
    return whole(path).decode(encoding).replace("\r\n", "\n").replace("\r", "\n")


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags | AT_ONCE)
