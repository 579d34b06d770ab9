"""What other programs are offered, read by programs that are not ours."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

import duckdb
import jsonschema
import pyarrow.parquet as pq
import pytest
from git import Repo
from icalendar import Calendar
from tests.publish.conftest import HOSTILE, Repository, make_repository
from tests.publish.test_changes import commit

from gongshi import CHINA_TIME
from gongshi.publish.open_data import api, calendars
from gongshi.publish.open_data.api import shard_of

FEED = r'<link rel="alternate" type="application/atom\+xml" href="[^"]*feed\.xml">'
ATOM = {"a": "http://www.w3.org/2005/Atom"}
NOTICE = (
    "id: quarter\nbasis: local\nname: '{}'\nplace: demo-town\nissued_by: demo-unit\n"
    "subject: '{}'\nfrom: 2024-07-08\nto: 2024-07-12\nchannel: 演示站窗口，周一至周五\n"
)
RECORDS = {
    "notices/quarter.yaml": NOTICE.format(f"季度公示 {HOSTILE}", f"=1+1;甲,乙\\n {HOSTILE}"),
    "honors/best.yaml": "id: best\nbasis: reported\nname: 全国先进\nrecipient: demo-team\n"
    "level: national\ngranted_by:\n  - demo-body\ngranted_on: '2023'\nsources:\n  - text\n",
    "honors/second.yaml": "id: second\nbasis: reported\nname: =HYPERLINK(1)\n"
    "recipient: demo-team\ngranted_by:\n  - demo-body\ngranted_on: 2024-05-01\n"
    "sources:\n  - text\n",
    "teams/open.yaml": f"id: open\nbasis: reported\nname: '{HOSTILE} </script>'\nplace: lezhi\n"
    "founded: '2016'\nsources:\n  - text\n",
    "trainings/lesson.yaml": "id: lesson\nbasis: reported\nname: 培训班\nplace: lezhi\n"
    "date: 2024-05-03\nsources:\n  - text\n",
}


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """The site of the small repository with a notice, honors and a training; not to be changed."""
    it = make_repository(root, tmp_path_factory.mktemp("offers") / "repository", RECORDS)
    config = it.root / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    assert "address: ''" in text
    config.write_text(
        text.replace("address: ''", "address: 'https://record.example/'"), encoding="utf-8"
    )
    commit(it, "开始")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "IN_SHARD", 300)
        patch.setattr(api, "LISTED", 2)
        assert it.build() == []
    return it


@pytest.mark.filterwarnings("ignore")
def test_the_data_package_is_one_to_others_and_so_is_every_table(site: Repository) -> None:
    from frictionless import Package

    package = Package(str(site.out / "data" / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["name", "type", "message"])
    assert len(package.resources) == len(site.kinds)
    assert package.get_resource("honor").read_rows()[0].to_dict()["granted_on"] == "2023"


def test_the_data_package_tells_length_and_digest_of_every_file(site: Repository) -> None:
    package = json.loads(site.page("data/datapackage.json"))
    assert package["homepage"] == "https://record.example/"
    for resource in package["resources"]:
        for each in (resource, *resource["alternatives"]):
            content = (site.out / "data" / each["path"]).read_bytes()
            assert each["bytes"] == len(content)
            assert each["hash"] == f"sha256:{sha256(content).hexdigest()}"


def test_all_forms_hold_the_same_records(site: Repository) -> None:
    for kind in site.kinds:
        rows = site.rows(kind)
        table = pq.read_table(site.out / "data" / f"{kind}.parquet")
        assert [_without_nothing(each) for each in table.to_pylist()] == rows
        plain = (site.out / "data" / f"{kind}.csv").read_bytes()
        assert (site.out / "data" / "excel" / f"{kind}.csv").read_bytes() == b"\xef\xbb\xbf" + plain
        read = list(csv.DictReader(io.StringIO(plain.decode(), newline="")))
        assert [each["id"] for each in read] == [each["id"] for each in rows]
        assert list(read[0] if read else table.column_names) == table.column_names
    assert ",'=HYPERLINK(1)," in site.page("data/honor.csv")


def _without_nothing(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_nothing(v) for k, v in value.items() if v is not None}
    return [_without_nothing(each) for each in value] if isinstance(value, list) else value


def test_what_the_page_shows_runs_as_it_stands(site: Repository) -> None:
    text = (site.root / "site" / "data" / "index.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    folder = site.out / "data"
    outputs = []
    for language, code in examples:
        if language == "python":
            done = subprocess.run(
                [sys.executable, "-c", code],
                cwd=folder, capture_output=True, text=True, check=True, encoding="utf-8",
                env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            )  # fmt: skip
            outputs.append(done.stdout.strip())
        else:
            connection = duckdb.connect()
            connection.execute(f"SET file_search_path = '{folder}'")
            outputs.append(connection.execute(code).fetchall())
    assert outputs == [
        "2023 全国先进 demo-team",
        "Counter()",
        [("national", "演示部", 1), (None, "演示部", 1)],
        "演示县",
    ]


def test_the_interface_is_described_and_keeps_to_it(site: Repository) -> None:
    from openapi_spec_validator import validate

    told = json.loads(site.page("api/v1/openapi.json"))
    validate(told)
    answered = 0
    for path, of in told["paths"].items():
        schema = of["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        judge = jsonschema.Draft202012Validator({**schema, "components": told["components"]})
        pattern = re.compile(re.sub(r"\{\w+\}", r"[^/]+", path.strip("/").replace(".", r"\.")))
        for name in site.files():
            if pattern.fullmatch(name.removeprefix("api/v1/")):
                judge.validate(json.loads(site.page(name)))
                answered += 1
    files = [each for each in site.files() if each.startswith("api/v1/")]
    assert answered == len(files) - 1  # all but the description itself


def test_lists_and_shards_lead_to_every_record(site: Repository) -> None:
    index = json.loads(site.page("api/v1/index.json"))
    assert index["as_of"] == "2024-12-31"
    for about in index["kinds"]:
        kind, found = about["kind"], []
        for page in range(1, about["pages"] + 1):
            for item in json.loads(site.page(f"api/v1/{kind}/list/{page}.json"))["items"]:
                assert item["shard"] == shard_of(item["id"], about["shard_length"])
                shard = json.loads(site.page(f"api/v1/{kind}/records/{item['shard']}.json"))
                assert item["page"].partition("#")[0] + "index.html" in site.files()
                found.append(shard[item["id"]])
        assert found == site.rows(kind)
        assert len(found) == about["count"]
    assert next(each for each in index["kinds"] if each["kind"] == "place")["shard_length"] == 1


def test_feeds_tell_the_newest_and_pages_lead_to_them(site: Repository) -> None:
    top = ElementTree.fromstring(site.page("notices/feed.xml"))
    (entry,) = top.findall("a:entry", ATOM)
    assert entry.findtext("a:title", None, ATOM) == f"季度公示 {HOSTILE}"
    link = entry.find("a:link", ATOM)
    assert link is not None
    assert link.get("href") == "https://record.example/notices/quarter/"
    told = str(entry.findtext("a:content", None, ATOM))
    assert told.startswith("演示数据·纯属虚构\n公示单位：演示站\n")
    assert "截止：2024年7月12日" in told
    first = Repo(site.root).head.commit
    assert entry.findtext("a:updated", None, ATOM) == (
        datetime.fromtimestamp(first.committed_date, CHINA_TIME).isoformat()
    )
    about = f"gongshi:{first.hexsha}/notice/quarter"  # another repository's is another
    assert entry.findtext("a:id", None, ATOM) == uuid5(NAMESPACE_URL, about).urn
    honors = ElementTree.fromstring(site.page("honors/feed.xml"))
    titles = [each.text for each in honors.iterfind("a:entry/a:title", ATOM)]
    assert titles == ["全国先进：演示队", "=HYPERLINK(1)：演示队"]
    for section in ("notices", "honors", "changes"):
        page = site.page(f"{section}/index.html")
        assert re.search(FEED, page), section
    assert len(re.findall(FEED, site.page("index.html"))) == 3


def test_calendars_are_read_by_others_and_their_lines_are_folded(site: Repository) -> None:
    raw = (site.out / "notices" / calendars.NAME).read_bytes()
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert event["summary"] == f"异议截止：季度公示 {HOSTILE}"
    assert f"=1+1;甲,乙\\n {HOSTILE}" in event["description"]
    assert event.decoded("dtstart").isoformat() == "2024-07-12"
    assert event.decoded("dtend").isoformat() == "2024-07-13"
    assert event["url"] == "https://record.example/notices/quarter/"
    (done,) = Calendar.from_ical(site.page("activities/calendar.ics")).walk("VEVENT")
    assert done.decoded("dtstart").isoformat() == "2024-03-01T01:00:00+00:00"  # 09:00 in China
    assert "v-000001" not in site.page("activities/calendar.ics")
    assert 'href="calendar.ics"' in site.page("trainings/index.html")
    assert "campaigns/calendar.ics" not in site.files()  # there is none of which a day is told


def test_the_sitemap_holds_every_page(site: Repository) -> None:
    pages = [each for each in site.files() if each.rpartition("/")[2] == "index.html"]
    assert site.page("sitemap.xml").count("<loc>https://record.example/") == len(pages)


def marked(page: str) -> dict[str, Any]:
    """The one piece of markup on a page, found as a browser finds it."""
    (found,) = re.findall(r'<script type="application/ld.json">(.*?)</script>', page, re.DOTALL)
    return dict(json.loads(found))


def test_markup_says_what_the_page_shows_and_cannot_be_left(site: Repository) -> None:
    page = site.page("teams/open/index.html")
    assert marked(page) == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": f"{HOSTILE} </script>",
        "foundingDate": "2016",
    }
    assert "2016年" in page
    assert "ld+json" not in site.page("teams/demo-team/index.html")  # there is no such team
    files = marked(site.page("data/index.html"))["distribution"]
    assert {
        "@type": "DataDownload",
        "name": "队伍",
        "encodingFormat": "text/csv",
        "contentUrl": "https://record.example/data/team.csv",
    } in files
    assert len(files) == len(site.kinds)
    home = marked(site.page("index.html"))
    assert home["url"] == "https://record.example/"
    assert home["potentialAction"]["target"].startswith("https://record.example/search/?q={")
