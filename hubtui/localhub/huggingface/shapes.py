"""Hugging Face: how a repo looks in a list and on its own, field by field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hubtui.localhub.gitobjects import pointer_size
from hubtui.localhub.history import HEADS
from hubtui.localhub.huggingface.access import iso
from hubtui.localhub.records import Commit, Entry, Repo
from hubtui.localhub.repos import Listing
from hubtui.localhub.store import Store
from hubtui.localhub.web import Refusal


class Subject:
    """A repo being told about, at a commit that is looked up only if a field needs it."""

    def __init__(self, store: Store, repo: Repo, commit: Commit | None = None, blobs: bool = False) -> None:
        self.store = store
        self.repo = repo
        self.blobs = blobs
        """Whether siblings tell size and oid."""
        self._commit = commit

    @property
    def commit(self) -> Commit:
        if self._commit is None:
            self._commit = self.store.history.ref(self.repo, HEADS + self.repo.default_branch)
        assert self._commit is not None
        return self._commit

    def fact(self, name: str) -> Any:
        return self.repo.facts.get(name)


def siblings(subject: Subject) -> list[dict[str, Any]]:
    files = sorted(subject.store.trees.files(subject.commit.tree))
    if not subject.blobs:
        return [{"rfilename": path} for path, _ in files]
    return [
        {"rfilename": path, "blobId": entry.oid, "size": entry.size, **lfs(entry, "sha256")}
        for path, entry in files
    ]


def lfs(entry: Entry, oid_name: str = "oid") -> dict[str, Any]:
    """The LFS part of a file's description; nothing for a regular file."""
    if entry.kind != "lfs":
        return {}
    return {"lfs": {oid_name: entry.sha256, "size": entry.size, "pointerSize": pointer_size(entry.size)}}


def runtime(subject: Subject) -> dict[str, Any]:
    flavor, stage = subject.fact("hardware") or "cpu-basic", subject.fact("stage") or "RUNNING"
    sleep = subject.fact("sleep") if flavor != "cpu-basic" else 172800
    return {
        "stage": stage,
        "hardware": {"current": None if stage == "PAUSED" else flavor, "requested": flavor},
        "storage": None,
        "gcTimeout": None if sleep == -1 else sleep,
        "replicas": {"requested": 1},
    }


def storage(subject: Subject) -> int:
    return subject.store.holdings_size(f"hf:{subject.repo.id}")


def transformers_info(subject: Subject) -> dict[str, str] | None:
    if subject.fact("library_name") != "transformers":
        return None
    kind = str(((subject.fact("config") or {}).get("architectures") or ["Model"])[0])
    auto = next((f"AutoModelFor{end}" for end in AUTO if kind.endswith(f"For{end}")), "AutoModel")
    told = {"auto_model": auto, "pipeline_tag": subject.fact("pipeline_tag"), "processor": "AutoTokenizer"}
    return {name: value for name, value in told.items() if value}


def base_models(subject: Subject) -> dict[str, Any] | None:
    named = card(subject, "base_model")
    if not named:
        return None
    relation = card(subject, "base_model_relation") or "finetune"
    return {"relation": relation, "models": [{"id": each} for each in several(named)]}


def linking(subject: Subject, repo_type: str, key: str) -> Listing:
    """The public repos whose card names this one under a key."""
    return Listing("hf", repo_type, None, links=[(key, subject.repo.repo_id)])


def card(subject: Subject, key: str) -> Any:
    return (subject.fact("cardData") or {}).get(key)


def several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


AUTO = (
    "CausalLM", "MaskedLM", "Seq2SeqLM", "SequenceClassification", "TokenClassification", "QuestionAnswering",
    "ImageClassification", "ObjectDetection", "AudioClassification", "SpeechSeq2Seq", "CTC",
)  # fmt: skip
Field = Callable[[Subject], Any]
COMMON: dict[str, Field] = {
    "author": lambda s: s.repo.namespace,
    "cardData": lambda s: s.fact("cardData") or {},
    "createdAt": lambda s: iso(s.repo.created),
    "disabled": lambda s: bool(s.fact("disabled")),
    "downloads": lambda s: s.repo.downloads,
    "downloadsAllTime": lambda s: s.repo.downloads * 9,
    "gated": lambda s: s.repo.gated or False,
    "lastModified": lambda s: iso(s.repo.modified),
    "likes": lambda s: s.repo.likes,
    "private": lambda s: s.repo.visibility == "private",
    "resourceGroup": lambda _: None,
    "sha": lambda s: s.commit.oid,
    "siblings": siblings,
    "tags": lambda s: s.repo.tags,
    "trendingScore": lambda s: s.repo.trending,
    "usedStorage": storage,
    "xetEnabled": lambda s: s.store.xet is not None,
}
FIELDS: dict[str, dict[str, Field]] = {
    "model": {
        **COMMON,
        "baseModels": base_models,
        "childrenModelCount": lambda s: s.store.repos.count(linking(s, "model", "base_model")),
        "config": lambda s: s.fact("config") or {},
        "evalResults": lambda _: [],
        "gguf": lambda s: s.fact("gguf"),
        "inference": lambda _: None,
        "inferenceProviderMapping": lambda _: [],
        "library_name": lambda s: s.fact("library_name"),
        "mask_token": lambda s: s.fact("mask_token"),
        "model-index": lambda s: card(s, "model-index"),
        "modelId": lambda s: s.repo.repo_id,
        "pipeline_tag": lambda s: s.fact("pipeline_tag"),
        "safetensors": lambda s: s.fact("safetensors"),
        "spaces": lambda s: [each.repo_id for each in s.store.repos.list(linking(s, "space", "models"))],
        "transformersInfo": transformers_info,
        "widgetData": lambda s: card(s, "widget"),
    },
    "dataset": {
        **COMMON,
        "citation": lambda s: s.fact("citation"),
        "description": lambda s: s.fact("description"),
        "mainSize": lambda s: s.store.trees.get(s.commit.tree).size,
        "paperswithcode_id": lambda s: card(s, "paperswithcode_id"),
    },
    "space": {
        **COMMON,
        "datasets": lambda s: several(card(s, "datasets")),
        "host": lambda s: f"https://{s.repo.namespace}-{s.repo.name}.hf.space".lower(),
        "models": lambda s: several(card(s, "models")),
        "region": lambda _: "us",
        "runtime": runtime,
        "sdk": lambda s: s.fact("sdk"),
        "subdomain": lambda s: f"{s.repo.namespace}-{s.repo.name}".lower(),
    },
}
SHORT = {
    "model": [
        "likes",
        "trendingScore",
        "private",
        "downloads",
        "tags",
        "pipeline_tag",
        "library_name",
        "createdAt",
        "modelId",
    ],
    "dataset": [
        "author",
        "disabled",
        "gated",
        "lastModified",
        "likes",
        "trendingScore",
        "private",
        "sha",
        "description",
        "downloads",
        "tags",
        "createdAt",
    ],
    "space": ["likes", "trendingScore", "private", "sdk", "tags", "createdAt"],
}
FULL = {
    "model": [*SHORT["model"], *["author", "gated", "disabled", "lastModified", "sha", "siblings"]],
    "dataset": [*SHORT["dataset"], "cardData", "siblings"],
    "space": [
        *SHORT["space"],
        *["author", "lastModified", "sha", "cardData", "subdomain", "host", "runtime", "siblings"],
    ],
}
INFO = {
    "model": [
        "private",
        "tags",
        "downloads",
        "likes",
        "modelId",
        "author",
        "sha",
        "lastModified",
        "gated",
        "disabled",
        "pipeline_tag",
        "library_name",
        "model-index",
        "config",
        "cardData",
        "siblings",
        "spaces",
        "createdAt",
        "safetensors",
        "gguf",
        "usedStorage",
    ],
    "dataset": [
        "author",
        "sha",
        "lastModified",
        "private",
        "gated",
        "disabled",
        "tags",
        "description",
        "downloads",
        "likes",
        "cardData",
        "siblings",
        "createdAt",
        "usedStorage",
    ],
    "space": [
        "author",
        "sha",
        "lastModified",
        "private",
        "gated",
        "disabled",
        "host",
        "subdomain",
        "tags",
        "likes",
        "sdk",
        "cardData",
        "siblings",
        "runtime",
        "models",
        "datasets",
        "createdAt",
        "usedStorage",
    ],
}
SHOWN_EMPTY = {"model-index"}


def shape(subject: Subject, names: Sequence[str], *, keep_empty: bool = False) -> dict[str, Any]:
    """The named fields of a repo; those without a value are left out unless they were asked for."""
    fields = FIELDS[subject.repo.type]
    told = {"_id": subject.repo.object_id, "id": subject.repo.repo_id}
    for name in names:
        value = fields[name](subject)
        if value is not None or keep_empty or name in SHOWN_EMPTY:
            told[name] = value
    return told


def expanded(repo_type: str, wanted: Sequence[str]) -> list[str]:
    """The fields that `expand` names, refused if there is no such field."""
    for name in wanted:
        if name not in FIELDS[repo_type]:
            raise Refusal(
                400, f'"expand" must be one of [{", ".join(sorted(FIELDS[repo_type]))}], not {name!r}'
            )
    return list(dict.fromkeys(wanted))
