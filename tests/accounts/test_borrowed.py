"""Accounts that belong to others: the environment and the hubs' own programs."""

from __future__ import annotations

import traceback

import pytest

from hubtui.accounts import accounts_of_user
from hubtui.errors import BadInput
from hubtui.paths import Directories
from hubtui.secret import Secret

TOKEN = "hf_notatokenofanyone123"


@pytest.fixture
def found(tmp_path):
    """The accounts on a machine with this environment, and an empty home."""
    return lambda **environment: accounts_of_user(
        Directories.under(tmp_path / "hubtui"), {"HOME": str(tmp_path), **environment}
    )


def test_both_hubs_from_the_sdks_own_variables(found):
    accounts = found(HF_TOKEN=TOKEN, HF_ENDPOINT="http://127.0.0.1:1/", MODELSCOPE_API_TOKEN="ms-not-a-token")
    hf, ms, _ = accounts
    assert (hf.hub, hf.endpoint, hf.origin) == ("huggingface", "http://127.0.0.1:1", "HF_TOKEN")
    assert (ms.hub, ms.endpoint) == ("modelscope", "https://modelscope.cn")
    assert hf.is_borrowed
    assert accounts.token(hf.name) == Secret(TOKEN)
    assert accounts.of_scheme("ms") == ms


def test_the_older_variable_counts_where_the_newer_is_not_set(found):
    older = "hf_theoldervariable01"
    assert found(HUGGING_FACE_HUB_TOKEN=older).token("huggingface") == Secret(older)
    both = found(HUGGING_FACE_HUB_TOKEN=older, HF_TOKEN=f" {TOKEN}\n")
    assert both.token("huggingface") == Secret(TOKEN)


def test_without_tokens_both_are_anonymous(found):
    accounts = found()
    assert [(account.name, accounts.token(account.name), account.origin) for account in accounts] == [
        ("huggingface", None, ""),
        ("modelscope", None, ""),
        ("local", None, "this machine"),
    ]


@pytest.mark.parametrize(
    "value", ["short", "has space inside", "new\nline-token", "tökenwithumlaut", "x" * 513]
)
def test_a_token_that_cannot_be_one_is_refused_and_not_echoed(found, value):
    accounts = found(HF_TOKEN=value)
    with pytest.raises(BadInput) as caught:
        accounts.token("huggingface")
    told = "".join(traceback.format_exception(caught.value))
    assert "HF_TOKEN" in told
    assert value not in told


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://huggingface.co",
        "http://127.evil.example",
        "ftp://host",
        "https://",
        "https://user@host",
        "https://host?x=1",
        "https://host:port",
        "https://[host",
        "https://ho st",
        "https://host\\.evil.example",
    ],
)
def test_an_endpoint_that_would_leak_the_token_is_refused(found, endpoint):
    with pytest.raises(BadInput, match="HF_ENDPOINT"):
        found(HF_ENDPOINT=endpoint, HF_TOKEN=TOKEN)


def test_a_bare_host_means_https(found):
    assert found(HF_ENDPOINT="mirror.example").get("huggingface").endpoint == "https://mirror.example"


def test_an_unknown_account_is_named(found):
    with pytest.raises(BadInput, match="'nobody'"):
        found().get("nobody")


def test_what_is_borrowed_is_not_hubtui_s_to_change(found):
    accounts = found(HF_TOKEN=TOKEN)
    for change in (
        lambda: accounts.remove("huggingface"),
        lambda: accounts.rename("huggingface", "mine"),
        lambda: accounts.replace_token("huggingface", Secret("hf_anothertoken123")),
    ):
        with pytest.raises(BadInput, match="HF_TOKEN"):
            change()
    assert accounts.token("huggingface") == Secret(TOKEN)
