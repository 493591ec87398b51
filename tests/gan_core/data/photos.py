"""Small made-up photographs as files, for tests of own pictures."""

from __future__ import annotations

import io
import zipfile

from PIL import Image


def photo(number: int, size: tuple[int, int] = (40, 30), kind: str = "PNG") -> bytes:
    """Return a picture file of one colour that depends on `number`."""
    return encoded(Image.new("RGB", size, (number * 7 % 256, 90, 200)), kind)


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def photos(count: int) -> list[tuple[str, bytes]]:
    return [(f"{number}.png", photo(number)) for number in range(count)]


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def paired(count: int, size: tuple[int, int] = (40, 30)) -> list[tuple[str, bytes]]:
    """Return `count` pairs in folders A and B: grey `number` * 3, and in colour `photo(number)`."""
    greys = [(f"A/{i}.png", encoded(Image.new("L", size, i * 3))) for i in range(count)]
    return [*greys, *((f"B/{i}.png", photo(i, size)) for i in range(count))]


def beside(count: int) -> list[tuple[str, bytes]]:
    """Return the same pairs, side by side in pictures of 60 by 30."""
    files = []
    for number in range(count):
        image = Image.new("RGB", (60, 30), (number * 3,) * 3)
        image.paste((number * 7 % 256, 90, 200), (30, 0, 60, 30))
        files.append((f"{number}.png", encoded(image)))
    return files
