"""Moved to `records.gate`; this name goes as soon as nobody has it open."""

from gongshi.records.gate import (
    AGREED,
    NUMBER,
    OPEN,
    PERSON,
    WITHHELD,
    consenting,
    published,
)

__all__ = ["AGREED", "NUMBER", "OPEN", "PERSON", "WITHHELD", "consenting", "published"]
