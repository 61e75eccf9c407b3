"""The server behind the page, without a browser: headers, host names, and requests that no page would send."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from page_driver import served
from page_fake import FakeAssistant, FakeLibrary, furnished_library


@pytest.fixture(scope="module")
def library() -> FakeLibrary:
    return furnished_library()


@pytest.fixture(scope="module")
def address(library: FakeLibrary) -> Iterator[str]:
    with served(FakeAssistant(library)) as address:
        yield address


def test_every_response_carries_the_security_headers(address: str) -> None:
    for path in ("", "look/page.js", "config"):
        with urllib.request.urlopen(address + path) as response:
            policy = response.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy
            assert "'unsafe-eval'" not in policy
            assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Referrer-Policy"] == "no-referrer"


def test_the_page_names_no_other_host_and_loads_our_look(address: str) -> None:
    request = urllib.request.Request(address, headers={"Accept-Language": "en", "Accept-Encoding": "br, gzip"})
    with urllib.request.urlopen(request) as response:
        page = response.read().decode()
    assert 'href="look/page.css"' in page
    ours = [page.index(f'src="look/{name}.js"') for name in ("unwatched", "connection", "page", "tables")]
    assert [*ours, page.index('<script type="module"')] == sorted([*ours, page.index('<script type="module"')])
    assert '<html\n\tlang="en"' in page
    for host in ("raw.githubusercontent.com", "gradio.app", "googleapis", "cdnjs"):
        assert host not in page


def test_only_our_own_files_are_served_as_the_look(address: str) -> None:
    with urllib.request.urlopen(address + "look/server.py") as response:
        assert response.headers["Content-Type"].startswith("text/css")


def test_a_foreign_host_name_is_refused(address: str) -> None:
    request = urllib.request.Request(address, headers={"Host": "boese.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 400
    refused.value.close()


def test_files_of_the_computer_are_not_served(address: str, tmp_path: Path) -> None:
    (tmp_path / "privat.txt").write_text("privat", encoding="utf-8")
    for path in (tmp_path / "privat.txt", Path("/etc/passwd")):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{address}gradio_api/file={path}")
        assert refused.value.code in (403, 404)
        refused.value.close()


def test_a_forged_path_is_neither_added_nor_deleted(address: str, library: FakeLibrary, tmp_path: Path) -> None:
    (tmp_path / "privat.txt").write_text("Kopf\nprivat", encoding="utf-8")
    forged = [{"path": str(tmp_path / "privat.txt"), "meta": {"_type": "gradio.FileData"}}]
    outcome = _press(address, "add-files", [forged, "", None, "", "", None, "", "de"])
    assert outcome["success"] is False
    assert library.received == []
    assert (tmp_path / "privat.txt").exists()


def _press(address: str, button: str, data: list[object]) -> dict[str, object]:
    """Send what the page sends when a button is pressed, and return what the server says at the end."""
    with urllib.request.urlopen(address + "config") as response:
        config = json.load(response)
    widget = next(part["id"] for part in config["components"] if part["props"].get("elem_id") == button)
    event = next(event["id"] for event in config["dependencies"] if [widget, "click"] in event["targets"])
    body = json.dumps({"data": data, "fn_index": event, "session_hash": "forged", "trigger_id": widget}).encode()
    request = urllib.request.Request(
        address + "gradio_api/queue/join", body, headers={"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request).close()
    with urllib.request.urlopen(address + "gradio_api/queue/data?session_hash=forged") as stream:
        for line in stream:
            news = json.loads(line.removeprefix(b"data: ")) if line.startswith(b"data: ") else {}
            if news.get("msg") == "process_completed":
                return dict(news)
    raise AssertionError("the server never finished")
