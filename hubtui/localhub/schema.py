"""The sqlite file behind the embedded hub: its tables, and how it is opened."""

from __future__ import annotations

import sqlite3
from pathlib import Path

TABLES = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS small_blobs (sha256 TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS holdings (
  scope TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, pushed INTEGER NOT NULL,
  PRIMARY KEY (scope, sha256)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS repos (
  id INTEGER PRIMARY KEY AUTOINCREMENT, world TEXT NOT NULL, type TEXT NOT NULL, key TEXT NOT NULL,
  namespace TEXT NOT NULL, name TEXT NOT NULL, visibility TEXT NOT NULL, gated TEXT NOT NULL DEFAULT '',
  created INTEGER NOT NULL, modified INTEGER NOT NULL, downloads INTEGER NOT NULL DEFAULT 0,
  likes INTEGER NOT NULL DEFAULT 0, trending INTEGER NOT NULL DEFAULT 0,
  tags TEXT NOT NULL DEFAULT '[]', facts TEXT NOT NULL DEFAULT '{}',
  UNIQUE (world, type, key));
CREATE INDEX IF NOT EXISTS repos_by_namespace ON repos (world, type, namespace COLLATE NOCASE);
CREATE TABLE IF NOT EXISTS refs (
  repo INTEGER NOT NULL, name TEXT NOT NULL, target INTEGER NOT NULL, created INTEGER NOT NULL,
  PRIMARY KEY (repo, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS commits (
  id INTEGER PRIMARY KEY, repo INTEGER NOT NULL, oid TEXT NOT NULL, parent INTEGER, depth INTEGER NOT NULL,
  tree INTEGER NOT NULL, author TEXT NOT NULL, date INTEGER NOT NULL, title TEXT NOT NULL,
  message TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS commits_by_oid ON commits (repo, oid);
CREATE TABLE IF NOT EXISTS trees (
  id INTEGER PRIMARY KEY, oid TEXT NOT NULL, size INTEGER NOT NULL, files INTEGER NOT NULL,
  entries BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS threads (
  repo INTEGER NOT NULL, num INTEGER NOT NULL, title TEXT NOT NULL, author TEXT NOT NULL,
  status TEXT NOT NULL, is_pull INTEGER NOT NULL, base TEXT NOT NULL DEFAULT '',
  base_commit INTEGER, merge_commit INTEGER, created INTEGER NOT NULL,
  PRIMARY KEY (repo, num)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (
  id INTEGER PRIMARY KEY AUTOINCREMENT, repo INTEGER NOT NULL, num INTEGER NOT NULL, type TEXT NOT NULL,
  author TEXT NOT NULL, created INTEGER NOT NULL, data TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS events_by_thread ON events (repo, num);
CREATE TABLE IF NOT EXISTS likes (
  repo INTEGER NOT NULL, user TEXT NOT NULL, created INTEGER NOT NULL,
  PRIMARY KEY (repo, user)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS access_requests (
  id INTEGER PRIMARY KEY AUTOINCREMENT, repo INTEGER NOT NULL, user TEXT NOT NULL, status TEXT NOT NULL,
  created INTEGER NOT NULL, fields TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', UNIQUE (repo, user));
CREATE TABLE IF NOT EXISTS collections (
  id INTEGER PRIMARY KEY AUTOINCREMENT, namespace TEXT NOT NULL, title TEXT NOT NULL, description TEXT,
  private INTEGER NOT NULL, theme TEXT NOT NULL, position INTEGER NOT NULL, upvotes INTEGER NOT NULL,
  created INTEGER NOT NULL, modified INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS collection_items (
  id INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, type TEXT NOT NULL,
  target INTEGER NOT NULL, note TEXT NOT NULL, position INTEGER NOT NULL, UNIQUE (collection, type, target));
"""


def connect(directory: Path) -> sqlite3.Connection:
    """The hub's database, held by this process alone; it survives a kill at any moment."""
    db = sqlite3.connect(directory / "hub.sqlite", check_same_thread=False, isolation_level=None, timeout=1)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA locking_mode=EXCLUSIVE")
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    db.execute("PRAGMA cache_size=-32000")
    db.executescript(TABLES)
    return db
