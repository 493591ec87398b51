"""Text files of strangers as lines: bounded, in UTF-8, tidy, each once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from gan_core.errors import N_, Message, UserError

TEXT_BYTES = 16 * 2**20
LINES = 50_000
"""Bounds of all files together."""
_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_UTF_8 = "UTF-8"


def read_lines(files: Iterable[tuple[str, bytes]]) -> tuple[list[str], int]:
    """Return the lines of files (name, content) that are not empty, each once, and how many more.

    In one line's place between others spaces are single; characters that are not to be seen are
    left out, and accents are put together (NFC).

    Raises:
        UserError: a file is not in UTF-8, or all together have more than TEXT_BYTES or LINES.
    """
    contents = list(files)
    if sum(len(content) for _, content in contents) > TEXT_BYTES:
        raise UserError(N_("A text may have at most {limit} MiB."), limit=TEXT_BYTES >> 20)
    every = [_tidy(line) for file in contents for line in _decoded(*file).splitlines()]
    lines = [line for line in every if line]
    if len(lines) > LINES:
        text = N_("A text may have at most {limit} lines; this one has {count}.")
        raise UserError(text, limit=f"{LINES:,}", count=f"{len(lines):,}")
    once = list(dict.fromkeys(lines))
    return once, len(lines) - len(once)


def _tidy(line: str) -> str:
    plain = unicodedata.normalize("NFC", line)
    return " ".join(
        "".join(
            c if c.isspace() or unicodedata.category(c)[0] != "C" else "" for c in plain
        ).split()
    )


def _decoded(name: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        why = N_("{file} is not a text in UTF-8; it may be {encoding}. Save it as UTF-8.")
        raise UserError(why, file=name[:80], encoding=_encoding(content))
    return text


def _encoding(content: bytes) -> str | Message:
    """Return what a file that is not UTF-8 looks like."""
    start = content[:4096]
    if start[:2] in _MARKS or (b"\0" in start and start.count(b"\0") > len(start) // 4):
        return "UTF-16"
    if b"\0" in content:
        return Message(N_("no text at all"))
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    foreign = [character for character in text if ord(character) > 127]
    chinese = sum("一" <= character <= "鿿" for character in foreign)
    return "GB 18030 (GBK)" if chinese > 0.8 * len(foreign) > 0 else "Windows-1252 (Latin-1)"
