"""A token that cannot slip out."""

import pickle

import pytest

from hubtui.secret import Secret

TOKEN = "hf_notatokenofanyone123"


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
