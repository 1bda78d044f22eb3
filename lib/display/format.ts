// Shares, their differences and intervals as text.

/** A share or difference times 100, without a unit: -0.0123 is "−1.2", NaN "–". */
export const points = (share: number, digits = 1): string =>
  Number.isNaN(share) ? "–" : (100 * share).toFixed(digits).replace("-", "−");

/** A share in per cent: 0.893 is "89.3 %", NaN "–". */
export const percent = (share: number, digits = 1): string =>
  Number.isNaN(share) ? "–" : `${points(share, digits)} %`;

/** "89.3 % (88.1–90.2)"; the share alone when the bounds are NaN. */
export const percentWithInterval = (
  { estimate, low, high }: { estimate: number; low: number; high: number },
): string =>
  Number.isNaN(low) ? percent(estimate) : `${percent(estimate)} (${points(low)}–${points(high)})`;
