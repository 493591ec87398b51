"""A melody as a piano roll, which plays in the browser by WebAudio."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import accumulate

from gan_core.data.melody import TEMPO, Note
from ui.components.load import component
from ui.shell.language import _

_MOUNT = component("tune")


def tune(melody: Sequence[Note], *, label: str, key: str) -> None:
    """Show a melody with a button that plays it; label: what a screen reader says of the roll."""
    seconds = [float(one.quarters) * 60 / TEMPO for one in melody]
    content = repr([(one.pitch, str(one.quarters)) for one in melody])
    _MOUNT(
        key=key,
        data={
            "version": hashlib.sha256(content.encode()).hexdigest()[:16],
            "pitches": [one.pitch for one in melody],
            "begins": [0.0, *accumulate(seconds)],
            "label": label,
            "play": _("Play"),
            "stop": _("Stop"),
            "silent": _("This browser plays no sound; the MIDI file does elsewhere."),
        },
        height="content",
    )
