"""What `redacted` takes out of a text, and what it leaves."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.secret import Secret, redacted

TOKEN = "tk~odd/one+two=three%4"
Secret(TOKEN)


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_known_token_is_hidden_in_any_text(before, after):
    for form in (TOKEN, quote(TOKEN, safe=""), TOKEN.encode().hex(), repr(TOKEN)):
        assert TOKEN not in redacted(f"{before}{form}{after}")
        assert form.strip("'") not in redacted(f"{before}{form}{after}")


@given(st.binary(max_size=9), st.binary(max_size=9))
def test_a_known_token_is_hidden_inside_base64(before, after):
    encoded = base64.b64encode(before + TOKEN.encode() + after).decode()
    inner = base64.b64encode(TOKEN.encode()[3:-3]).decode().rstrip("=")[2:-2]
    assert inner not in redacted(encoded)
    assert "********" in redacted(encoded)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("token hf_abcdefghijklmnopqrst is wrong", "hf_abcdefghijklmnopqrst"),
        ("hf_oauth_eyJhbGciOi.eyJhdWQ.sig-x", "eyJhdWQ"),
        ("ms-0123abcd-0123-4567-89ab-0123456789ab", "0123456789ab"),
        ("Authorization: Bearer somebodys.token", "somebodys"),
        ("{'authorization': 'Bearer somebodys.token', 'x': 1}", "somebodys"),
        ("Illegal header value b'Bearer somebodys.token'", "somebodys"),
        ("Cookie: a=1; m_session_id=somebodys", "somebodys"),
        ("set-cookie: sid=somebodys; Path=/", "somebodys"),
        ("https://cdn.example/x?X-Amz-Signature=abcdef&b=1", "abcdef"),
        ("https://cdn.example/x?Expires=1&Signature=abcdef&Key-Pair-Id=K", "abcdef"),
        ('{"access_token": "somebodys", "b": 1}', "somebodys"),
        ("https://me:pass@hub.example/x", "pass@"),
    ],
)
def test_what_looks_like_a_token_is_hidden(text, secret):
    assert secret in text
    assert secret not in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "in hf_hub_download: no such file",
        "GET huggingface.co/api/models?author=ada&limit=100",
        "not a token: it must be 8 to 8192 printable ASCII characters",
        "ms-rosalind: copied 3 files",
        "the token is refused",
    ],
)
def test_other_words_stay(text):
    assert redacted(text) == text
