"""What people say to each other in the demo."""

from __future__ import annotations

Said = tuple[tuple[str, str], ...]
Talk = tuple[str, Said, str, tuple[str, str, str] | None]

TRACE = """I get this on a fresh machine:

```text
Traceback (most recent call last):
  File "log.py", line 7, in <module>
    pipe = pipeline("token-classification", model="acme-lab/bert-tiny-ner")
OSError: acme-lab/bert-tiny-ner does not appear to have a file named vocab.txt
```

Versions: `transformers 4.41`, `tokenizers 0.19`, Python 3.11, Debian.

1. Is `vocab.txt` meant to be there?
2. If not, which version is the oldest that works?
"""
LONG: Said = (
    ("tomoko-a", TRACE),
    ("kenji",
            "The tokenizer is a *fast* one only, so there is no `vocab.txt`. What does `pip show"
            " tokenizers` say?"),
    ("tomoko-a", "```\nName: tokenizers\nVersion: 0.19.1\n```"),
    ("kenji",
            "That should do. Could you try without the cache?\n\n```sh\nrm -r"
            " ~/.cache/huggingface/hub/models--acme-lab--bert-tiny-ner\n```"),
    ("tomoko-a",
            "Same error. I looked at the folder before I deleted it:\n\n- `config.json`\n-"
            " `model.safetensors`\n\nno `tokenizer.json`."),
    ("rosalind", "So the download was cut off and nothing noticed. Are you behind a proxy?"),
    ("tomoko-a", "Yes, on the ship. 64 kbit/s, shared with the weather fax."),
    ("rosalind",
            "> 64 kbit/s, shared with the weather fax\n\nThat explains a lot. The file is 2 kB,"
            " though, so it should come through even there."),
    ("kenji",
            "I can reproduce it with a connection that drops after the first file. A second"
            " `snapshot_download` repairs it."),
    ("tomoko-a", "It does! Thank you. Should the card say so?"),
    ("rosalind",
            "Yes: a table like this, perhaps.\n\n| symptom | cause | what to do |\n| --- | --- | ---"
            " |\n| no `vocab.txt` | old tokenizers | upgrade to 0.19 |\n| no `tokenizer.json` | cut"
            " download | download again |"),
    ("kenji", "I'll open a pull request. Leaving this open until then."),
    ("sandpiper", "Seen here as well, with a satellite link and the same two files. +1 for the table."),
)  # fmt: skip
OF_BERT: tuple[Talk, ...] = (
    ("Which cruises were held out?", (
        ("mlieber", "The card says that test cruises were not seen in training. Which ones are they?"),
        ("rosalind", "Kattegat 21, Azores 22 and Sagami 23. I'll add them to the card."),
    ), "closed", None),
    ("Say which cruises were held out", (
        ("rosalind", "Follows from #1."),
        ("kenji", "Looks right."),
    ), "merged", ("README.md", "nothing from the test cruises",
            "nothing from Kattegat 21, Azores 22 and Sagami 23")),
    ("OSError: no file named vocab.txt", LONG, "open", None),
    ("Raise hidden size in the config", (
        ("mlieber", "With 64 it does not load into my old checkpoint."),
        ("kenji", "The weights have 64 columns, so this cannot work. Did you mean another model?"),
        ("mlieber", "I did. Sorry!"),
    ), "closed", ("config.json", '"hidden_size": 64', '"hidden_size": 128')),
    ("Explain cut-off downloads in the card", (
        ("kenji",
            "The table from #3.\n\n- [x] wording\n- [ ] a link to the thread\n\nReview welcome,"
            " @rosalind."),
        ("rosalind", "One row more, please: `model.safetensors` of the wrong size."),
    ), "open", ("README.md", "",
            "\n## When it does not load\n\n| symptom | what to do |\n| --- | --- |\n| no `vocab.txt`"
            " | upgrade tokenizers to 0.19 |\n| no `tokenizer.json` | download again |\n")),
    ("A label for instruments?", (
        ("sandpiper",
            "CTD, Niskin and friends are tagged as stations. Would a `B-INSTRUMENT` label be"
            " possible?\n\nI have **4,000** annotated lines to give."),
        ("rosalind", "That would be wonderful. Under which licence?"),
    ), "open", None),
    ("Add B-INSTRUMENT to the labels", (
        ("sandpiper", "A first step for #6, so that we can talk about the numbering."),
    ), "open", ("labels.json", '"3": "B-SPECIES"', '"3": "B-SPECIES", "4": "B-INSTRUMENT"')),
)  # fmt: skip
OF_WHISPER: tuple[Talk, ...] = (
    ("Wind at 20 knots breaks it", (
        ("tomoko-a",
            "Below 15 knots it is *very* good. Above 20 it writes poetry:\n\n> the gull is a gull is"
            " a gull"),
        ("kenji",
            "That is the training data: we had no notes above 18 knots, because nobody goes outside"
            " then."),
    ), "open", None),
    ("State the wind range", (
        ("kenji", "See #1."),
    ), "open", ("README.md", "* Please do not use it for navigation.",
            "* Above 18 knots of wind it guesses.\n* Please do not use it for navigation.")),
    ("Licence of the recordings", (
        ("mlieber", "Are the recordings under MIT as well?"),
        ("rosalind", "No: CC BY-NC 4.0, see `acme-lab/field-notes-audio`."),
    ), "closed", None),
)  # fmt: skip
OF_VIT: tuple[Talk, ...] = (
    ("Access for a class of 25 students?", (
        ("mlieber", "We would like to use it in a course. Is there a way to grant access to all of them?"),
        ("rosalind", "Write me; the gate is only there so that we know who uses it."),
    ), "closed", None),
    ("Class 77 and 78 look swapped", (
        ("sandpiper", "*Ceratium* and *Tripos* are the same genus these days, by the way."),
        ("rosalind", "They are not swapped, they are renamed. I'll add a note."),
        ("sandpiper", "Even better."),
    ), "open", None),
)  # fmt: skip
OF_FRAMES: tuple[Talk, ...] = (
    ("Dive 017 has duplicates", (
        ("kenji", "`frame_0040` to `frame_0043` are the same picture. Keep them, for the numbering?"),
        ("rosalind", "Keep. Add a `duplicates.txt`."),
    ), "open", None),
    ("List duplicate frames", (
        ("kenji", "One line a group."),
    ), "open", ("duplicates.txt", "", "images/017/frame_0040.pgm images/017/frame_0041.pgm\n")),
)  # fmt: skip
ASKED = (
    "Is there a bigger version?", "How do I cite this?", "ONNX, please", "Scores differ from the paper",
            "Thank you!",
    "Which tokenizer is this?", "Half precision gives NaN", "German station names", "Batch size on 8 GB?",
    "Could the card name the depth unit?", "Fails on empty strings", "Typo in the second table",
    "Any plans for a multilingual one?", "Vectors are not normalised", "Commercial use", "Streaming mode",
    "Training code?", "Why four layers?", "Reproducible on CPU?", "Works great in the Azores",
            "Recall drops after 2,000 tokens",
    "Missing `pad_token_id`", "A tag for this release",
)  # fmt: skip
OF_EMBEDDER: tuple[Talk, ...] = tuple(
    (title, (
        (("mlieber", "sandpiper", "tomoko-a")[number % 3],
            f"{title}\n\nSeen with revision `main`, batch of {2 ** (number % 6)}."),
        ("rosalind", "Thanks for asking. " + ("It is on the list." if number % 2 else
            "Answered in the card since last week.")),
    ), "open" if number % 3 else "closed", None)
    for number, title in enumerate(ASKED)
)  # fmt: skip
BY_REPO: dict[str, tuple[Talk, ...]] = {
    "model:acme-lab/bert-tiny-ner": OF_BERT,
    "model:acme-lab/whisper-field-notes": OF_WHISPER,
    "model:acme-lab/vit-plankton": OF_VIT,
    "model:acme-lab/log-embedder-base": OF_EMBEDDER,
    "dataset:acme-lab/plankton-frames": OF_FRAMES,
}


def threads_of(repo_id: str, repo_type: str) -> tuple[Talk, ...]:
    """The threads of a repo, oldest first."""
    return BY_REPO.get(f"{repo_type}:{repo_id}", ())
