"""The environment of page templates: Jinja, reading records, and compiled to what is quick.

A dot on a record reads a field and gives none where the record has none; every other undefined name
is an error. Values are escaped. A city's pages ask for millions of values, so that templates are
compiled to plainer Python than Jinja's own: what is called is called directly (no function here
asks for the context), macros are plain functions and so take no named arguments, a dot is read in
place, phrases without slots are part of the text around them, and of a text that was escaped before
the result is known. A template that changes is read by the next process.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import lru_cache, partial
from keyword import iskeyword
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from gongshi.publish.noting import Noted
from gongshi.words import Lang, say

_KNOWN = 1 << 15  # texts of which the escaped form is known


class _Compiler(CodeGenerator):
    """Calls functions and reads fields without Jinja's detour, and escapes by `Environment.put`."""

    # Jinja finds a visitor by the name of the node's class, capitals and all (N802).

    def visit_Call(  # noqa: N802
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        if node.dyn_args or node.dyn_kwargs or any(iskeyword(each.key) for each in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for arg in node.args:
            self.visit(arg, frame)
            self.write(", ")
        for kwarg in node.kwargs:
            self.write(f"{kwarg.key}=")
            self.visit(kwarg.value, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        if iskeyword(node.attr):
            super().visit_Getattr(node, frame)
            return
        self.write(f"(of.get({node.attr!r}) if isinstance(of := ")
        self.visit(node.node, frame)
        self.write(f", dict) else of.{node.attr})")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        ref = macro_ref
        if ref.accesses_caller or ref.accesses_kwargs or ref.accesses_varargs:
            super().macro_def(macro_ref, frame)
        else:
            self.write(f"environment.macro(macro, {len(ref.node.args)})")

    def return_buffer_contents(self, frame: Frame, *_: Any, **__: Any) -> None:
        self.writeline(f"return environment.safe(concat({frame.buffer}))")

    def _output_child_pre(self, *_: Any) -> None:
        self.write("environment.put(")


class _Sayer(NodeTransformer):
    """Puts what `say` gives in the place of calls that name a phrase and no slots."""

    def __init__(self, say: Callable[[str], str]) -> None:
        self._say = say

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        is_said = isinstance(node.node, nodes.Name) and node.node.name == "say"
        match node.args:
            case [nodes.Const(value=phrase)] if is_said and not node.kwargs:
                return nodes.Const(self._say(phrase), lineno=node.lineno)
        return node


class _Names(dict[str, Any]):
    def __missing__(self, name: str) -> Any:
        return missing


class _Context(jinja2.runtime.Context):
    """What a template may name in one mapping, so that no function of Python looks names up."""

    def __init__(
        self, environment: Environment, parent: dict[str, Any], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(environment, parent, *args, **kwargs)
        self.vars = self.parent = _Names(parent)
        # In place of the method: what a mapping does itself calls no Python. Its types are less
        # narrow than the method's, which mypy would not have.
        self.resolve_or_missing = self.vars.__getitem__  # type: ignore[assignment]


# A text that is HTML, without a look at whether it knows that itself.
safe: Callable[[str], Markup] = partial(str.__new__, Markup)


class _Codes(jinja2.BytecodeCache):
    """Compiled templates, in memory alone: on a disk somebody might put others in their place."""

    def __init__(self) -> None:
        self._codes: dict[str, CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled, if it was."""
        bucket.code = self._codes.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._codes[bucket.key] = bucket.code


class Environment(jinja2.Environment):
    """Reads the fields of records (plain dicts), never their methods; says phrases in `lang`."""

    code_generator_class = _Compiler
    context_class = _Context
    safe = staticmethod(safe)

    def __init__(self, templates: Path, lang: Lang) -> None:
        self._loader = jinja2.FileSystemLoader(templates)
        super().__init__(
            loader=self._loader,
            bytecode_cache=_Codes(),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._say = self.globals["say"] = lambda path, **slots: say(f"pages.{path}", lang, **slots)

    def compile_ahead(self) -> None:
        """Compile all templates; what else they may name need not be known yet."""
        for name in self.list_templates(["html"]):
            self._loader.load(self, name, {})

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        _Sayer(self._say).visit(source)
        return super()._generate(source, *args, **kwargs)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """All that templates may name; a plain mapping, since it is copied for every page."""
        return {**self.globals, **(d or {})}

    @staticmethod
    def macro(function: Callable[..., str], count: int) -> Callable[..., str]:
        """A macro of so many arguments; those left out are `missing`, as it expects."""
        function.__defaults__ = (missing,) * count
        return function

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What a dot reads."""
        if type(obj) is dict or type(obj) is Noted:
            return obj.get(attribute)
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """What brackets read."""
        if (type(obj) is dict or type(obj) is Noted) and isinstance(argument, str):
            return obj.get(argument)
        if isinstance(argument, str) and not hasattr(type(obj), "__getitem__"):
            return self.getattr(obj, argument)  # as Jinja does, but without failing first
        return super().getitem(obj, argument)

    @staticmethod
    def put(value: Any) -> str:
        """A value as HTML."""
        if type(value) is str:
            return escaped(value)
        return value if type(value) is Markup else escape(value)


@lru_cache(_KNOWN)
def escaped(text: str) -> str:
    """A text as HTML."""
    return str(escape(text))
