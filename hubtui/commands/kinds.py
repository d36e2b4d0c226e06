"""What a command is: where it works, what it needs, how it is called."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, Flag, auto


class Scope(Flag):
    """Where a command works: what is shown where the keys go."""

    PLACES = auto()
    """Where an account begins: namespaces, and lists that are no namespace's."""
    REPOS = auto()
    COLLECTIONS = auto()
    FILES = auto()
    CARD = auto()
    COMMITS = auto()
    REFS = auto()
    DISCUSSIONS = auto()
    ABOUT = auto()
    PLAN = auto()
    JOBS = auto()
    ITEMS = auto()
    """The files of one job."""
    DOCUMENT = auto()
    """A preview, details."""
    THREAD = auto()
    """A discussion, as it is read."""
    PREVIEW = auto()
    """What one file holds."""
    DETAILS = auto()
    """What is known of a row."""
    HELP = auto()
    MARKED = auto()
    """The rows that are marked."""
    CHOOSE = auto()
    """One of a few, narrowed by typing."""
    BOOKMARKS = auto()
    """One of the bookmarks."""
    ACCOUNTS = auto()
    SWITCH = auto()
    """One of the accounts, for a pane."""
    STORAGE = auto()
    """What takes a repo's space."""
    STORAGE_MAP = auto()
    """What takes the space of a namespace."""
    ACCESS = auto()
    """Who asks to read a gated repo."""
    INBOX = auto()
    """What is open in many repos."""
    OPERATIONS = auto()
    """What was done to repos."""
    LOG = auto()
    """What happened."""
    COMPARE = auto()
    """Two trees, file by file."""
    COMPARE_REPOS = auto()
    """Repos, each with the one of its name."""

    REPO = FILES | CARD | COMMITS | REFS | DISCUSSIONS | ABOUT
    EXPLORER = PLACES | REPOS | COLLECTIONS | REPO
    ROWS = PLACES | REPOS | COLLECTIONS | FILES | COMMITS | REFS | DISCUSSIONS
    """Where a pane shows a list, not a document."""
    TEXT = CARD | ABOUT | DOCUMENT | THREAD | PREVIEW
    COMPARISON = COMPARE | COMPARE_REPOS
    OVERLAID = ACCESS | STORAGE | STORAGE_MAP | INBOX | OPERATIONS | LOG
    """A list over the panes."""
    TABLE = ROWS | PLAN | JOBS | ITEMS | ACCOUNTS | OVERLAID | COMPARISON
    LIST = TABLE | HELP | MARKED | DETAILS
    TALK = DISCUSSIONS | THREAD | INBOX
    CHOICE = CHOOSE | BOOKMARKS | SWITCH
    ANY = LIST | TEXT


class Need(Enum):
    """What must hold for a command to act; where it does not, its key says why."""

    NOTHING = auto()
    ROW = auto()
    """A row under the cursor, or marked ones."""
    TARGET = auto()
    """A row, and another pane that a copy can go to."""
    MARKS = auto()
    SETTABLE = auto()
    """Repos of which the hub lets something be said, and an account to say it."""
    DELETABLE = auto()
    MOVABLE = auto()
    DUPLICABLE = auto()
    """Repos of a hub that duplicates them, and an account to do it with."""
    SPACE = auto()
    """A namespace or repo of a hub."""
    LARGE_FILES = auto()
    """A repo whose hub tells what takes its space, to its owner."""
    GATED = auto()
    """A gated repo, and an account that may say who is let in."""
    WRITABLE = auto()
    """Files of a hub's branch, and an account that may change them."""
    NAMES = auto()
    """Repos or files of a hub, and an account that may rename them."""
    EDITABLE = auto()
    """A file of a hub's branch, and an account that may change it."""
    OLD_STATE = auto()
    """A commit, or files of one, and an account that may bring that back."""
    HISTORY = auto()
    """A branch on a hub that squashes."""
    NEW_REPO = auto()
    """A hub that makes repos, and an account to make them with."""
    BACK = auto()
    FORWARD = auto()
    REPO = auto()
    """A repo: open, or under the cursor."""
    COMMIT = auto()
    """A commit or ref under the cursor."""
    DISCUSS = auto()
    """A hub that takes discussions, and an account to speak as."""
    INBOX = auto()
    """A hub that tells of discussions, and an account whose repos they are in."""
    DISCUSSION = auto()
    """A discussion: open, or under the cursor."""
    REPLY = auto()
    """A discussion to speak in."""
    STATUS = auto()
    """A discussion that can be closed or opened."""
    OWN_COMMENT = auto()
    """A discussion in which the account has said something."""
    PULL_REQUEST = auto()
    DRAFT = auto()
    """A pull request that is not published yet."""
    MERGE = auto()
    """A pull request that is open."""
    PULL_REF = auto()
    """A pull request's ref."""
    PARTIAL = auto()
    """A list that was not read to its end."""
    REST = auto()
    """A card of which not all is shown."""
    MORE = auto()
    """A preview of which more can be read."""
    FILE = auto()
    """A file under the cursor."""
    BESIDE = auto()
    """A quick view beside the list."""
    ANCHORS = auto()
    """A document of several files."""
    DIFF = auto()
    """A commit, or two marked ones, on a hub that can compare."""
    NEW_REF = auto()
    """A hub that makes refs, and a commit or ref to begin at."""
    OLD_REFS = auto()
    """Refs that can be deleted."""
    RUNNING_JOB = auto()
    """A job that is not over."""
    FINISHED_JOB = auto()
    """A job that failed, was cancelled or interrupted."""
    OVER_JOB = auto()
    QUEUED_JOB = auto()
    """A job that has not begun."""
    LIVE_JOBS = auto()
    """Any job that is not over."""
    INTERRUPTED_JOBS = auto()
    """Any job that a program left unfinished."""
    OWN_ACCOUNT = auto()
    """An account that was signed in here."""
    SIGNED_IN = auto()
    """An account with a token of its own."""
    COUNTERPART = auto()
    """Something here, and another pane that shows what it can be compared with."""
    SAME_KIND = auto()
    """Another pane that lists the same kind of thing."""
    BOTH = auto()
    """A file, or a repo, that both sides of a comparison have."""
    UNREAD = auto()
    """A comparison that reading would settle."""
    READING = auto()
    """A comparison that is being settled, or made."""
    COMPARED = auto()
    """A comparison that is made, of sides that are not the same."""
    MOVES = auto()
    """A plan with something to do."""
    PLAN_ROW = auto()
    """A file of a plan, of a repo that can be copied."""
    NEW_TARGET = auto()
    """A plan that makes a repo on a hub."""
    PROPOSABLE = auto()
    """A plan for repos that take pull requests."""
    BRANCHES = auto()
    """A plan for one branch of a hub."""
    ALL_REFS = auto()
    """A plan of whole repos from hub to hub, which have branches."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a user can do."""

    id: str
    keys: tuple[str, ...]
    """Alternatives; a key sequence is written with spaces. The first one is shown."""
    label: str
    """In the footer: one or two words."""
    help: str
    """One sentence."""
    scope: Scope
    needs: Need = Need.NOTHING
    footer: int = 0
    """Its place in the footer, from 1; 0 is not there."""
    footer_in: Scope = Scope.ANY | Scope.CHOICE
    """Where the footer has it."""

    @property
    def area(self) -> str:
        return self.id.partition(".")[0]


AREAS = {
    "move": "Move",
    "pane": "Panes",
    "view": "Views",
    "mark": "Mark",
    "find": "Find",
    "sort": "Sort",
    "copy": "Copy",
    "compare": "Compare",
    "plan": "Plan",
    "jobs": "Jobs",
    "look": "Look",
    "repos": "Repos",
    "storage": "Storage",
    "access": "Access",
    "files": "Files",
    "operations": "What was done",
    "commits": "Commits",
    "refs": "Refs",
    "discussions": "Discussions",
    "inbox": "Inbox",
    "text": "Copy text",
    "bookmarks": "Bookmarks",
    "choose": "Choosing",
    "accounts": "Accounts",
    "app": "hubtui",
}
"""The areas of help, in order, by the first part of a command's id."""

ANY_CHAR = "<char>"
"""The last key of a sequence that any character ends; the action is told which."""
