"""The practice account on disk: one SQLite file, so that programs share it and none sees half a change."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from kpsite.practice.current import current, link_address
from kpsite.practice.refusals import missing, not_found
from kpsite.problems import refusal
from kpsite.values import dataclass

FILE = "account.sqlite3"
# Seconds to wait for another program's request to finish; each takes milliseconds.
PATIENCE = 30.0
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ID_LENGTH = 24
SESSION_LENGTH = 58
KEPT_SECONDS = 24 * 60 * 60  # docs.stripe.com/api/idempotent_requests
SCHEMA = """
CREATE TABLE IF NOT EXISTS account (name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS objects (
    place INTEGER PRIMARY KEY AUTOINCREMENT, livemode INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
    value TEXT NOT NULL, UNIQUE (livemode, kind, id)
);
CREATE TABLE IF NOT EXISTS replies (
    livemode INTEGER NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL, status INTEGER NOT NULL,
    body TEXT NOT NULL, at REAL NOT NULL, UNIQUE (livemode, key)
);
"""
Object: TypeAlias = dict[str, Any]
KINDS = {
    "charge": "ch_", "checkout.session": "cs_", "coupon": "", "customer": "cus_", "discount": "di_",
    "item": "li_",
    "payment_intent": "pi_", "payment_link": "plink_", "price": "price_", "product": "prod_",
    "promotion_code": "promo_", "refund": "re_", "subscription": "sub_", "subscription_item": "si_",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that was kept under an idempotency key, and the request that it was given to."""

    request: str
    status: int
    body: str


@dataclass(frozen=True, slots=True)
class Setup:
    """How the account is set up, apart from what the API can do.

    ``links`` is the address under which payment links lie. ``lacking`` names what is not set up in the
    Dashboard: ``terms_of_service``, ``tax``, ``managed_payments``.
    """

    links: str
    lacking: frozenset[str] = frozenset()


class Account:
    """One mode of the account (test or live) within one transaction, as of one moment."""

    def __init__(
        self, connection: sqlite3.Connection, name: str, livemode: bool, now: int, setup: Setup
    ) -> None:
        """Take the open transaction, the account's id, the mode, and the time in seconds since 1970."""
        self._connection = connection
        self.name, self.livemode, self.now, self.setup = name, livemode, now, setup

    def get(self, kind: str, key: str) -> Object | None:
        """Give an object by its id, as it stands now."""
        found = self._stored(kind, key)
        return None if found is None else self._current(found)

    def asked(self, kind: str, key: str, param: str) -> Object:
        """Give the object that a parameter names.

        Raises:
            Refused: there is none.
        """
        found = self.get(kind, key)
        if found is None:
            raise missing(kind.replace("_", " "), key, param)
        return found

    def at(self, kind: str, key: str) -> Object:
        """Give the object that a path names.

        Raises:
            Refused: there is none.
        """
        found = self.get(kind, key)
        if found is None:
            raise not_found(kind, key, "id" if kind == "product" else kind.rpartition(".")[2])
        return found

    def every(self, kind: str) -> list[Object]:
        """Give all objects of a kind, the newest first."""
        rows = self._connection.execute(
            "SELECT value FROM objects WHERE livemode = ? AND kind = ? ORDER BY place DESC",
            (self.livemode, kind),
        )
        return [self._current(json.loads(value)) for (value,) in rows.fetchall()]

    def put(self, value: Object) -> Object:
        """Keep an object, new or changed, and give it back."""
        self._connection.execute(
            "INSERT INTO objects (livemode, kind, id, value) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (livemode, kind, id) DO UPDATE SET value = excluded.value",
            (self.livemode, value["object"], value["id"], json.dumps(value)),
        )
        return value

    def drop(self, value: Object) -> None:
        """Forget an object."""
        row = (self.livemode, value["object"], value["id"])
        self._connection.execute("DELETE FROM objects WHERE livemode = ? AND kind = ? AND id = ?", row)

    def fresh(self, kind: str) -> str:
        """Give an id that looks like Stripe's and was never given before."""
        row = "INSERT INTO objects (livemode, kind, id, value) VALUES (2, '', '', '')"
        place = self._connection.execute(row).lastrowid
        self._connection.execute("DELETE FROM objects WHERE livemode = 2")
        mode = "live_" if self.livemode else "test_"
        if kind == "checkout.session":
            return f"cs_{mode}{spelled(f'{self.name}/{place}', SESSION_LENGTH)}"
        return KINDS[kind] + spelled(f"{self.name}/{place}", ID_LENGTH)

    def reply(self, key: str) -> Reply | None:
        """Give what was answered under an idempotency key, while it is kept."""
        row = self._connection.execute(
            "SELECT request, status, body FROM replies WHERE livemode = ? AND key = ? AND at > ?",
            (self.livemode, key, self.now - KEPT_SECONDS),
        ).fetchone()
        return None if row is None else Reply(*row)

    def keep(self, key: str, reply: Reply) -> None:
        """Keep an answer under an idempotency key."""
        self._connection.execute(
            "INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?, ?, ?)",
            (self.livemode, key, reply.request, reply.status, reply.body, self.now),
        )

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Undo what is done inside when it raises."""
        self._connection.execute("SAVEPOINT attempt")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK TO attempt")
            raise
        finally:
            self._connection.execute("RELEASE attempt")

    def _current(self, value: Object) -> Object:
        found = current(value, self.now, self._stored)
        return (
            found | {"url": link_address(found, self.setup.links)}
            if value["object"] == "payment_link"
            else found
        )

    def _stored(self, kind: str, key: str) -> Object | None:
        row = self._connection.execute(
            "SELECT value FROM objects WHERE livemode = ? AND kind = ? AND id = ?", (self.livemode, kind, key)
        ).fetchone()
        return None if row is None else json.loads(row[0])


def spelled(seed: str, length: int) -> str:
    """Give letters and digits that follow from a text, in no order that anybody could guess."""
    number = int.from_bytes(hashlib.sha512(seed.encode()).digest())
    letters = []
    for _ in range(length):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


class Storage:
    """The folder of a practice account; what it holds outlives the program."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, which is made when it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / FILE
        with self._transaction() as connection:
            for statement in filter(str.strip, SCHEMA.split(";")):
                connection.execute(statement)
            if connection.execute("SELECT 1 FROM account").fetchone() is None:
                name = f"acct_{spelled(secrets.token_hex(), 16)}"
                connection.execute("INSERT INTO account VALUES (?)", (name,))

    @contextmanager
    def account(self, livemode: bool, now: int, setup: Setup) -> Iterator[Account]:
        """Open the account for one request; all of its changes are kept, or none when it raises."""
        with self._transaction() as connection:
            (name,) = connection.execute("SELECT name FROM account").fetchone()
            yield Account(connection, name, livemode, now, setup)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            # Closing rolls back what was not committed.
            with closing(sqlite3.connect(self._file, timeout=PATIENCE, isolation_level=None)) as connection:
                connection.execute("PRAGMA synchronous = OFF")  # safe when programs die; it is only practice
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
        except sqlite3.DatabaseError as wrong:
            message = f"found a practice account that cannot be used: {wrong}"
            hint = "take the file away: practice begins anew"
            raise refusal(f".kpsite/practice/{FILE}", "bad-practice", message, hint) from wrong
