"""The words in the demo's repos: cards, apps, change notes."""

from __future__ import annotations

import random

from hubtui.localhub.seed.catalogue import TASKS, Row


def front_matter(row: Row, **fields: str | list[str]) -> str:
    """The YAML head of a card."""
    told: dict[str, str | list[str]] = {"license": row.licence, "language": row.languages.split(), **fields}
    text = "---\n"
    for key, value in told.items():
        if isinstance(value, list):
            text += f"{key}:\n" + "".join(f"- {each}\n" for each in value)
        else:
            text += f"{key}: {value}\n"
    return text + "---\n"


def model_card(row: Row, revised: bool = False) -> bytes:
    """A model's README; the revised one tells how well it does."""
    task = TASKS[row.task]
    head = front_matter(
        row,
        library_name="gguf" if row.has("gguf") else "transformers",
        pipeline_tag=task.pipeline,
        tags=[task.model_type, "oceanography", "field-work"],
    )
    body = f"""
# {row.name}

{row.blurb}

## Use

```python
from transformers import pipeline

pipe = pipeline("{task.pipeline}", model="{row.namespace}/{row.name}")
{task.snippet}
```

## Training

Four layers, hidden size 64, trained on one GPU over a weekend in harbour. The data is
described in `acme-lab/cruise-logs`; nothing from the test cruises was seen in training.
"""
    return (head + body + (_results(row) if revised else "\nResults will follow.\n")).encode()


def _results(row: Row) -> str:
    rng = random.Random(row.name)
    metric = TASKS[row.task].metric
    lines = "".join(
        f"| {cruise} | {rng.uniform(60, 97):.1f} |\n" for cruise in ("Kattegat 21", "Azores 22", "Sagami 23")
    )
    return f"""
## Results

| cruise | {metric} |
| --- | ---: |
{lines}
## Limits

* Not tested in water colder than 2 °C, nor with crews that do not write in English.
* Numbers written as words ("four fathoms") are often missed.
* Please do not use it for navigation.

## Cite

```bibtex
@misc{{{row.name.replace("-", "_")},
  author = {{Acme Lab}},
  title  = {{{row.name}}},
  year   = {{2025}}
}}
```
"""


def dataset_card(row: Row, files: int) -> bytes:
    """A dataset's README."""
    size = "10K<n<100K" if files > 5000 else "n<1K"
    head = front_matter(
        row, pretty_name=row.name.replace("-", " ").title(), size_categories=[size], tags=["ocean"]
    )
    body = f"""
# {row.name.replace("-", " ").title()}

{row.blurb}

| | |
| --- | --- |
| files | {files:,} |
| collected | 2019 - 2025 |
| contact | data@acme-lab.example |

## Loading

```python
from datasets import load_dataset

data = load_dataset("{row.namespace}/{row.name}")
```

Every record was checked twice by people who were not seasick at the time. Known errors are
listed in the discussions; please add yours there.
"""
    return (head + body).encode()


def space_card(row: Row) -> bytes:
    """A space's README."""
    title = row.name.replace("-", " ").title()
    head = front_matter(row, title=title, sdk=row.task, colorFrom="blue", colorTo="green", app_file="app.py")
    return (head + f"\n# {title}\n\n{row.blurb}\n").encode()


def app(row: Row) -> dict[str, bytes]:
    """The code of a space."""
    if row.task == "static":
        page = f"<!doctype html>\n<title>{row.name}</title>\n<p>{row.blurb}</p>\n<script src=app.js></script>"
        return {"index.html": page.encode(), "app.js": b"document.title += ' (ready)';\n"}
    code = f'''import gradio as gr


def answer(text: str) -> str:
    """{row.blurb}"""
    return text[::-1]


gr.Interface(answer, "text", "text", title="{row.name}").launch()
'''
    made = {"app.py": code.encode(), "requirements.txt": b"gradio>=5\ntransformers\n"}
    if row.task == "docker":
        made["Dockerfile"] = b'FROM python:3.12-slim\nCOPY . /app\nCMD ["python", "/app/app.py"]\n'
    return made
