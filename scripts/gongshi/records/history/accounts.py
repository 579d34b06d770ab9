"""Whose account the author of a commit is."""

from __future__ import annotations

from collections.abc import Mapping


class Accounts:
    """The staff id behind a forge account; `staff` gives the account of each id, or ""."""

    def __init__(self, staff: Mapping[str, str]) -> None:
        # The first by id, should two have given the same account.
        self._ids = {staff[id].casefold(): id for id in sorted(staff, reverse=True) if staff[id]}

    def __bool__(self) -> bool:
        return bool(self._ids)

    def holder(self, account: str) -> str:
        """The staff id of an account, "" if none."""
        return self._ids.get(account.casefold(), "")

    def author(self, name: str, mail: str) -> str:
        """The staff id whose account the author's is, "" if none.

        Forges write an account into the address that hides the real one:
        `12+account@users.noreply…`.
        """
        local, _, host = mail.casefold().partition("@")
        of_mail = local.partition("+")[2] or local if "noreply" in host else ""
        known = (of_mail, mail, name)
        return next((id for each in known if (id := self.holder(each))), "")
