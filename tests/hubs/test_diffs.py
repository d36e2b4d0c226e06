"""Reading a unified diff, as git and the hubs print it, and as a stranger might."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.hubs.diffs import changed_files
from hubtui.model import ChangeType, FileChange

GIT = """\
diff --git a/README.md b/README.md
index 1111111..2222222 100644
--- a/README.md
+++ b/README.md
@@ -1,3 +1,4 @@ # A heading
 # A
--- a line that began with two dashes
+++ a line that began with two pluses
+more

@@ -9 +10 @@
-x
\\ No newline at end of file
+y
\\ No newline at end of file
diff --git a/empty.txt b/empty.txt
new file mode 100644
index 0000000..e69de29
diff --git a/gone b/gone
deleted file mode 100644
index 5..0
--- a/gone
+++ /dev/null
@@ -1 +0,0 @@
-bye
diff --git a/old name.txt b/new name.txt
similarity index 90%
rename from old name.txt
rename to new name.txt
index 5..6 100644
--- a/old name.txt\t
+++ b/new name.txt\t
@@ -1,2 +1,2 @@
 same
-a
+b
diff --git a/cat.png b/cat.png
index 5..6 100644
Binary files a/cat.png and b/cat.png differ
diff --git "a/\\303\\274 \\"q\\".txt" "b/\\303\\274 \\"q\\".txt"
new file mode 100644
index 0..6
--- /dev/null
+++ "b/\\303\\274 \\"q\\".txt"
@@ -0,0 +1 @@
+x
diff --git a/model.bin b/model.bin
index 5..6 100644
--- a/model.bin
+++ b/model.bin
@@ -1,3 +1,3 @@
 version https://git-lfs.github.com/spec/v1
-oid sha256:1
+oid sha256:2
 size 1
"""


def test_every_kind_of_change_is_told() -> None:
    assert changed_files(GIT) == (
        FileChange("README.md", ChangeType.MODIFIED, added=3, deleted=2),
        FileChange("empty.txt", ChangeType.ADDED, added=0, deleted=0),
        FileChange("gone", ChangeType.DELETED, added=0, deleted=1),
        FileChange("new name.txt", ChangeType.RENAMED, "old name.txt", 1, 1),
        FileChange("cat.png", ChangeType.MODIFIED),
        FileChange('ü "q".txt', ChangeType.ADDED, added=1, deleted=0),
        FileChange("model.bin", ChangeType.MODIFIED),
    )


def test_a_diff_without_git_s_own_lines_is_read_too() -> None:
    plain = "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n--- /dev/null\n+++ b/y\n@@ -0,0 +1 @@\n+b\n"
    assert changed_files(plain) == (
        FileChange("x", ChangeType.MODIFIED, added=1, deleted=1),
        FileChange("y", ChangeType.ADDED, added=1, deleted=0),
    )


def test_nothing_differs_nothing_is_told() -> None:
    assert changed_files("") == ()


@pytest.mark.parametrize(
    "odd", ["diff --git ", "--- ", "@@ -1 +1 @@\n+x", "rename from x", '--- "\\', GIT[:777]]
)
def test_a_broken_diff_is_no_error(odd: str) -> None:
    changed_files(odd)


LINES = st.sampled_from(GIT.split("\n")) | st.text(max_size=20)


@given(st.lists(LINES, max_size=30))
def test_no_diff_at_all_is_an_error(lines: list[str]) -> None:
    for change in changed_files("\n".join(lines)):
        assert change.path
