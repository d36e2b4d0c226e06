"""What was seen is remembered, read on where it stopped, and forgotten on change."""

import pytest

from hubtui.catalog import Catalog, Listing
from hubtui.errors import Offline
from hubtui.model import Page, RepoKey, RepoType

REPO = RepoKey(RepoType.MODEL, "acme/bert")


def pages(*lengths, total=None):
    start = 0
    for length in lengths:
        yield Page(list(range(start, start + length)), total)
        start += length


def test_pages_are_read_one_by_one():
    listing = Listing(lambda: pages(2, 3, total=5))
    assert listing.more() == [0, 1]
    assert (listing.total, listing.complete) == (5, False)
    assert listing.all() == [0, 1, 2, 3, 4]
    assert listing.complete
    assert listing.more() == []


def test_an_empty_page_is_not_the_end():
    assert Listing(lambda: pages(0, 2)).all() == [0, 1]


def test_after_an_error_it_reads_on_without_repeating_a_row():
    attempts = []

    def start():
        attempts.append(None)
        yield from pages(2)
        if len(attempts) == 1:
            raise Offline("gone")
        yield Page([2, 3])

    listing = Listing(start)
    listing.more()
    with pytest.raises(Offline):
        listing.more()
    assert listing.items == [0, 1]
    assert listing.all() == [0, 1, 2, 3]


def test_a_hub_that_cut_the_listing_is_quoted():
    listing = Listing(lambda: iter([Page([1], note="no more than 3,000"), Page([2])]))
    listing.all()
    assert listing.note == "no more than 3,000"


def test_the_same_place_is_the_same_listing():
    catalog = Catalog()
    first = catalog.listing("me", REPO, "refs", lambda: pages(1))
    assert catalog.listing("me", REPO, "refs", lambda: pages(2)) is first
    assert catalog.listing("other", REPO, "refs", lambda: pages(2)) is not first


def test_a_change_of_a_repo_forgets_it_and_its_namespace():
    catalog = Catalog()
    refs = catalog.listing("me", REPO, "refs", lambda: pages(1))
    repos = catalog.listing("me", "acme", RepoType.MODEL, lambda: pages(1))
    others = catalog.listing("me", "other", RepoType.MODEL, lambda: pages(1))
    catalog.forget("me", REPO)
    assert catalog.listing("me", REPO, "refs", lambda: pages(1)) is not refs
    assert catalog.listing("me", "acme", RepoType.MODEL, lambda: pages(1)) is not repos
    assert catalog.listing("me", "other", RepoType.MODEL, lambda: pages(1)) is others


def test_forgetting_an_account_forgets_all_of_it():
    catalog = Catalog()
    mine = catalog.listing("me", "acme", RepoType.MODEL, lambda: pages(1))
    theirs = catalog.listing("they", "acme", RepoType.MODEL, lambda: pages(1))
    catalog.forget("me")
    assert catalog.listing("me", "acme", RepoType.MODEL, lambda: pages(1)) is not mine
    assert catalog.listing("they", "acme", RepoType.MODEL, lambda: pages(1)) is theirs


def test_what_is_too_much_is_dropped():
    small = Catalog(limit=2)
    first = small.listing("me", "a", 1, lambda: pages(1))
    small.listing("me", "b", 1, lambda: pages(1))
    small.listing("me", "c", 1, lambda: pages(1))
    assert small.listing("me", "a", 1, lambda: pages(1)) is not first


def test_what_is_old_still_shows_and_is_stale():
    catalog = Catalog(keep=-1)
    listing = catalog.listing("me", "a", 1, lambda: pages(1))
    assert not catalog.is_stale(listing), "nothing was read of it yet"
    listing.more()
    assert catalog.is_stale(listing)
    assert catalog.listing("me", "a", 1, lambda: pages(2)) is listing


def test_what_is_of_a_commit_never_goes_stale():
    catalog = Catalog(keep=-1)
    listing = catalog.listing("me", REPO, ("tree", "a" * 40, ""), lambda: pages(1), is_pinned=True)
    listing.more()
    assert not catalog.is_stale(listing)
    catalog.expire("me", REPO)
    assert catalog.is_stale(listing), "unless it is asked for by hand"


def test_a_listing_read_anew_takes_the_old_ones_place():
    catalog = Catalog()
    old = catalog.listing("me", REPO, "refs", lambda: pages(1, 1, 1))
    old.more()
    new = old.again()
    new.reach(lambda: 2)
    assert catalog.swap(old, new)
    assert catalog.listing("me", REPO, "refs", lambda: pages(9)) is new
    assert (new.items, new.complete, new.pages_read) == ([0, 1], False, 2)


def test_a_listing_that_was_forgotten_meanwhile_does_not_come_back():
    catalog = Catalog()
    old = catalog.listing("me", REPO, "refs", lambda: pages(1))
    new = old.again()
    catalog.forget("me", REPO)
    assert not catalog.swap(old, new)
    assert catalog.listing("me", REPO, "refs", lambda: pages(1)) not in (old, new)


@pytest.mark.parametrize(
    ("total", "read", "left"), [(1000, 1, 9), (1001, 1, 10), (100, 1, 0), (None, 1, None)]
)
def test_how_many_pages_are_left(total, read, left):
    listing = Listing(lambda: pages(*[100] * 11, total=total))
    for _ in range(read):
        listing.more()
    assert listing.pages_left == (left if left != 0 else 1)
    listing.all()
    assert listing.pages_left == 0
