"""What is typed to search: read, and written back."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.errors import BadInput
from hubtui.model import RepoQuery, RepoSort, RepoType
from hubtui.search import Search, parse_search, search_text

word = st.text(st.characters(codec="utf-8", exclude_characters=":"), min_size=1, max_size=12).filter(
    lambda text: text.split() == [text]
)
queries = st.builds(
    RepoQuery,
    text=st.lists(word, max_size=3).map(" ".join),
    sort=st.none() | st.sampled_from(RepoSort),
    tags=st.lists(word, max_size=3).map(tuple),
)


@given(st.builds(Search, query=queries, repo_type=st.none() | st.sampled_from(RepoType)))
def test_a_search_is_read_back(search):
    assert parse_search(search_text(search)) == search


@given(word)
def test_a_search_for_users_is_read_back(name):
    assert parse_search(search_text(Search(user=name))) == Search(user=name)


@given(st.text(max_size=40))
def test_anything_is_a_search_or_bad_input(text):
    with suppress(BadInput):
        assert parse_search(text) == parse_search(search_text(parse_search(text)))


def test_the_words_of_the_hubs():
    found = parse_search("sea ice type:studios sort:updated tag:a tag:license:mit")
    assert found.repo_type is RepoType.SPACE
    assert found.query == RepoQuery("sea ice", RepoSort.UPDATED, ("a", "license:mit"))


@pytest.mark.parametrize("text", ["sort:", "sort:best", "kind:model", "user:a b", "user:a sort:likes"])
def test_what_cannot_be_is_told(text):
    with pytest.raises(BadInput):
        parse_search(text)
