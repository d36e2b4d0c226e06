"""Folders as a screen wants them: the first rows with their last commits, the others as fast as can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from huggingface_hub.utils import get_session, hf_raise_for_status

from hubtui.hubs.huggingface.connection import translated
from hubtui.hubs.huggingface.trees import Trees, tree_entry
from hubtui.model import Commit, Page, RepoKey, TreeEntry

_PLAIN = (("recursive", "false"), ("expand", "false"))
_EXPANDED = (("recursive", "false"), ("expand", "true"))


class Folders(Trees):
    def list_folder(self, repo: RepoKey, revision: str, path: str = "") -> Iterator[Page[TreeEntry]]:
        """The hub lists 100 entries a page with last commits and 1,000 without: a folder of more than 100 is
        listed again without, and what was listed already is left out."""
        url = self._repo_url(repo, "tree", revision) + (f"/{quote(path, safe='/')}" if path else "")
        with translated():
            response = self._get(url, _EXPANDED)
            first = [tree_entry(record) for record in response.json()]
            yield Page(first)
            if "next" not in response.links:
                return
            seen = {entry.path for entry in first}
            for response in self._pages(url, _PLAIN):
                entries = [tree_entry(record) for record in response.json()]
                yield Page([entry for entry in entries if entry.path not in seen])

    @translated()
    def last_commits(self, repo: RepoKey, revision: str, paths: Sequence[str]) -> Mapping[str, Commit]:
        response = get_session().post(
            self._repo_url(repo, "paths-info", revision),
            data={"paths": list(paths[: self.last_commits_limit]), "expand": "true"},
            headers=self._headers,
        )
        hf_raise_for_status(response)
        entries = [tree_entry(record) for record in response.json()]
        return {entry.path: entry.last_commit for entry in entries if entry.last_commit is not None}
