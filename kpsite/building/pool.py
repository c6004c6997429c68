"""An executor of forked processes that never waits for one that is gone.

That of the standard library has one pipe for the answers of all, and locks that all share: a process that is
killed while it answers, or while it holds a lock, is waited for without end. Here each has pipes of its own,
so that whatever happens to it shows in them, also in the middle of an answer, and there are no locks.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from functools import partial
from typing import Any

from kpsite.building.fork import SIZE, fork, read_from

LOOK = 500
"""Milliseconds of silence after which it is asked whether all are alive: what a plugin started may hold the
pipe of a process that is gone.
"""
PART = 1 << 16  # bytes that a pipe gives at once

Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class Pool(Executor):
    """So many processes, forked at once: they have all that this one has, and share the work."""

    def __init__(self, count: int) -> None:
        """Start them. Raises ``OSError`` or ``RuntimeError`` where they, or a thread that hands out work, are
        not to be had.
        """
        self._waiting: deque[tuple[Future[Any], Call]] = deque()
        self._lock = threading.Lock()
        self._workers: list[_Worker] = []
        self._ending = self._broken = False
        self._woken, self._waker = os.pipe()
        self._thread = threading.Thread(target=self._run, name="pool", daemon=True)
        try:
            for _ in range(count):
                self._workers.append(_Worker([self._woken, self._waker], self._workers))
            self._thread.start()
        except BaseException:
            self._end()
            raise

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401 - as Executor has it
        future: Future[Any] = Future()
        with self._lock:
            if self._broken:
                raise _gone()
            if self._ending:
                raise RuntimeError("the pool has been shut down")
            self._waiting.append((future, (fn, args, kwargs)))
            os.write(self._waker, b"\n")
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        with self._lock:
            while cancel_futures and self._waiting:
                self._waiting.popleft()[0].cancel()
            if not self._ending:
                self._ending = True
                with suppress(OSError):  # the thread has ended, since a process died
                    os.write(self._waker, b"\n")
        if wait:
            self._thread.join()

    def _run(self) -> None:
        with suppress(Exception):  # without who hands out work it is as if all were gone
            while not self._is_done():
                self._hand_out()
                self._attend()
        with self._lock:
            self._broken = not self._is_done()
            self._ending = True
            waiting = [future for future, _ in self._waiting]
            self._waiting.clear()
            begun = [future for worker in self._workers for future in worker.begun]
            self._end()
        for future in (*begun, *waiting):
            if not future.cancelled():
                future.set_exception(_gone())

    def _is_done(self) -> bool:
        return self._ending and not self._waiting and not any(worker.begun for worker in self._workers)

    def _hand_out(self) -> None:
        """Give each process something to do, and one thing more while there is enough for all."""
        for most in (1, 2):
            for worker in self._workers:
                enough = most == 1 or len(self._waiting) > len(self._workers)
                while len(worker.begun) < most and enough and self._waiting:
                    with suppress(IndexError):  # all that waited was cancelled meanwhile
                        future, call = self._waiting.popleft()
                        if future.set_running_or_notify_cancel():
                            worker.ask(future, call)

    def _attend(self) -> None:
        """Wait until something happens, and see to it."""
        poll = select.poll()
        poll.register(self._woken, select.POLLIN)
        for worker in self._workers:
            poll.register(worker.answers, select.POLLIN)
            if worker.unsent:
                poll.register(worker.questions, select.POLLOUT)
        happened = {handle for handle, _ in poll.poll(LOOK)}
        if self._woken in happened:
            os.read(self._woken, PART)
        for worker in self._workers:
            if worker.questions in happened:
                worker.send()
            if worker.answers in happened:
                worker.take()
            elif not happened and worker.is_gone():
                raise _Gone

    def _end(self) -> None:
        """Send all of them home: at once, where one of them is gone or has work that nobody waits for."""
        for worker in self._workers:
            worker.end(at_once=self._broken)
        for pipe in (self._woken, self._waker):
            os.close(pipe)


class _Gone(Exception):
    """A process has ended that should not have."""


class _Worker:
    """One process, and what it has been given to do."""

    def __init__(self, own: list[int], others: list[_Worker]) -> None:
        """Fork it; it holds no pipe of others, nor those that this process has for itself."""
        self.begun: deque[Future[Any]] = deque()
        self.unsent = bytearray()
        self._taken = bytearray()
        reading, self.questions = os.pipe()
        try:
            self.answers, writing = os.pipe()
        except OSError:
            os.close(reading)
            os.close(self.questions)
            raise
        foreign = [*own, self.questions, self.answers]
        foreign += [pipe for other in others for pipe in (other.questions, other.answers)]
        try:
            self._process = fork(partial(_work, reading, writing, foreign))
        except BaseException:
            os.close(self.questions)
            os.close(self.answers)
            raise
        finally:
            os.close(reading)
            os.close(writing)
        os.set_blocking(self.questions, False)

    def ask(self, future: Future[Any], call: Call) -> None:
        """Let it do something, as soon as it has done what it was asked before."""
        try:
            self.unsent += _framed(pickle.dumps(call, pickle.HIGHEST_PROTOCOL))
        except Exception as wrong:  # what cannot be sent is a fault of who asked
            future.set_exception(wrong)
        else:
            self.begun.append(future)
            self.send()

    def send(self) -> None:
        """Send what it has room for. Raises ``_Gone``."""
        try:
            while self.unsent:
                del self.unsent[: os.write(self.questions, self.unsent)]
        except BlockingIOError:
            pass
        except OSError as wrong:
            raise _Gone from wrong

    def take(self) -> None:
        """Take what there is of its answers. Raises ``_Gone``."""
        part = os.read(self.answers, PART)
        if not part:
            raise _Gone
        self._taken += part
        while len(self._taken) >= SIZE:
            end = SIZE + int.from_bytes(self._taken[:SIZE])
            if len(self._taken) < end:
                break
            self._answer(bytes(self._taken[SIZE:end]))
            del self._taken[:end]

    def _answer(self, data: bytes) -> None:
        future = self.begun.popleft()
        try:
            done, result = pickle.loads(data)  # noqa: S301 - from our own fork
        except Exception as wrong:  # what somebody's error needs to be made again
            done, result = False, wrong
        if done:
            future.set_result(result)
        else:
            future.set_exception(result)

    def is_gone(self) -> bool:
        """Whether the process has ended."""
        if self._process and os.waitpid(self._process, os.WNOHANG)[0]:
            self._process = 0
        return not self._process

    def end(self, *, at_once: bool) -> None:
        """Let it end, and wait until it has."""
        if at_once and self._process:
            with suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)
        elif not at_once:
            with suppress(OSError):
                os.write(self.questions, bytes(SIZE))
        os.close(self.questions)
        os.close(self.answers)
        if self._process:
            os.waitpid(self._process, 0)
            self._process = 0


def _gone() -> BrokenExecutor:
    return BrokenExecutor("a process that shares the work has died")


def _framed(data: bytes) -> bytes:
    return len(data).to_bytes(SIZE) + data


def _work(questions: int, answers: int, foreign: list[int]) -> None:
    for pipe in foreign:
        os.close(pipe)
    with open(answers, "wb") as out:
        while size := int.from_bytes(read_from(questions, SIZE)):
            fn, args, kwargs = pickle.loads(read_from(questions, size))  # noqa: S301 - from who forked this one
            out.write(_framed(_done(fn, args, kwargs)))
            out.flush()


def _done(fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes:
    try:
        return pickle.dumps((True, fn(*args, **kwargs)), pickle.HIGHEST_PROTOCOL)
    except BaseException as wrong:
        wrong.add_note(traceback.format_exc())  # a traceback cannot be sent
        try:
            return pickle.dumps((False, wrong), pickle.HIGHEST_PROTOCOL)
        except Exception:
            return pickle.dumps((False, RuntimeError(traceback.format_exc())))
