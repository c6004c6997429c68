"""Jinja with fewer steps to each value and each call: a page of a theme has hundreds of both."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from types import FunctionType, MethodType
from typing import Any

from jinja2 import Environment
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from jinja2.runtime import Context, Macro
from jinja2.utils import internalcode
from markupsafe import Markup, escape

_SPECIAL = re.compile("[&<>'\"]").search
_PLAIN = frozenset((FunctionType, MethodType))


class _Generator(CodeGenerator):
    """Writes the code of templates: what they show goes through ``shown``."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.shown(")
        else:
            super()._output_child_pre(node, frame, finalize)


class _Context(Context):
    """What a template knows; macros and plain functions are called without asking what else they may be."""

    @internalcode
    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as in the class it narrows
        """Call something from a template."""
        kind = type(called)
        if kind is not Macro and (kind not in _PLAIN or hasattr(called, "jinja_pass_arg")):
            return super().call(called, *args, **kwargs)
        if kwargs:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
        try:
            return called(self.eval_ctx, *args, **kwargs) if kind is Macro else called(*args, **kwargs)
        except StopIteration as wrong:  # it would end the template
            return self.environment.undefined(str(wrong))


class ThemeEnvironment(Environment):
    """An environment whose templates have its globals in one dict: Jinja's chain of dicts is slow to compare,
    which every import of macros does.
    """

    code_generator_class = _Generator
    context_class = _Context

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return self.globals | dict(d or {})

    @staticmethod
    def shown(value: object) -> str:
        """Give a value as it stands in HTML; most have nothing to escape."""
        if type(value) is Markup or (type(value) is str and not _SPECIAL(value)):
            return value
        return escape(value)
