"""Accounts of the environment, and tokens that cannot slip out."""

import pickle
import traceback

import pytest

from hubtui.accounts import accounts_from_environment
from hubtui.errors import BadInput
from hubtui.secret import Secret

TOKEN = "hf_notatokenofanyone123"


def test_both_hubs_from_the_sdks_own_variables():
    accounts = accounts_from_environment(
        {"HF_TOKEN": TOKEN, "HF_ENDPOINT": "http://127.0.0.1:1/", "MODELSCOPE_API_TOKEN": "ms-not-a-token"}
    )
    hf, ms = accounts
    assert (hf.hub, hf.endpoint, hf.origin) == ("huggingface", "http://127.0.0.1:1", "HF_TOKEN")
    assert (ms.hub, ms.endpoint) == ("modelscope", "https://modelscope.cn")
    assert accounts.token(hf.name) == Secret(TOKEN)
    assert accounts.of_scheme("ms") == ms


def test_without_tokens_both_are_anonymous():
    accounts = accounts_from_environment({})
    assert [accounts.token(account.name) for account in accounts] == [None, None]
    assert [account.origin for account in accounts] == ["", ""]


@pytest.mark.parametrize(
    "value", ["short", "has space inside", "new\nline-token", "tökenwithumlaut", "x" * 513]
)
def test_a_token_that_cannot_be_one_is_refused_and_not_echoed(value):
    with pytest.raises(BadInput) as caught:
        accounts_from_environment({"HF_TOKEN": value})
    told = "".join(traceback.format_exception(caught.value))
    assert "HF_TOKEN" in told
    assert value not in told


@pytest.mark.parametrize(
    "endpoint", ["http://huggingface.co", "ftp://host", "https://", "https://user@host", "https://host?x=1"]
)
def test_an_endpoint_that_would_leak_the_token_is_refused(endpoint):
    with pytest.raises(BadInput, match="HF_ENDPOINT"):
        accounts_from_environment({"HF_ENDPOINT": endpoint, "HF_TOKEN": TOKEN})


def test_a_bare_host_means_https():
    assert (
        next(iter(accounts_from_environment({"HF_ENDPOINT": "mirror.example"}))).endpoint
        == "https://mirror.example"
    )


def test_an_unknown_account_is_named():
    with pytest.raises(BadInput, match="'nobody'"):
        accounts_from_environment({}).get("nobody")


def test_a_secret_shows_itself_only_when_asked():
    secret = Secret(TOKEN)
    assert secret.reveal() == TOKEN
    for shown in (
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret:>40}",
        repr([secret]),
        repr({"token": secret}),
    ):
        assert TOKEN not in shown
    with pytest.raises(TypeError):
        pickle.dumps(secret)
