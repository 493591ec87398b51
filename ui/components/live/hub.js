// One asker for all parts of a page that show the same run: it asks, every part draws.
const hubs = (globalThis.ganvasLive ??= new Map());
const AWAY_SECONDS = 3;

function hub(data) {
  const url = `${data.url}/live?lang=${data.lang}`;
  if (!hubs.has(url)) hubs.set(url, { url, parts: new Map(), latest: null, timer: null });
  return hubs.get(url);
}

function join(h, root, paint, seconds) {
  h.parts.set(root, paint);
  h.seconds = seconds;
  if (h.latest) paint(h.latest);
  if (h.timer === null) ask(h);
}

function leave(h, root) {
  h.parts.delete(root);
  if (!h.parts.size) { clearTimeout(h.timer); hubs.delete(h.url); }
}

async function ask(h) {
  h.timer = 0;  // under way
  let wait = Math.max(h.seconds, h.latest?.again ?? 0);
  try {
    if (!document.hidden) {
      const answer = await fetch(h.url);
      if (answer.ok) h.latest = await answer.json();
      else if (answer.status === 410) h.latest = { ...h.latest, state: "gone" };
      if (h.latest) for (const [root, paint] of h.parts) if (root.isConnected) paint(h.latest);
    }
  } catch (error) {
    wait = AWAY_SECONDS;  // the server is away
  }
  if (hubs.get(h.url) === h) h.timer = setTimeout(() => ask(h), 1000 * wait);
}
