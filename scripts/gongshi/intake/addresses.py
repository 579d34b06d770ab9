"""Where on a forge a branch becomes a pull request: an address to open in a browser."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

FORGES = ("github", "gitlab", "gitee", "gitcode", "gitea", "forgejo")
_SCP = re.compile(r"(?:[^@/\s]+@)?(\[[0-9A-Fa-f:.]+\]|[^:/@\s\[\]]+):(?!//|:)(.+)")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")  # a folder on Windows, which looks like a host
_OF_HOSTS = {"codeberg.org": "forgejo", "gitea.com": "gitea", "atomgit.com": "gitcode"}
# Where forges take SSH on the port of HTTPS, for offices whose firewall lets nothing else out.
_OVER_HTTPS = {"ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"}
_ADDRESS = re.compile(r"https?://[^\s\"'<>`\x00-\x20]+")
_USERINFO = re.compile(r"(?<=://)[^/\s]*@")


def web_address(remote: str) -> str | None:
    """The web page of the repository that a remote's URL names; None for a folder of this machine.

    Never holds a name, password or token; a port is kept only where it is one of the web's.
    """
    if "://" in remote:
        try:
            parts = urlsplit(remote)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return None
        path = parts.path
        if parts.scheme in ("http", "https"):
            scheme = parts.scheme
        elif parts.scheme in ("ssh", "git", "git+ssh", "ssh+git"):
            scheme, port = "https", None
        else:
            return None
    else:
        found = _SCP.fullmatch(remote)
        if found is None or _DRIVE.match(remote):
            return None
        scheme, port = "https", None
        host, path = found[1].strip("[]").lower(), found[2]
    path = path.strip("/").removesuffix(".git").rstrip("/")
    if not host or not path:
        return None
    host = _OVER_HTTPS.get(host, host)
    host = f"[{host}]" if ":" in host else host
    return f"{scheme}://{host}{f':{port}' if port else ''}/{quote(path, safe='/%~')}"


def forge_of(address: str) -> str | None:
    """Which forge serves a repository's page, as far as its host tells."""
    host = urlsplit(address).hostname or ""
    return _OF_HOSTS.get(host) or next((each for each in FORGES if each in host), None)


def pull_request_address(address: str, forge: str, branch: str, base: str) -> str:
    """The page on which `branch` is proposed for `base`; `address` is the repository's page."""
    path_branch, path_base = quote(branch, safe="/"), quote(base, safe="/")
    source, target = quote(branch, safe=""), quote(base, safe="")
    if forge == "github":
        return f"{address}/pull/new/{path_branch}"
    if forge == "gitlab":
        return (
            f"{address}/-/merge_requests/new?merge_request%5Bsource_branch%5D={source}"
            f"&merge_request%5Btarget_branch%5D={target}"
        )
    if forge == "gitee":
        owner = urlsplit(address).path.split("/")[1]
        return f"{address}/pull/new/{owner}:{path_branch}...{owner}:{path_base}"
    if forge == "gitcode":
        return f"{address}/merge_requests/new?source_branch={source}&target_branch={target}"
    return f"{address}/compare/{path_base}...{path_branch}"  # Gitea, Forgejo


def told_by_server(answer: str, branch: str) -> str | None:
    """The address that a forge itself gave after a push of `branch`, in lines of `remote:`."""
    for line in answer.splitlines():
        said = line.strip()
        if not said.startswith("remote:"):
            continue
        for found in _ADDRESS.findall(said):
            address = without_credentials(found)
            if branch in address or quote(branch, safe="") in address:
                return address
    return None


def without_credentials(text: str) -> str:
    """A text with whatever stands before the @ of an address taken out."""
    return _USERINFO.sub("", text)
