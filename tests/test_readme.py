"""The README says what is."""

import re
from pathlib import Path

from tests.readme import README, with_keys


def test_its_keys_are_those_of_the_command_table():
    assert with_keys(README.read_text()) == README.read_text(), "run `make docs`"


def test_its_pictures_exist():
    for name in re.findall(r"\((screenshots/[^)]+)\)", README.read_text()):
        assert (Path(README).parent / name).is_file(), name
