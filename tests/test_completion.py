"""Completion: each shell is told the commands and options that there are."""

from __future__ import annotations

import subprocess

import pytest

from hubtui.cli import _parser
from hubtui.cli.completion import script

ASK = """
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_hubtui; echo "${{COMPREPLY[@]}}"
"""


def completed(*words: str) -> list[str]:
    quoted = " ".join(f"'{word}'" for word in words)
    text = script("bash", _parser(["completion"])) + ASK.format(words=quoted)
    run = subprocess.run(["bash", "-c", text], capture_output=True, text=True, check=True)
    return run.stdout.split()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("hubtui", "comp"), ["compare", "completion"]),
        (("hubtui", "jobs", "re"), ["resume"]),
        (("hubtui", "copy", "hf://a/b", "--pl"), ["--plan"]),
        (("hubtui", "visibility", "pri"), ["private"]),
        (("hubtui", "ls", "hf://copy/jobs", "--js"), ["--json"]),
    ],
)
def test_bash_completes_commands_and_options(words, found):
    assert completed(*words) == found


def test_each_shell_is_told_in_its_own_words():
    zsh, fish = (script(shell, _parser(["completion"])) for shell in ("zsh", "fish"))
    assert zsh.startswith("autoload -U +X bashcompinit && bashcompinit\n_hubtui() {")
    assert "complete -c hubtui -n '__fish_seen_subcommand_from copy' -l all-refs\n" in fish
