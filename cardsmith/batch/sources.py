"""From what a user names to the places of cards: files, folders, patterns, Hub ids, lists, and an author's models.

Everything is taken as it is needed: of ten thousand cards only the next few are known.
"""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cardsmith.batch.addresses import named_on_hub
from cardsmith.batch.places import Access, CardPlace, load
from cardsmith.errors import CardError, CardsmithError

STDIN = "-"

README = "README.md"

ModelsOf = Callable[[str, "str | None"], Iterable[str]]
"""Returns the ids of an author's models, or of those with a tag."""


class Wanted(NamedTuple):
    """Which cards a user wants.

    Attributes:
        arguments: Files, folders, patterns, Hub ids, or `-`.
        author: Whose models of the Hub to take; None for nobody's.
        from_file: A file that names a card a line, `-` for stdin; None for no such list.
        tag: Only cards with this tag; None for all.
        recursive: Whether to look below folders that are cards themselves.
    """

    arguments: tuple[str, ...] = ()
    author: str | None = None
    from_file: str | None = None
    tag: str | None = None
    recursive: bool = False


def wanted_places(wanted: Wanted, hub: Access, models_of: ModelsOf, at_once: int = 1) -> Iterator[CardPlace]:
    """Yield the place of each card once, in the order in which the cards are named.

    Args:
        wanted: Which cards.
        hub: Where tags are read, when only cards with a tag are wanted.
        models_of: Lists an author's models.
        at_once: How many cards to look at for their tags at once.

    Raises:
        CardError: The list cannot be read.
    """
    named = _named(wanted)
    if wanted.tag is not None:
        named = _tagged(named, wanted.tag, hub, at_once)
    return once(chain(named, _by_author(wanted, models_of)))


def _named(wanted: Wanted) -> Iterator[CardPlace]:
    for argument in wanted.arguments:
        yield from places_of(argument, recursive=wanted.recursive)
    if wanted.from_file is not None:
        yield from _listed(wanted.from_file, wanted.recursive)


def count(wanted: Wanted) -> int | None:
    """Return how many cards there are; None when that is not known before they have all been looked at."""
    if wanted.author is not None or wanted.tag is not None or STDIN in wanted.arguments:
        return None
    if wanted.from_file is not None and not os.path.isfile(wanted.from_file):  # what a pipe gives is gone then
        return None
    return sum(1 for _ in once(_named(wanted)))


def places_of(argument: str, *, recursive: bool = False, listed_at: str = "") -> Iterator[CardPlace]:
    """Yield what an argument stands for: a file, the card of a folder or those below it, a Hub id, or a pattern.

    Args:
        argument: What the user typed.
        recursive: Whether to look below folders that are cards themselves.
        listed_at: File and line of the list that holds the argument.
    """
    if argument == STDIN:
        yield CardPlace("stdin", listed_at=listed_at, problem="cannot be taken from stdin here" if listed_at else "")
    elif os.path.isdir(argument):
        yield from (CardPlace(name, Path(name), None, None, listed_at) for name in _in_folder(argument, recursive))
    elif "://" not in argument and glob.has_magic(argument) and not os.path.lexists(argument):
        yield from _matching(argument, recursive, listed_at)
    else:
        yield _on_hub(argument, listed_at) or CardPlace(argument, Path(argument), None, None, listed_at)


def once(places: Iterable[CardPlace]) -> Iterator[CardPlace]:
    """Leave out the places that were there before, however they are called."""
    from hashlib import blake2b  # here, because it takes long to load and one card does without

    seen: set[bytes] = set()
    for place in places:
        key = place.name + place.problem if place.problem else place.key
        digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if digest not in seen:
            seen.add(digest)
            yield place


# -- folders and patterns ----------------------------------------------------------------------------------------------


def _in_folder(folder: str, recursive: bool) -> Iterator[str]:
    """Yield the card that a folder is; where it is none, those in it and below it."""
    readme = os.path.join(folder, README)
    if os.path.exists(readme) and not recursive:
        yield readme
        return
    empty = True
    for name in _search(folder, recursive, is_start=True):
        empty = False
        yield name
    if empty:
        yield readme


def _search(folder: str, recursive: bool, is_start: bool = False) -> Iterator[str]:
    """Yield every card below a folder: a Markdown file with front matter. Hidden folders are left out."""
    files, folders = _content(folder)
    readme = os.path.join(folder, README)
    if README in files and (is_start or _has_front_matter(readme)):
        yield readme
        if not recursive:
            return
    for name in files:
        path = os.path.join(folder, name)
        if name != README and name.lower().endswith(".md") and _has_front_matter(path):
            yield path
    for name in folders:
        yield from _search(os.path.join(folder, name), recursive)


def _content(folder: str) -> tuple[list[str], list[str]]:
    """Return the names of files and of folders, each in order; nothing for a folder that may not be read."""
    files, folders = [], []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                elif _is_file(entry):
                    files.append(entry.name)
    except OSError:
        return [], []
    return sorted(files), sorted(name for name in folders if not name.startswith("."))


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether there is a file, behind a link too. A link to itself leads nowhere, as one to nothing does."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _has_front_matter(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read(8).removeprefix(b"\xef\xbb\xbf").startswith(b"---")
    except OSError:
        return False


def _matching(pattern: str, recursive: bool, listed_at: str) -> Iterator[CardPlace]:
    """Yield what a pattern stands for where the shell has not replaced it."""
    matches = sorted(glob.iglob(pattern, recursive=True))
    cards = [name for name in matches if name.lower().endswith((".md", ".markdown")) or os.path.isdir(name)]
    if not cards:
        yield CardPlace(pattern, listed_at=listed_at, problem="no card and no folder matches")
    for name in cards:
        yield from places_of(name, recursive=recursive, listed_at=listed_at)


# -- lists -------------------------------------------------------------------------------------------------------------


def _listed(source: str, recursive: bool) -> Iterator[CardPlace]:
    """Yield what the lines of a list stand for; blank ones and those that start with `#` say nothing."""
    name = "stdin" if source == STDIN else source
    for number, line in enumerate(_lines(source), 1):
        at = f"{name}:{number}"
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError as error:
            yield CardPlace(at, listed_at=at, problem=f"not UTF-8 at byte {error.start}")
            continue
        if text and not text.startswith("#"):
            yield from _listed_card(text, at, recursive)


def _listed_card(text: str, at: str, recursive: bool) -> Iterator[CardPlace]:
    for place in places_of(text, recursive=recursive, listed_at=at):
        missing = place.path is not None and not os.path.lexists(place.path)
        yield place._replace(problem="no file, and no id of the Hub") if missing else place


def _lines(source: str) -> Iterator[bytes]:
    if source == STDIN:
        yield from sys.stdin.buffer
        return
    try:
        file: BinaryIO = open(source, "rb")  # noqa: SIM115
    except OSError as error:
        raise CardError(f"cannot be read: {error.strerror or error}", where=source) from None
    with file:
        yield from file


# -- the Hub -----------------------------------------------------------------------------------------------------------


def _on_hub(argument: str, listed_at: str) -> CardPlace | None:
    """Return the place on the Hub that an argument names; a file of that name comes first."""
    named = named_on_hub(argument)
    if named is None:
        return None
    if "://" not in argument and (argument.endswith((".md", ".markdown", ".txt")) or os.path.exists(argument)):
        return None
    if named.problem:
        return CardPlace(argument, listed_at=listed_at, problem=named.problem)
    name = named.repo_id + (f"@{named.revision}" if named.revision else "")
    return CardPlace(name, None, named.repo_id, named.revision, listed_at)


def _by_author(wanted: Wanted, models_of: ModelsOf) -> Iterator[CardPlace]:
    if wanted.author is None:
        return
    try:
        for repo_id in models_of(wanted.author, wanted.tag):
            yield CardPlace(repo_id, None, repo_id)
    except CardsmithError as error:
        yield CardPlace(f"the models of {wanted.author}", problem=error.message)


def _tagged(places: Iterable[CardPlace], tag: str, hub: Access, at_once: int) -> Iterator[CardPlace]:
    """Leave out cards without a tag. A card that cannot be read stays, so that its run tells why."""
    from cardsmith.batch.in_order import in_order

    def has_tag(place: CardPlace) -> bool:
        try:
            if place.repo_id is not None and place.revision is None:
                repo = hub.reader.model(place.repo_id, fresh=True)
                return repo is None or tag in repo.tags
            return place.is_stdin or tag in load(place, hub).card.listed("tags")
        except CardsmithError:
            return True

    return (place for place, wanted in in_order(has_tag, places, at_once) if wanted)
