"""Bring the catalogues up to date: python -m locales.update (needs Babel, from requirements-dev.txt).

Collects every marked text of gan_core, ui and pages, adds new ones to each language's .po file,
drops those that are gone, and compiles the .mo files that the program reads.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("gan_core", "ui", "pages")
LANGUAGES = ("zh_CN",)
KEYWORDS = {"_": None, "N_": None}
METHODS = [("**.py", "python")]


def collected() -> Catalog:
    """Return every marked text with the files that use it."""
    catalogue = Catalog(project="Ganvas", charset="utf-8")
    for folder in FOLDERS:
        found = extract_from_dir(ROOT / folder, METHODS, keywords=KEYWORDS, comment_tags=("Note:",))
        for file, _line, text, comments, _context in found:
            if isinstance(text, str) and text:
                catalogue.add(text, locations=[(f"{folder}/{file}", 0)], auto_comments=comments)
    return catalogue


def po_path(language: str) -> Path:
    """Return where a language's texts are edited."""
    return ROOT / "locales" / language / "LC_MESSAGES" / "ganvas.po"


def read(language: str) -> Catalog:
    """Return a language's catalogue, empty where there is none yet."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, project="Ganvas", charset="utf-8")
    with open(path, "rb") as file:
        return read_po(file, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    """Return the .mo file of a catalogue."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def main() -> None:
    """Update and compile every language, and say what is not translated yet."""
    texts = collected()
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(texts, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "wb") as file:
            write_po(
                file,
                catalogue,
                width=100,
                omit_header=False,
                include_lineno=False,
                sort_output=True,
            )
        path.with_suffix(".mo").write_bytes(compiled(catalogue))
        missing = [m.id for m in catalogue if m.id and not m.string]
        print(f"{language}: {len(catalogue)} texts, {len(missing)} not translated")
        for text in missing:
            print(f"  {text}")


if __name__ == "__main__":
    main()
