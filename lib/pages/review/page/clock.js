// How long each item was looked at: time counts while the page is in sight and somebody moves.

/** Without a key or a move of the mouse for so long, nobody is looking. */
const IDLE_MS = 120_000;
const seconds = new Map();
let at, last = performance.now(), active = last;

/** From here on the time is this item's. */
export function look(id) {
  tick();
  at = id;
}

/** Seconds on an item since they were last taken into a decision. */
export function secondsOn(id) {
  tick();
  return seconds.get(id) ?? 0;
}

/** They are in the log now. */
export const spent = (id) => seconds.delete(id);

function tick() {
  const now = performance.now();
  if (at !== undefined && !document.hidden && now - active < IDLE_MS) seconds.set(at, (seconds.get(at) ?? 0) + (now - last) / 1000);
  last = now;
}

setInterval(tick, 1000);
document.addEventListener("visibilitychange", () => (last = performance.now()));
for (const event of ["keydown", "pointermove", "wheel"]) addEventListener(event, () => (active = performance.now()), { passive: true });
