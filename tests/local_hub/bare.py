"""A bare git repository, read and written through dulwich: no process is started for a commit.

What is on the disk is plain git, so `git --git-dir user/name.git show refs/pr/1:README.md` works too.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dulwich.index import commit_tree
from dulwich.object_store import iter_tree_contents
from dulwich.objects import Blob, Commit, ObjectID
from dulwich.patch import write_tree_diff
from dulwich.refs import Ref
from dulwich.repo import Repo as GitRepo

_FULL_OID = re.compile(r"[0-9a-f]{40}")
_SHORT_OID = re.compile(r"[0-9a-f]{5,39}")
_FILE_MODE = 0o100644
_FOLDER_MODE = 0o040000
_POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\noid sha256:([0-9a-f]{64})\nsize (\d+)\n")


@dataclass(frozen=True)
class LargeFile:
    """What stands in the repository instead of a large file: its hash and size."""

    sha256: str
    size: int
    pointer_size: int

    @staticmethod
    def pointer(sha256: str, size: int) -> bytes:
        """The text that git keeps for a large file."""
        return f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n".encode()


@dataclass(frozen=True)
class StoredFile:
    """A file of the repository, by its git object."""

    oid: str
    stored_size: int
    large: LargeFile | None

    @property
    def size(self) -> int:
        """The size that a downloader will see."""
        return self.large.size if self.large else self.stored_size


@dataclass(frozen=True)
class LogEntry:
    """One commit of the history."""

    oid: str
    title: str
    message: str
    seconds: int
    author: str
    parents: tuple[str, ...]
    tree: str


class BareRepository:
    """The git side of a repository. It does not lock: whoever writes does that.

    Git objects never change, so what has been read once is remembered.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._git = GitRepo(str(path))
        self._blobs: dict[str, StoredFile] = {}
        self._trees: dict[str, dict[str, str]] = {}
        self._entries: dict[str, LogEntry] = {}

    @classmethod
    def create(cls, path: Path) -> BareRepository:
        """Make an empty repository: exactly what git needs to find one, which is quicker than `git init`."""
        (path / "objects").mkdir(parents=True)
        (path / "refs" / "heads").mkdir(parents=True)
        (path / "HEAD").write_text("ref: refs/heads/main\n")
        (path / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n")
        return cls(path)

    def close(self) -> None:
        """Close its files."""
        self._git.close()

    def ref(self, name: str) -> str | None:
        """The commit that a full ref name such as `refs/heads/main` stands for."""
        try:
            return self._git.refs[_ref(name)].decode()
        except KeyError:
            return None

    def set_ref(self, name: str, oid: str) -> None:
        """Make a ref, or move it, the way git does; only without waiting for the disk."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.lock")
        fresh.write_bytes(oid.encode() + b"\n")
        fresh.replace(path)

    def delete_ref(self, name: str) -> None:
        """Remove a ref."""
        del self._git.refs[_ref(name)]

    def refs(self, prefix: str) -> dict[str, str]:
        """The refs below a prefix such as `refs/heads`, by the rest of their name."""
        found = self._git.refs.as_dict(_ref(prefix))
        return {name.decode(): oid.decode() for name, oid in sorted(found.items())}

    def resolve(self, revision: str) -> str | None:
        """The commit of a branch, a tag, a full ref, or a commit's own hash, which may be shortened."""
        names = (f"refs/heads/{revision}", f"refs/tags/{revision}", revision if revision.startswith("refs/") else "")
        for name in names:
            if name and (oid := self.ref(name)):
                return oid
        if revision == "HEAD":
            return self.ref("refs/heads/main")
        return self.find_commit(revision)

    def find_commit(self, oid: str) -> str | None:
        """A commit by its whole hash or the beginning of it."""
        if _FULL_OID.fullmatch(oid):
            known = _oid(oid) in self._git.object_store
            return oid if known and isinstance(self._git[_oid(oid)], Commit) else None
        if _SHORT_OID.fullmatch(oid):
            return next((commit for commit in self._all_commits() if commit.startswith(oid)), None)
        return None

    def files(self, commit: str) -> dict[str, str]:
        """The blobs of all files of a commit, by path, in git's order."""
        tree = self.entry(commit).tree
        if tree not in self._trees:
            items = iter_tree_contents(self._git.object_store, _oid(tree))
            self._trees[tree] = {item.path.decode(): item.sha.decode() for item in items if item.path and item.sha}
        return dict(self._trees[tree])

    def folders(self, commit: str) -> dict[str, str]:
        """The trees of all folders of a commit, by path; the root is the empty path."""
        tree = _oid(self.entry(commit).tree)
        items = iter_tree_contents(self._git.object_store, tree, include_trees=True)
        return {
            item.path.decode(): item.sha.decode()
            for item in items
            if item.path is not None and item.sha and item.mode == _FOLDER_MODE
        }

    def blob(self, oid: str) -> bytes:
        """What a blob holds."""
        blob = self._git[_oid(oid)]
        assert isinstance(blob, Blob)
        return blob.data

    def file(self, oid: str) -> StoredFile:
        """Size and kind of a blob."""
        if oid not in self._blobs:
            data = self.blob(oid)
            match = _POINTER.fullmatch(data) if len(data) < 200 else None
            large = LargeFile(match[1].decode(), int(match[2]), len(data)) if match else None
            self._blobs[oid] = StoredFile(oid, len(data), large)
        return self._blobs[oid]

    def commit(
        self, parent: str | None, changes: Mapping[str, bytes | None], *, message: str, author: str, seconds: int
    ) -> str:
        """Store a commit that writes or (None) deletes files. No ref moves: that is the caller's decision."""
        files = self.files(parent) if parent else {}
        for path, data in changes.items():
            if data is None:
                files.pop(path, None)
            else:
                blob = Blob.from_string(data)
                self._git.object_store.add_object(blob)
                files[path] = blob.id.decode()
        entries = [(path.encode(), _oid(oid), _FILE_MODE) for path, oid in files.items()]
        commit = Commit()
        commit.tree = commit_tree(self._git.object_store, entries)
        commit.parents = [_oid(parent)] if parent else []
        commit.author = commit.committer = f"{author} <{author}@users.noreply.local>".encode()
        commit.author_time = commit.commit_time = seconds
        commit.author_timezone = commit.commit_timezone = 0
        commit.encoding = b"UTF-8"
        commit.message = message.encode()
        self._git.object_store.add_object(commit)
        return commit.id.decode()

    def log(self, commit: str) -> Iterator[LogEntry]:
        """A commit and what came before it, the newest first."""
        waiting, seen = [commit], {commit}
        while waiting:
            waiting.sort(key=lambda oid: self.entry(oid).seconds)
            oid = waiting.pop()
            entry = self.entry(oid)
            yield entry
            waiting.extend(parent for parent in entry.parents if parent not in seen)
            seen.update(entry.parents)

    def entry(self, oid: str) -> LogEntry:
        """One commit, as the history shows it."""
        if oid not in self._entries:
            self._entries[oid] = self._read_entry(oid)
        return self._entries[oid]

    def _read_entry(self, oid: str) -> LogEntry:
        commit = self._git[_oid(oid)]
        assert isinstance(commit, Commit)
        title, _, message = commit.message.decode().partition("\n")
        return LogEntry(
            oid=oid,
            title=title,
            message=message.strip("\n"),
            seconds=commit.commit_time,
            author=commit.author.decode().partition(" <")[0],
            parents=tuple(parent.decode() for parent in commit.parents),
            tree=commit.tree.decode(),
        )

    def merge_base(self, ours: str, theirs: str) -> str:
        """The newest commit that both have in their history."""
        known = {entry.oid for entry in self.log(ours)}
        return next(entry.oid for entry in self.log(theirs) if entry.oid in known)

    def changed(self, old: str, new: str) -> dict[str, str | None]:
        """The blobs of the files that differ between two commits; None for a deleted one."""
        before, after = self.files(old), self.files(new)
        paths = sorted(before.keys() | after.keys())
        return {path: after.get(path) for path in paths if before.get(path) != after.get(path)}

    def diff(self, old: str, new: str) -> str:
        """The difference of two commits, as `git diff` prints it."""
        output = io.BytesIO()
        before, after = _oid(self.entry(old).tree), _oid(self.entry(new).tree)
        write_tree_diff(output, self._git.object_store, before, after)
        return output.getvalue().decode(errors="replace")

    def _all_commits(self) -> Iterable[str]:
        heads = {oid for prefix in ("refs/heads", "refs/tags", "refs/pr") for oid in self.refs(prefix).values()}
        return (entry.oid for head in heads for entry in self.log(head))


def _ref(name: str) -> Ref:
    return Ref(name.encode())


def _oid(text: str) -> ObjectID:
    return ObjectID(text.encode())
