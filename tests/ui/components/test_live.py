"""What the parts of a run's page share, run by node: it is a module like any other."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.patience import PATIENCE
from ui.components import load

HUB = Path(load.__file__).parent / "live" / "hub.js"
PROGRAM = """
globalThis.document = { hidden: false };
const told = { state: "training", again: 0 };
globalThis.fetch = async () => ({ status: 200, ok: true, json: async () => told });
const { hub, join, leave } = await import(%s);
const data = { url: "/api/runs/x", lang: "en", seconds: 0.02 };
const parts = ["numbers", "picture", "charts"].map((part) => (
  { root: { dataset: { part }, isConnected: true }, heard: 0 }));
const enter = (part) => {
  if (part.hub) leave(part.hub, part.root);
  part.hub = hub(data);
  join(part.hub, part.root, () => { part.heard += 1; }, data.seconds, null);
};
const heard = async (least) => {
  while (parts.some((part) => part.heard < least)) await new Promise((go) => setTimeout(go, 5));
};
parts.forEach(enter);
await heard(1);
for (const part of parts) leave(part.hub, part.root);
for (const part of parts) part.heard = 0;
parts.forEach(enter);
await heard(3);
process.exit(0);
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="node runs it, and is not here")
def test_all_parts_follow_on_after_all_were_left_and_entered_again_at_once() -> None:
    program = PROGRAM % json.dumps(HUB.as_uri())
    done = subprocess.run(
        ["node", "--input-type=module", "-e", program],
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,  # one that is left behind is never told a third time
    )
    assert done.returncode == 0, done.stderr
