"""The hubs that one can sign in to, and where each has its tokens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """A hub at an endpoint."""

    id: str
    label: str
    hub: str
    endpoint: str
    """Empty: any other, and it is asked for."""
    prefix: str
    """What accounts there are called when nothing else is said: this and who it is."""
    tokens: str
    """Where tokens are made and which is needed; `{0}` stands for the endpoint."""

    @property
    def may_have_browser(self) -> bool:
        """Whether such hubs have a sign-in in a browser; the endpoint itself says so when it is asked."""
        return self.hub == "huggingface"

    def about_tokens(self, endpoint: str = "") -> str:
        return self.tokens.format(self.endpoint or endpoint.rstrip("/") or "The hub")


_HF = "{0}/settings/tokens makes tokens. A read token browses; to copy there or to comment takes write."
_MS = "{0}/my/myaccesstoken shows the token. It may do all that you may."
SITES = (
    Site("hf", "Hugging Face", "huggingface", "https://huggingface.co", "hf", _HF),
    Site("ms", "ModelScope · modelscope.cn", "modelscope", "https://modelscope.cn", "ms", _MS),
    Site("ms-ai", "ModelScope · modelscope.ai", "modelscope", "https://modelscope.ai", "ms-ai", _MS),
    Site("hf-other", "another Hugging Face endpoint", "huggingface", "", "hf", _HF),
    Site("ms-other", "another ModelScope endpoint", "modelscope", "", "ms", _MS),
)


def site_by_id(site_id: str) -> Site:
    return next(site for site in SITES if site.id == site_id)


def site_of(hub: str, endpoint: str) -> Site:
    """The one that stands for this endpoint."""
    mine = [site for site in SITES if site.hub == hub] or [*SITES]
    return next(site for site in mine if site.endpoint in (endpoint, ""))
