"""Collections and what is in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from hubtui.localhub.records import Collection, CollectionItem

SORTS = {
    "lastModified": "modified DESC, id DESC",
    "trending": "upvotes DESC, id DESC",
    "upvotes": "upvotes DESC, id DESC",
}
THEMES = ("orange", "blue", "green", "purple", "pink", "indigo")


class Collections:
    """Every collection. Positions count from 0 without gaps."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def create(
        self, namespace: str, title: str, description: str | None, private: bool, date: int
    ) -> Collection:
        position = self._db.execute(
            "SELECT count(*) FROM collections WHERE namespace = ?", (namespace,)
        ).fetchone()[0]
        theme = THEMES[position % len(THEMES)]
        row = (namespace, title, description, private, theme, position, 0, date, date)
        done = self._db.execute("INSERT INTO collections VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        assert done.lastrowid is not None
        return Collection(done.lastrowid, *row)

    def get(self, collection: int) -> Collection | None:
        return next(iter(self._some("id = ?", (collection,))), None)

    def titled(self, namespace: str, title: str) -> Collection | None:
        return next(iter(self._some("namespace = ? COLLATE NOCASE AND title = ?", (namespace, title))), None)

    def owned(self, namespace: str) -> Sequence[Collection]:
        return self._some("namespace = ? COLLATE NOCASE ORDER BY position, id", (namespace,))

    def list(self, owners: Sequence[str], sort: str) -> Sequence[Collection]:
        """Those of any of these owners; all of them if none is named."""
        order = SORTS[sort]
        if not owners:
            return self._some(f"1 ORDER BY {order}")
        marks = ", ".join("?" for _ in owners)
        return self._some(f"namespace COLLATE NOCASE IN ({marks}) ORDER BY {order}", owners)

    def change(self, collection: Collection, **changes: Any) -> Collection:
        """Change some columns."""
        sets = ", ".join(f"{name} = ?" for name in changes)
        self._db.execute(f"UPDATE collections SET {sets} WHERE id = ?", (*changes.values(), collection.id))
        found = self.get(collection.id)
        assert found is not None
        return found

    def move(self, collection: Collection, position: int) -> None:
        """Put one at a position among those of its owner."""
        others = [each.id for each in self.owned(collection.namespace) if each.id != collection.id]
        others.insert(position, collection.id)
        self._number("collections", others)

    def delete(self, collection: Collection) -> None:
        self._db.execute("DELETE FROM collections WHERE id = ?", (collection.id,))
        self._db.execute(
            "DELETE FROM collection_items WHERE collection = ? OR (type = 'collection' AND target = ?)",
            (collection.id, collection.id),
        )
        self._number("collections", [each.id for each in self.owned(collection.namespace)])

    # items

    def items(self, collection: Collection) -> Sequence[CollectionItem]:
        rows = self._db.execute(
            "SELECT * FROM collection_items WHERE collection = ? ORDER BY position, id", (collection.id,)
        )
        return [CollectionItem(*row) for row in rows]

    def holding(self, kind: str, target: int) -> set[int]:
        """The ids of the collections that this is in."""
        rows = self._db.execute(
            "SELECT collection FROM collection_items WHERE type = ? AND target = ?", (kind, target)
        )
        return {row[0] for row in rows}

    def add(self, collection: Collection, kind: str, target: int, note: str) -> None:
        """One more item, at the end."""
        row = (collection.id, kind, target, note, len(self.items(collection)))
        self._db.execute("INSERT INTO collection_items VALUES (NULL, ?, ?, ?, ?, ?)", row)

    def note(self, item: CollectionItem, note: str) -> None:
        self._db.execute("UPDATE collection_items SET note = ? WHERE id = ?", (note, item.id))

    def move_item(self, collection: Collection, item: CollectionItem, position: int) -> None:
        others = [each.id for each in self.items(collection) if each.id != item.id]
        others.insert(position, item.id)
        self._number("collection_items", others)

    def remove(self, collection: Collection, item: CollectionItem) -> None:
        self._db.execute("DELETE FROM collection_items WHERE id = ?", (item.id,))
        self._number("collection_items", [each.id for each in self.items(collection)])

    def _number(self, table: str, ids: Sequence[int]) -> None:
        rows = [(position, number) for position, number in enumerate(ids)]
        self._db.executemany(f"UPDATE {table} SET position = ? WHERE id = ?", rows)

    def _some(self, where: str, values: Sequence[Any] = ()) -> Sequence[Collection]:
        rows = self._db.execute(f"SELECT * FROM collections WHERE {where}", values)
        return [_collection(row) for row in rows]


def _collection(row: sqlite3.Row) -> Collection:
    values = list(row)
    values[4] = bool(values[4])
    return Collection(*values)
