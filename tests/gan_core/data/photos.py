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
