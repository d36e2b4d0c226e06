"""Locators are read and written as huggingface_hub has them."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.errors import BadInput
from hubtui.locator import Locator, check_name, parse_locator
from hubtui.model import RepoKey, RepoType

names = st.text(string.ascii_letters + string.digits, min_size=1, max_size=20)
revisions = st.one_of(st.just(""), st.text(string.ascii_letters + "/.-_ é", min_size=1, max_size=20))
paths = st.lists(names, max_size=3).map("/".join)


@given(st.sampled_from(["hf", "ms"]), st.sampled_from(RepoType), names, names, revisions, paths)
def test_what_is_written_reads_back(scheme, repo_type, namespace, name, revision, path):
    key = RepoKey(repo_type, f"{namespace}/{name}")
    locator = Locator(scheme, namespace, key, revision, path, repo_type)
    assert parse_locator(str(locator)) == locator


@pytest.mark.parametrize(
    ("text", "repo_type", "repo_id", "revision", "path"),
    [
        ("hf://acme/bert", RepoType.MODEL, "acme/bert", "", ""),
        (
            "hf://datasets/acme/plankton@v1.0/data/train.csv",
            RepoType.DATASET,
            "acme/plankton",
            "v1.0",
            "data/train.csv",
        ),
        ("ms://studios/acme/demo", RepoType.SPACE, "acme/demo", "", ""),
        ("hf://acme/bert@refs/pr/3/config.json", RepoType.MODEL, "acme/bert", "refs/pr/3", "config.json"),
        ("hf://acme/bert@dev%2Fnew/a", RepoType.MODEL, "acme/bert", "dev/new", "a"),
    ],
)
def test_locators_of_repos(text, repo_type, repo_id, revision, path):
    locator = parse_locator(text)
    assert locator.repo == RepoKey(repo_type, repo_id)
    assert (locator.revision, locator.path) == (revision, path)


def test_a_namespace_may_name_a_type():
    assert parse_locator("hf://acme") == Locator("hf", "acme")
    assert parse_locator("ms://datasets/acme") == Locator("ms", "acme", repo_type=RepoType.DATASET)


@pytest.mark.parametrize(
    "text", ["acme/bert", "s3://acme/bert", "hf://", "hf://a b/c", "hf://acme/bert@", "hf://../x"]
)
def test_what_is_no_locator_is_named(text):
    with pytest.raises(BadInput) as caught:
        parse_locator(text)
    assert repr(text)[1:-1] in str(caught.value)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a--b", "a..b", "-a", "a-", "a.git", "a/b", "a\nb", "x" * 97]
)
def test_names_that_no_hub_has(name):
    with pytest.raises(BadInput):
        check_name(name)
