"""Builds the demo's repos: their files in several commits, their branches and tags, their threads."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

from hubtui.localhub import gitobjects
from hubtui.localhub.blobs import SMALL
from hubtui.localhub.gitattributes import default_attributes, is_lfs, lfs_rules
from hubtui.localhub.history import HEADS, TAGS
from hubtui.localhub.records import Commit, Content, Repo
from hubtui.localhub.seed import catalogue, files, shelves, texts, threads
from hubtui.localhub.seed.catalogue import TASKS, Row
from hubtui.localhub.store import Store

DAY, HOUR = 86_400, 3_600
Step = tuple[str, Mapping[str, bytes]]
ATTRIBUTES = ".gitattributes"
FRAMES, DIVES = 10_000, 50
NIGHTS = 128


class Builder:
    """Puts the catalogue into a store, dated back from one day."""

    def __init__(self, store: Store, today: int) -> None:
        self.store = store
        self.today = today
        self._rules = {kind: lfs_rules(default_attributes(kind)) for kind in ("model", "dataset", "space")}

    def repos(
        self, world: str, repo_type: str, rows: Sequence[Row], steps: Callable[[Row], Sequence[Step]]
    ) -> None:
        for row in rows:
            self._repo(world, repo_type, row, steps(row))

    def _repo(self, world: str, repo_type: str, row: Row, steps: Sequence[Step]) -> None:
        rng = random.Random(f"{world}/{row.namespace}/{row.name}")
        end = self.today - row.days * DAY - rng.randrange(2, 12) * HOUR
        span = 1 if row.has("long") else rng.randrange(2, 9)
        dates = [
            end - (len(steps) - index) * span * DAY + rng.randrange(6 * HOUR)
            for index in range(len(steps) + 1)
        ]
        author = _author(world, row, 0)
        visibility = next((each for each in ("private", "internal") if row.has(each)), "public")
        repo = self.store.create_repo(
            world, repo_type, row.namespace, row.name, author=author, visibility=visibility, date=dates[0],
            facts=_facts(row, repo_type),
        )  # fmt: skip
        commits = [
            self._step(repo, row, index, steps[index], dates[index + 1]) for index in range(len(steps))
        ]
        self._refs(repo, row, commits)
        if world == "hf":
            threads.add(self.store, repo, self.content, max(commits[-1].date, end), commits[-1])
        self._numbers(repo, row, rng)

    def _step(self, repo: Repo, row: Row, index: int, step: Step, date: int) -> Commit:
        title, contents = step
        rules = lfs_rules(contents[ATTRIBUTES].decode()) if ATTRIBUTES in contents else None
        changes = {path: self.content(repo, path, data, rules) for path, data in contents.items()}
        return self.store.commit(
            repo, changes, author=_author(repo.world, row, index), title=title, date=date
        )

    def content(
        self, repo: Repo, path: str, data: bytes, rules: list[tuple[str, bool]] | None = None
    ) -> Content:
        """Keep the data of a file as its repo would: LFS by its name, regular otherwise."""
        if not is_lfs(path, rules or self._rules[repo.type]):
            return self.store.keep(data)
        oid, size = self.store.blobs.put(data), len(data)
        scope = "ms" if repo.world == "ms" else f"hf:{repo.id}"
        self.store.hold(scope, [(oid, size)], self.today)
        return Content(oid, size, gitobjects.pointer_oid(oid, size), lfs=True)

    def _refs(self, repo: Repo, row: Row, commits: Sequence[Commit]) -> None:
        history, head = self.store.history, commits[-1]
        if row.has("tags"):
            for number, commit in enumerate((commits[len(commits) // 2], head)):
                history.set_ref(repo, f"{TAGS}v1.{number}", commit, commit.date)
        if row.has("branches") and repo.world == "hf":
            for branch, note in (("experiments", "Try a longer warm-up"), ("fp16", "Halve the weights")):
                changes = {f"notes/{branch}.md": self.store.keep(f"# {branch}\n\n{note}.\n".encode())}
                history.set_ref(repo, HEADS + branch, head, head.date)
                self.store.commit(
                    repo,
                    changes,
                    author=_author("hf", row, 1),
                    title=note,
                    ref=HEADS + branch,
                    date=head.date + HOUR,
                )

    def _numbers(self, repo: Repo, row: Row, rng: random.Random) -> None:
        trending = max(0, row.likes // 4 - row.days // 3) + rng.randrange(3)
        gated = ("auto" if row.days % 2 else "manual") if row.has("gated") else ""
        self.store.repos.update(
            repo, downloads=row.downloads, likes=row.likes, trending=trending, gated=gated
        )


def build(store: Store, today: int) -> None:
    """Fill a store with all of the catalogue."""
    builder = Builder(store, today)
    builder.repos("hf", "model", catalogue.HF_MODELS, _model)
    builder.repos("ms", "model", catalogue.MS_MODELS, _model)
    builder.repos("hf", "dataset", catalogue.HF_DATASETS, _dataset)
    builder.repos("ms", "dataset", catalogue.MS_DATASETS, _dataset)
    builder.repos("hf", "space", catalogue.HF_SPACES, _space)
    builder.repos("ms", "space", catalogue.MS_STUDIOS, _space)
    _frames(builder, today)
    shelves.fill(store, today)


def _model(row: Row) -> list[Step]:
    task = TASKS[row.task]
    size = row.kilobytes * 1024
    config = files.config(task.architecture, task.model_type)
    steps: list[Step] = [("Add a model card", {"README.md": texts.model_card(row)})]
    if row.has("gguf"):
        quants = {f"llama-acme-7b.{quant}.gguf": files.gguf(f"{row.name}-{quant}", size * part // 8)
                  for quant, part in (("Q4_K_M", 4), ("Q8_0", 8))}  # fmt: skip
        attributes = default_attributes("model") + "*.gguf filter=lfs diff=lfs merge=lfs -text\n"
        return [
            *steps,
            ("Upload quantised builds", {ATTRIBUTES: attributes.encode(), **quants}),
            ("Tell the results", {"README.md": texts.model_card(row, True)}),
        ]
    steps += [
        ("Upload config and tokenizer", {"config.json": config, **files.tokenizer(row.name)}),
        (
            "Upload weights after 8,000 steps",
            {"model.safetensors": files.safetensors(f"{row.name}-8k", size // 8)},
        ),
        ("Upload final weights", {"model.safetensors": files.safetensors(row.name, size)}),
        ("Tell the results, say what it is not for", {"README.md": texts.model_card(row, True)}),
    ]
    if row.downloads > 1000:
        labels = b'{"0": "O", "1": "B-STATION", "2": "I-STATION", "3": "B-SPECIES"}\n'
        steps.append(("Add ONNX export and training logs", {
            "onnx/model.onnx": files.weights(f"{row.name}-onnx", size // 8),
            "onnx/config.json": config,
            "runs/2025-02-11/train.csv": files.table(row.name, ("loss", "phase", "lr"), 120),
            "runs/2025-02-14/train.csv": files.table(row.name + "2", ("loss", "phase", "lr"), 160),
            "labels.json": labels,
        }))  # fmt: skip
    return steps


def _dataset(row: Row) -> list[Step]:
    made: dict[str, bytes] = {}
    size = row.kilobytes * 1024
    if row.task == "lines":
        fields = ("text", "label")
        made = {f"data/{part}.jsonl": files.lines(f"{row.name}-{part}", fields, size // (share * 100))
                for part, share in (("train", 1), ("validation", 8), ("test", 8))}  # fmt: skip
    elif row.task == "table":
        columns = ("value", "kind", "depth", "place")
        made = {f"{year}/readings.csv": files.table(f"{row.name}-{year}", columns, size // 300)
                for year in range(2020, 2025)}  # fmt: skip
    elif row.task == "audio":
        made = {f"clips/{number:03d}.wav": files.wav(f"{row.name}-{number}", 1.5) for number in range(24)}
        made["transcripts.jsonl"] = files.lines(row.name, ("file", "text"), 24)
    elif row.task == "frames-small":
        made = {f"cam{n % 4}/{n:04d}.pgm": data for n, data in enumerate(files.frames(row.name, 60))}
    elif row.task == "evals":
        return _nights(row)
    card = texts.dataset_card(row, FRAMES if row.task == "frames" else len(made))
    return [("Describe the data", {"README.md": card}), *([("Upload the data", made)] if made else [])]


def _nights(row: Row) -> list[Step]:
    rng = random.Random(row.name)
    steps: list[Step] = [("Describe the data", {"README.md": texts.dataset_card(row, NIGHTS)})]
    for night in range(NIGHTS):
        score = f'{{"night": {night}, "f1": {rng.uniform(0.71, 0.93):.4f}}}\n'
        steps.append(
            (
                f"Evaluation of night {night}",
                {f"runs/{night // 32:02d}/night-{night:03d}.json": score.encode()},
            )
        )
    return steps


def _space(row: Row) -> list[Step]:
    return [
        ("Start from the template", texts.app(row)),
        ("Say what this is", {"README.md": texts.space_card(row)}),
    ]


def _frames(builder: Builder, today: int) -> None:
    """The dataset of ten thousand files, in one commit."""
    store = builder.store
    repo = store.repos.find("hf", "dataset", "acme-lab/plankton-frames")
    assert repo is not None
    each = FRAMES // DIVES
    kept: list[tuple[str, bytes]] = []
    changes: dict[str, Content | None] = {}
    for number, data in enumerate(files.frames("plankton-frames", FRAMES)):
        assert len(data) <= SMALL
        oid = sha256(data).hexdigest()
        kept.append((oid, data))
        path = f"images/{number // each:03d}/frame_{number % each:04d}.pgm"
        changes[path] = Content(oid, len(data), gitobjects.blob_oid(data), lfs=False)
    store.blobs.put_small(iter(kept))
    commit = store.commit(
        repo, changes, author="kenji", title="Upload all frames of dives 0 to 49", date=today - 20 * DAY
    )
    store.history.set_ref(repo, f"{TAGS}v2.0", commit, commit.date)


def _author(world: str, row: Row, index: int) -> str:
    if world == "ms" or row.namespace == "rosalind":
        return "rosalind"
    if row.namespace == "kenji":
        return "kenji"
    return ("rosalind", "kenji")[(index + len(row.name)) % 2]


def _facts(row: Row, repo_type: str) -> dict[str, str]:
    told = {"description": row.blurb, "license": row.licence, "display_name": row.name}
    return {**told, "sdk": row.task} if repo_type == "space" else told
