"""The addresses of hubs' pages: what the hubs write is read back, and what is no such page is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.errors import BadInput
from hubtui.hubs.huggingface import HuggingFace
from hubtui.hubs.modelscope import ModelScope
from hubtui.model import RepoKey, RepoQuery, RepoSort, RepoType
from hubtui.web_address import SITE_PAGES, Page, is_web_address, parse_web_address
from tests.test_locator import names, paths, revisions

HF, MS, OWN = "https://huggingface.co", "https://modelscope.cn", "http://127.0.0.1:8000/hub"
SITES = {HF: "hf", MS: "ms", OWN: "hf"}
namespaces = names.filter(
    lambda name: name not in {"models", "datasets", "spaces", "collections", *SITE_PAGES}
)

refs = revisions.filter(lambda name: not {".", ".."} & {*name.split("/")})
"""Git lets no part of a ref's name be dots alone."""


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


def read(text: str):
    return parse_web_address(text, SITES)


@given(st.sampled_from(RepoType), namespaces, names, refs, paths, st.booleans())
def test_what_hugging_face_writes_is_read_back(
    cache, repo_type, namespace, name, revision, path, is_directory
):
    for endpoint in (HF, OWN):
        hub = HuggingFace.open(endpoint, None, cache)
        key = RepoKey(repo_type, f"{namespace}/{name}")
        found = read(hub.web_url(key, revision=revision, path=path, is_directory=is_directory))
        assert found.endpoint == endpoint
        assert found.locator.repo == key
        assert found.locator.path == path
        assert found.locator.revision == (revision or ("main" if path else ""))
        assert found.page is (Page.FILE if path and not is_directory else Page.FILES)


@given(st.sampled_from(RepoType), namespaces, names, refs, paths.filter(bool))
def test_what_modelscope_writes_is_read_back(cache, repo_type, namespace, name, revision, path):
    hub = ModelScope.open(MS, None, cache)
    key = RepoKey(repo_type, f"{namespace}/{name}")
    found = read(hub.web_url(key, revision=revision, path=path))
    assert (found.locator.repo, found.locator.path) == (key, path)
    assert found.locator.revision == (revision or "master")
    assert read(hub.web_url(key)).locator.repo == key


@given(st.text(max_size=60), st.sampled_from([HF, MS, OWN, "https://hf.co", "https://[", "http://a@b", ""]))
def test_anything_else_is_bad_input_and_no_crash(text, begin):
    try:
        found = read(f"{begin}/{text}")
    except BadInput:
        return
    assert found.endpoint in SITES
    if found.locator is not None:
        assert ".." not in found.locator.path.split("/")


@pytest.mark.parametrize(
    ("text", "page", "locator"),
    [
        (f"{HF}/acme", Page.REPOS, "hf://acme"),
        ("huggingface.co/acme/bert", Page.FILES, "hf://acme/bert"),
        ("https://hf.co/acme/bert/", Page.FILES, "hf://acme/bert"),
        ("http://www.modelscope.cn/models/acme/bert/summary", Page.FILES, "ms://acme/bert"),
        (f"{HF}/datasets/acme", Page.REPOS, "hf://datasets/acme"),
        (f"{HF}/acme/datasets", Page.REPOS, "hf://datasets/acme"),
        (f"{HF}/acme/collections", Page.COLLECTIONS, "hf://acme"),
        (f"{HF}/acme/bert/tree/refs%2Fpr%2F1/a", Page.FILES, "hf://acme/bert@refs/pr/1/a"),
        (f"{HF}/acme/bert/tree/refs/pr/1/a", Page.FILES, "hf://acme/bert@refs/pr/1/a"),
        (f"{HF}/acme/bert/resolve/main/a%20b.txt?download=true", Page.FILE, "hf://acme/bert@main/a b.txt"),
        (f"{HF}/acme/bert/blob/main/a.md#usage", Page.FILE, "hf://acme/bert@main/a.md"),
        (f"{HF}/acme/bert/commits/main", Page.COMMITS, "hf://acme/bert@main"),
        (f"{HF}/spaces/acme/demo/commit/{'a' * 40}", Page.COMMITS, f"hf://spaces/acme/demo@{'a' * 40}"),
        (f"{HF}/acme/bert/discussions", Page.DISCUSSIONS, "hf://acme/bert"),
        (f"{HF}/acme/bert/settings", Page.FILES, "hf://acme/bert"),
        (f"{MS}/datasets/acme/cruise/files", Page.FILES, "ms://datasets/acme/cruise"),
        (f"{MS}/studios/acme/demo/summary", Page.FILES, "ms://spaces/acme/demo"),
        (f"{MS}/models/acme/bert/file/view/master/a/b.json?status=1", Page.FILE, "ms://acme/bert@master/a/b.json"),
        (f"{MS}/organization/acme", Page.REPOS, "ms://acme"),
        (f"{OWN}/acme/bert", Page.FILES, "hf://acme/bert"),
    ],
)  # fmt: skip
def test_pages_of_repos_and_namespaces(text, page, locator):
    assert is_web_address(text, SITES)
    found = read(text)
    assert (found.page, str(found.locator)) == (page, locator)


def test_discussions_collections_and_searches():
    assert read(f"{HF}/acme/bert/discussions/12#66a1").num == 12
    assert read(f"{HF}/collections/acme/field-notes-66a1").collection == "acme/field-notes-66a1"
    found = read(f"{HF}/datasets?search=sea+ice&sort=likes&other=geo")
    assert (found.repo_type, found.query) == (
        RepoType.DATASET,
        RepoQuery("sea ice", RepoSort.LIKES, ("geo",)),
    )


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/acme/bert",
        "https://huggingface.co.evil.example/acme/bert",
        "https://huggingface.co@evil.example/acme/bert",
        "https://user:secret@huggingface.co/acme/bert",
        "http://127.0.0.1:8000/acme/bert",
        "http://127.0.0.1:8000/hubris/bert",
        f"{HF}/",
        f"{HF}/docs/hub",
        f"{HF}/acme/bert/blob/main/%00",
        f"{HF}/acme/bert/blob/main/../../x",
        f"{HF}/acme/bert/blob/main/%1b%5d52",
        f"{HF}/no--name/bert",
        f"{HF}/models?search=%1b%5d52",
        f"{HF}/collections",
        f"{MS}/acme/bert",
        "https://[::1/acme",
    ],
)
def test_what_is_no_such_page_is_bad_input(text):
    with pytest.raises(BadInput) as caught:
        read(text)
    assert "secret" not in str(caught.value)


def test_a_bare_host_counts_only_where_there_is_an_account():
    assert not is_web_address("acme/bert", SITES)
    assert not is_web_address("example.org/acme", SITES)
    assert is_web_address("hf.co/acme", SITES)
