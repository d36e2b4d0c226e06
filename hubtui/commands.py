"""Every command, declared once: keys, footer, help, palette and the README's keys come from these rows."""

# ruff: noqa: E501 - a table reads best with one row on a line

from __future__ import annotations

from collections.abc import Iterator
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
    ACCESS = auto()
    """Who asks to read a gated repo."""
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
    TABLE = ROWS | PLAN | JOBS | ITEMS | ACCOUNTS | ACCESS | STORAGE | LOG | COMPARISON
    LIST = TABLE | HELP | MARKED | DETAILS
    TALK = DISCUSSIONS | THREAD
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
    LARGE_FILES = auto()
    """A repo whose hub tells what takes its space, to its owner."""
    GATED = auto()
    """A gated repo, and an account that may say who is let in."""
    WRITABLE = auto()
    """Files of a hub's branch, and an account that may change them."""
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
    NEW_TARGET = auto()
    """A plan that makes a repo on a hub."""
    BRANCHES = auto()
    """A plan for a hub, which has branches."""


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
    "commits": "Commits",
    "refs": "Refs",
    "discussions": "Discussions",
    "text": "Copy text",
    "bookmarks": "Bookmarks",
    "choose": "Choosing",
    "accounts": "Accounts",
    "app": "hubtui",
}
"""The areas of help, in order, by the first part of a command's id."""

ANY_CHAR = "<char>"
"""The last key of a sequence that any character ends; the action is told which."""

_S, _N = Scope, Need

COMMANDS: tuple[Command, ...] = (
    Command("move.down", ("j", "down"), "down", "Go one row down.", _S.ANY | _S.CHOICE),
    Command("move.up", ("k", "up"), "up", "Go one row up.", _S.ANY | _S.CHOICE),
    Command("move.first", ("g g", "home"), "first", "Go to the first row.", _S.ANY),
    Command("move.last", ("G", "end"), "last", "Go to the last row.", _S.ANY),
    Command("move.half_down", ("ctrl+d",), "half page down", "Go half a page down.", _S.ANY),
    Command("move.half_up", ("ctrl+u",), "half page up", "Go half a page up.", _S.ANY),
    Command("move.page_down", ("pagedown", "ctrl+f"), "page down", "Go a page down.", _S.ANY | _S.CHOICE),
    Command("move.page_up", ("pageup",), "page up", "Go a page up.", _S.ANY | _S.CHOICE),
    Command("pane.open", ("enter", "l", "right"), "open", "Go into what is under the cursor.", _S.ROWS, _N.ROW),
    Command("pane.out", ("backspace", "h", "left"), "out", "Go out to what holds this.", _S.EXPLORER),
    Command("pane.back", ("H",), "back", "Go back to where this pane was.", _S.EXPLORER, _N.BACK),
    Command("pane.forward", ("L",), "forward", "Go forward again after going back.", _S.EXPLORER, _N.FORWARD),
    Command("pane.other", ("tab",), "other pane", "Go to the other pane.", _S.EXPLORER, footer=3),
    Command("pane.account", ("@",), "account", "Choose the account whose hub this pane shows.", _S.EXPLORER, footer=5,
            footer_in=_S.PLACES),
    Command("pane.swap", ("\\",), "swap", "Swap the two panes.", _S.EXPLORER),
    Command("pane.same", ("i",), "other hub", "Show the same repo on the other hub, in the other pane.",
            _S.EXPLORER, _N.REPO, 7),
    Command("pane.zoom", ("F",), "zoom", "Give this pane the whole width, or share it again.", _S.EXPLORER),
    Command("view.models", ("1",), "models", "List the namespace's models.", _S.EXPLORER),
    Command("view.datasets", ("2",), "datasets", "List the namespace's datasets.", _S.EXPLORER),
    Command("view.spaces", ("3",), "spaces", "List the namespace's spaces (ModelScope: studios).", _S.EXPLORER),
    Command("view.collections", ("4",), "collections", "List the namespace's collections.", _S.EXPLORER),
    Command("view.next", ("]",), "next tab", "Go to the next tab.", _S.EXPLORER, footer=8),
    Command("view.previous", ("[",), "tab before", "Go to the tab before.", _S.EXPLORER),
    Command("view.files", ("g f",), "files", "Show the repo's files.", _S.REPO),
    Command("view.card", ("g c",), "card", "Show the repo's card, its README.", _S.REPO),
    Command("view.commits", ("g l",), "commits", "Show the commits of the ref that is open.", _S.REPO),
    Command("view.refs", ("g r",), "refs", "Show branches, tags and pull requests' refs.", _S.REPO),
    Command("view.discussions", ("g d",), "discussions", "Show the repo's discussions and pull requests.", _S.REPO),
    Command("view.about", ("g a",), "about", "Show the repo's facts: record, storage, biggest files.", _S.REPO),
    Command("mark.toggle", ("space", "insert"), "mark", "Mark or unmark, and go down.", _S.TABLE,
            _N.ROW, 2),
    Command("mark.range", ("v",), "range", "Mark from here to where the cursor goes; again ends it.",
            _S.TABLE, _N.ROW),
    Command("mark.glob", ("+",), "mark by name", "Mark what matches patterns such as *.gguf or onnx/**.",
            _S.TABLE, _N.ROW),
    Command("mark.unglob", ("-",), "unmark by name", "Unmark what matches patterns.", _S.TABLE),
    Command("mark.invert", ("*",), "invert", "Mark what is not marked, and the other way round.",
            _S.TABLE, _N.ROW),
    Command("mark.all", ("A",), "mark all", "Mark everything that is shown.", _S.TABLE, _N.ROW),
    Command("mark.none", ("u",), "unmark all", "Unmark everything.", _S.TABLE),
    Command("mark.list", ("ctrl+g",), "marked ones", "List what is marked, in other folders too.", _S.TABLE, _N.MARKS),
    Command("mark.drop", ("space", "insert", "u"), "unmark", "Unmark the row under the cursor.", _S.MARKED, _N.ROW, 2),
    Command("mark.go", ("enter", "l", "right"), "go there", "Go to the row under the cursor.", _S.MARKED, _N.ROW, 1),
    Command("find.filter", ("/",), "filter", "Show only what has a text in it; after ! what has not.", _S.LIST,
            footer=4),
    Command("find.text", ("/",), "find", "Find a text in this document; n goes on.", _S.TEXT, footer=4),
    Command("find.search", ("s",), "search", "Search the whole hub: words, sort:likes, tag:pytorch, type:dataset, user:name.",
            _S.EXPLORER, footer=4, footer_in=_S.PLACES),
    Command("find.next", ("n",), "next match", "Go to the next row that the last filter matches, or the next line found.",
            _S.ANY & ~_S.PLAN),
    Command("find.previous", ("N",), "match before", "Go to the row before that the last filter matches.",
            _S.ANY & ~_S.PLAN),
    Command("sort.name", (", n",), "name", "Sort by name; again reverses.", _S.LIST),
    Command("sort.size", (", s",), "size", "Sort by size; again reverses.", _S.LIST),
    Command("sort.modified", (", m",), "date", "Sort by date; again reverses.", _S.LIST),
    Command("sort.downloads", (", d",), "downloads", "Sort by downloads; again reverses.", _S.LIST),
    Command("sort.likes", (", l",), "likes", "Sort by likes; again reverses.", _S.LIST),
    Command("sort.number", (", #",), "number", "Sort by number; again reverses.", _S.DISCUSSIONS),
    Command("sort.comments", (", c",), "comments", "Sort by comments; again reverses.", _S.DISCUSSIONS),
    Command("copy.start", ("c", "f5"), "copy →", "Plan a copy of what is marked to the other pane.",
            _S.REPOS | _S.FILES, _N.TARGET, 1),
    Command("copy.download", ("d",), "download", "Download what is marked: to the folder in the other pane, or to one you name.",
            _S.REPOS | _S.FILES, _N.ROW),
    Command("copy.upload", ("U",), "upload", "Upload a file or folder of this machine to where this pane is.",
            _S.REPOS | _S.FILES),
    Command("compare.start", ("C",), "compare", "Compare what is marked, or open, with its counterpart in the other pane, by content.",
            _S.REPOS | _S.FILES, _N.COUNTERPART),
    Command("compare.sync", ("S",), "sync", "Plan what makes one side as the other: asks which way; in a pane, compares first.",
            _S.REPOS | _S.FILES | _S.COMPARISON, _N.COMPARED, 2, _S.COMPARISON),
    Command("compare.open", ("enter", "d"), "changes", "Show line by line what differs in two texts; of repos, compare their files.",
            _S.COMPARISON, _N.BOTH, 1),
    Command("compare.read", ("r",), "read", "Read the files that no hash settles, and compare them by what they hold.",
            _S.COMPARE, _N.UNREAD, 3),
    Command("compare.stop", ("x",), "stop", "Stop reading, or comparing; what is settled stays.", _S.COMPARISON, _N.READING, 6),
    Command("compare.all", ("f f",), "all", "Show everything again.", _S.COMPARISON),
    Command("compare.differing", ("f d",), "differing", "Show only what differs; again shows all.", _S.COMPARISON, footer=5),
    Command("compare.only_left", ("f l",), "only left", "Show only what only the left side has; again shows all.", _S.COMPARISON),
    Command("compare.only_right", ("f r",), "only right", "Show only what only the right side has; again shows all.",
            _S.COMPARISON),
    Command("compare.unknown", ("f n",), "not comparable", "Show only what is not comparable; again shows all.", _S.COMPARISON),
    Command("compare.same", ("f s",), "the same", "Show only what is the same; again shows all.", _S.COMPARISON),
    Command("compare.refresh", ("ctrl+r",), "refresh", "Compare again, as both sides are now.", _S.COMPARISON),
    Command("plan.start", ("enter",), "start", "Start the copy as planned.", _S.PLAN, _N.MOVES, 1),
    Command("plan.overwrite", ("o",), "overwrite", "Overwrite what the target has, compared or not: the marked rows, or all.", _S.PLAN,
            footer=2),
    Command("plan.skip", ("s",), "skip", "Leave the marked rows out; without marks, keep all that the target has.", _S.PLAN,
            footer=3),
    Command("plan.different", ("f",), "only different", "Overwrite only what differs, comparing what must be read for it: the marked rows, or all.",
            _S.PLAN),
    Command("plan.missing", ("m",), "only missing", "Keep what the target has: of the marked rows, or all.", _S.PLAN),
    Command("plan.newer", ("n",), "only newer", "Overwrite only what is newer at the source: of the marked rows, or all.", _S.PLAN),
    Command("plan.target", ("t",), "target", "Name the target repo anew; of several, their namespace.", _S.PLAN),
    Command("plan.visibility", ("=",), "visibility", "Make new targets private or public, or as their sources.", _S.PLAN, _N.NEW_TARGET),
    Command("plan.branch", ("b",), "branch", "Copy to another branch of the target.", _S.PLAN, _N.BRANCHES),
    Command("plan.verify", ("c",), "verify", "Verify the target by sha256, by size only, or not at all.", _S.PLAN),
    Command("plan.files", ("i",), "files", "Copy only what matches patterns such as *.gguf onnx/**; after ! it is left out.", _S.PLAN),
    Command("plan.extra", ("x",), "delete extra", "Mirror: delete what only the target has, once the rest is copied; again keeps it.",
            _S.PLAN, footer=6),
    Command("plan.save", ("ctrl+s",), "save plan", "Write the plan as JSON, for `hubtui copy`.", _S.PLAN, footer=4),
    Command("jobs.open", ("w",), "jobs", "Show the jobs: what runs, what waits, what became of the others.",
            _S.EXPLORER | _S.JOBS | _S.ITEMS, footer=9, footer_in=_S.EXPLORER),
    Command("jobs.items", ("enter", "l", "right"), "files", "Show the job's files and what went wrong.", _S.JOBS,
            _N.ROW, 1),
    Command("jobs.item", ("enter", "l", "right"), "file", "Show what happened to the file: times, attempts, the hub's words.",
            _S.ITEMS, _N.ROW, 1),
    Command("jobs.pause", ("p",), "pause", "Pause the job where it is; again lets it go on.", _S.JOBS | _S.ITEMS,
            _N.RUNNING_JOB, 2),
    Command("jobs.pause_all", ("P",), "pause all", "Pause all jobs; once all are paused, let them go on.", _S.JOBS,
            _N.LIVE_JOBS),
    Command("jobs.cancel", ("x",), "cancel", "Cancel the job; what is committed stays.", _S.JOBS | _S.ITEMS,
            _N.RUNNING_JOB, 3),
    Command("jobs.retry", ("R",), "retry", "Run what failed or was left unfinished again; the rest is left alone.",
            _S.JOBS | _S.ITEMS, _N.FINISHED_JOB, 4),
    Command("jobs.up", ("K",), "earlier", "Let the queued job run before the one above it.", _S.JOBS, _N.QUEUED_JOB, 5),
    Command("jobs.down", ("J",), "later", "Let the queued job run after the one below it.", _S.JOBS, _N.QUEUED_JOB),
    Command("jobs.log", ("L",), "attempts", "Show what went wrong on the way: the hub's words, request ids.",
            _S.JOBS | _S.ITEMS, _N.ROW, 6),
    Command("jobs.bandwidth", ("b",), "bandwidth", "Limit what all jobs together move a second, at once; or lift the limit.",
            _S.JOBS | _S.ITEMS),
    Command("jobs.remove", ("D", "f8", "delete"), "off the list", "Take jobs that are over off the list; what they copied stays.",
            _S.JOBS, _N.OVER_JOB),
    Command("jobs.resume_all", ("g w",), "go on", "Go on with all jobs that were interrupted.", _S.EXPLORER | _S.JOBS,
            _N.INTERRUPTED_JOBS),
    Command("look.details", ("I",), "details", "Show all that is known of what is marked, or under the cursor.",
            _S.ROWS | _S.JOBS | _S.ITEMS | _S.ACCOUNTS | _S.COMPARISON, _N.ROW, 6),
    Command("look.line", ("enter", "l", "right"), "details", "Show all of the line under the cursor.", _S.LOG, _N.ROW, 1),
    Command("look.preview", ("p", "f3"), "preview", "Show what the file holds, or the repo's README.",
            _S.REPOS | _S.FILES | _S.COMPARE, _N.ROW),
    Command("look.beside", ("P",), "quick view", "Show what is under the cursor beside the list, as it moves; again closes it.",
            _S.EXPLORER, footer=7),
    Command("look.beside_down", ("J",), "quick view down", "Scroll the quick view down.", _S.EXPLORER, _N.BESIDE),
    Command("look.beside_up", ("K",), "quick view up", "Scroll the quick view up.", _S.EXPLORER, _N.BESIDE),
    Command("look.more", ("enter", "r"), "read on", "Read the next part of a long text.", _S.PREVIEW, _N.MORE, 1),
    Command("look.next_file", ("]", "J"), "next file", "Preview the next file of the list.", _S.PREVIEW, footer=2),
    Command("look.file_before", ("[", "K"), "file before", "Preview the file before in the list.", _S.PREVIEW, footer=3),
    Command("look.browser", ("o",), "browser", "Open the web page; where there is no browser, show its address.",
            _S.EXPLORER | _S.THREAD | _S.PREVIEW, _N.REPO),
    Command("look.pager", ("e", "f4"), "pager", "Show the file's text in $PAGER or $EDITOR; changes are not kept.",
            _S.FILES | _S.PREVIEW, _N.FILE),
    Command("look.rest", ("enter", "l", "right"), "the rest", "Show what the card's length left out, as plain text.",
            _S.CARD, _N.REST, 1),
    Command("commits.diff", ("d",), "changes", "Show what the commit changed; with two marked, what lies between them.",
            _S.COMMITS, _N.DIFF, 1),
    Command("commits.next_file", ("]",), "next file", "Go to the next file in this document.", _S.DOCUMENT, _N.ANCHORS, 1),
    Command("commits.file_before", ("[",), "file before", "Go to the file before.", _S.DOCUMENT, _N.ANCHORS),
    Command("refs.create", ("a", "f7"), "new", "Make a branch or a tag at the ref or commit under the cursor.",
            _S.COMMITS | _S.REFS, _N.NEW_REF, 1, _S.REFS),
    Command("refs.delete", ("D", "f8"), "delete", "Delete the marked branches and tags; asks first.", _S.REFS,
            _N.OLD_REFS, 1),
    Command("discussions.comment", ("c",), "comment", "Write a comment.", _S.TALK, _N.REPLY, 1),
    Command("discussions.edit", ("e", "f4"), "edit", "Edit a comment of your own.", _S.TALK, _N.OWN_COMMENT, 3, _S.THREAD),
    Command("discussions.close", ("x",), "close/reopen", "Close the discussion, or the marked ones; closed ones open again.",
            _S.TALK, _N.STATUS, 1),
    Command("discussions.new", ("a", "f7"), "new", "Open a discussion or a pull request.", _S.TALK, _N.DISCUSS, 1,
            _S.DISCUSSIONS),
    Command("discussions.rename", ("r", "f6"), "rename", "Give the discussion another title.", _S.TALK, _N.REPLY, 7,
            _S.THREAD),
    Command("discussions.merge", ("M",), "merge", "Merge the pull request; asks first.", _S.TALK, _N.MERGE, 4, _S.THREAD),
    Command("discussions.publish", ("P",), "publish", "Publish a draft pull request.", _S.THREAD, _N.DRAFT),
    Command("discussions.diff", ("d",), "diff", "Show the pull request's changes alone; again shows the thread.",
            _S.TALK, _N.PULL_REQUEST, 5, _S.THREAD),
    Command("discussions.next", ("]",), "next", "Go to the next discussion of the list.", _S.THREAD, footer=6),
    Command("discussions.previous", ("[",), "before", "Go to the discussion before.", _S.THREAD),
    Command("discussions.whole", ("A",), "show all", "Show all of a long thread.", _S.THREAD),
    Command("discussions.refresh", ("ctrl+r",), "refresh", "Read the thread again.", _S.THREAD),
    Command("discussions.of_ref", ("t",), "thread", "Show the thread of the pull request under the cursor.", _S.REFS,
            _N.PULL_REF),
    Command("discussions.all", ("f f",), "all", "List discussions and pull requests, open and closed.", _S.DISCUSSIONS),
    Command("discussions.only_open", ("f o",), "open ones", "List open ones only; again lists all.",
            _S.DISCUSSIONS, footer=4),
    Command("discussions.only_closed", ("f c",), "closed ones", "List closed and merged ones only; again lists all.",
            _S.DISCUSSIONS),
    Command("discussions.only_pulls", ("f p",), "pull requests", "List pull requests only; again lists all.",
            _S.DISCUSSIONS),
    Command("discussions.only_talk", ("f d",), "discussions", "List discussions only; again lists all.",
            _S.DISCUSSIONS),
    Command("discussions.by_author", ("f a",), "author", "List what one author has opened; asks who.", _S.DISCUSSIONS),
    Command("text.id", ("y y",), "id or path", "Copy the id, path, name or fact under the cursor.", _S.TABLE | _S.MARKED | _S.THREAD | _S.PREVIEW | _S.DETAILS, _N.ROW),
    Command("text.url", ("y u",), "URL", "Copy the web page's address.", _S.EXPLORER | _S.THREAD | _S.PREVIEW, _N.REPO),
    Command("text.oid", ("y r",), "commit", "Copy the commit's oid.", _S.COMMITS | _S.REFS, _N.COMMIT),
    Command("text.all", ("y a",), "all marked", "Copy the ids or paths of all that is marked; all facts of the details.", _S.TABLE | _S.MARKED | _S.DETAILS, _N.ROW),
    Command("text.show", ("y t",), "show text", "Show what was copied last, to select it by hand.", _S.TABLE | _S.EXPLORER | _S.MARKED | _S.THREAD | _S.PREVIEW | _S.DETAILS),
    Command("bookmarks.set", (f"m {ANY_CHAR}",), "bookmark", "Give this place a letter.", _S.EXPLORER),
    Command("bookmarks.go", (f"' {ANY_CHAR}",), "go to bookmark", "Go to the place that has this letter.", _S.EXPLORER),
    Command("bookmarks.list", ("' '",), "bookmarks", "List the bookmarks, go to one, delete them.", _S.EXPLORER),
    Command("bookmarks.delete", ("delete", "ctrl+x"), "delete", "Delete the bookmark under the cursor.", _S.BOOKMARKS,
            _N.ROW, 2, _S.BOOKMARKS),
    Command("choose.take", ("enter",), "choose", "Take what is under the cursor.", _S.CHOICE, _N.ROW, 1,
            _S.CHOICE),
    Command("accounts.open", ("&",), "accounts", "List the accounts: sign in, check, rename, remove.", _S.EXPLORER | _S.ACCOUNTS),
    Command("accounts.all", ("ctrl+o",), "all accounts", "List the accounts, to sign in with another.", _S.SWITCH, footer=2),
    Command("accounts.use", ("enter", "l", "right"), "show in pane", "Show the account in the active pane.", _S.ACCOUNTS,
            _N.ROW, 5),
    Command("accounts.add", ("a", "f7"), "sign in", "Sign in with another account.", _S.ACCOUNTS, footer=1),
    Command("accounts.check", ("c",), "check", "Ask the hubs who the accounts are: the marked ones, or this one.",
            _S.ACCOUNTS, _N.ROW, 2),
    Command("accounts.token", ("t",), "new token", "Give the account another token.", _S.ACCOUNTS, _N.OWN_ACCOUNT, 6),
    Command("accounts.rename", ("r", "f6"), "rename", "Call the account something else.", _S.ACCOUNTS, _N.OWN_ACCOUNT, 4),
    Command("accounts.remove", ("D", "f8"), "remove", "Forget the account, its token and what it saw; asks first.",
            _S.ACCOUNTS, _N.OWN_ACCOUNT, 3),
    Command("accounts.read_only", ("o",), "read-only", "Write nothing with the account; again allows it.", _S.ACCOUNTS,
            _N.SIGNED_IN, 7),
    Command("accounts.left", ("<",), "left pane", "Begin with the account in the left pane; again takes that back.",
            _S.ACCOUNTS, _N.ROW, 8),
    Command("accounts.right", (">",), "right pane", "Begin with the account in the right pane; again takes that back.",
            _S.ACCOUNTS, _N.ROW),
    Command("accounts.unlock", ("U",), "unlock", "Unlock where the account's token is kept.", _S.ACCOUNTS, _N.OWN_ACCOUNT),
    Command("accounts.lock", ("L",), "lock", "Lock the vault: no token of it is used until it is unlocked again.",
            _S.ACCOUNTS, _N.OWN_ACCOUNT),
    Command("accounts.refresh", ("ctrl+r",), "refresh", "Look again at the accounts and where tokens are kept.", _S.ACCOUNTS),
    Command("repos.set", ("=",), "visibility", "Say who sees the marked repos, who is let in, who may talk; like them.",
            _S.REPOS | _S.REPO, _N.SETTABLE, 4, _S.REPOS),
    Command("repos.create", ("a", "f7"), "new", "Make a repo here.", _S.REPOS, _N.NEW_REPO),
    Command("repos.move", ("r", "f6"), "rename", "Give the repo another name or namespace, or many another namespace.",
            _S.REPOS, _N.MOVABLE),
    Command("repos.delete", ("D", "f8"), "delete", "Delete the marked repos for good; asks first.", _S.REPOS, _N.DELETABLE),
    Command("access.open", ("g q",), "requests", "Show who asks to read the gated repo.", _S.REPOS | _S.REPO, _N.GATED),
    Command("access.accept", ("a",), "let in", "Let them in: the marked ones, or this one.", _S.ACCESS, _N.ROW, 1),
    Command("access.reject", ("x",), "turn down", "Turn them down, with a reason: the marked ones, or this one.", _S.ACCESS,
            _N.ROW, 2),
    Command("access.next", ("]",), "others", "Show who was let in, then who was turned down, then who waits.", _S.ACCESS,
            footer=3),
    Command("access.refresh", ("ctrl+r",), "refresh", "Ask the hub again who asks.", _S.ACCESS),
    Command("storage.open", ("g s",), "storage", "Show what takes the repo's space, its history included.", _S.REPOS | _S.REPO,
            _N.LARGE_FILES),
    Command("storage.delete", ("D", "f8"), "delete for good", "Delete the marked contents from the whole history; asks first.",
            _S.STORAGE, _N.ROW, 1),
    Command("storage.refresh", ("ctrl+r",), "refresh", "Ask the hub again what is stored.", _S.STORAGE),
    Command("files.delete", ("D", "f8"), "delete", "Delete the marked files and folders in one commit; asks first.",
            _S.FILES, _N.WRITABLE),
    Command("files.rename", ("r", "f6"), "rename", "Give the file or folder another path, in one commit.", _S.FILES,
            _N.WRITABLE),
    Command("app.undo", ("z",), "undo", "Take back the last change of repos that can be taken back.", _S.EXPLORER | _S.JOBS),
    Command("app.goto", (":",), "go to", "Go to a place by name or web address, or do a command by its name.", _S.EXPLORER, footer=5),
    Command("pane.all", ("ctrl+l",), "read all", "Read all that the list has, page by page; Esc stops.", _S.EXPLORER,
            _N.PARTIAL),
    Command("app.refresh", ("ctrl+r",), "refresh", "Ask the hub again.", _S.EXPLORER),
    Command("app.run", ("enter",), "run", "Run the command under the cursor.", _S.HELP, _N.ROW, 1),
    Command("app.help", ("?", "f1"), "help", "List every command, and run one.", _S.ANY, footer=10),
    Command("app.log", ("W",), "log", "Show what was asked of which hub, what was said and what went wrong.",
            _S.ANY & ~(_S.CHOOSE | _S.BOOKMARKS)),
    Command("app.palette", ("ctrl+p",), "palette", "Find a command by its name.", _S.ANY),
    Command("app.theme", ("T",), "theme", "Change to the next theme: dark, light, the terminal's own.", _S.ANY),
    Command("app.escape", ("escape",), "close", "Undo one layer: range, marks, filter; close what is open.", _S.ANY | _S.CHOICE, footer=9, footer_in=~_S.EXPLORER),
    Command("app.quit", ("q", "f10"), "quit", "Close what is open, or quit; asks while jobs run.", _S.ANY),
)  # fmt: skip

BY_ID = {command.id: command for command in COMMANDS}

_NAMES = {
    "space": "Space", "enter": "Enter", "backspace": "Backspace", "escape": "Esc", "tab": "Tab", "insert": "Insert", "delete": "Del",
    "up": "↑", "down": "↓", "left": "←", "right": "→", "home": "Home", "end": "End", "pageup": "PgUp",
    "pagedown": "PgDn", ANY_CHAR: "letter",
}  # fmt: skip


def key_name(key: str) -> str:
    """A key as people write it: `F5`, `Space`, `, n`."""
    words = [
        _NAMES.get(part, part.upper() if part[0] == "f" and part[1:].isdigit() else part)
        for part in key.split()
    ]
    return " ".join(words)


def in_scope(scope: Scope) -> Iterator[Command]:
    return (command for command in COMMANDS if command.scope & scope)


def key_table() -> str:
    """All keys as a Markdown table, for the README."""
    lines = ["| keys | what they do |", "| --- | --- |"]
    for area, title in AREAS.items():
        lines.append(f"| **{title}** | |")
        for command in COMMANDS:
            if command.area == area:
                keys = " ".join(f"`{key_name(key)}`" for key in command.keys).replace("|", "\\|")
                lines.append(f"| {keys} | {command.help} |")
    return "\n".join(lines) + "\n"
