// Owns counting calendar months back from a date, which decides the time-bound criteria.

/**
 * Whether a dated event lies within so many calendar months before the last record date, that day included: the time-bound criteria (two months, six months,
 * a year) count back from there, not from today. Dates as YYYY-MM-DD.
 */
export function withinMonths(event: string, { last_date, months }: { last_date: string; months: number }): boolean {
  for (const date of [event, last_date]) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(Date.parse(date))) throw new RangeError(`Expected a date as YYYY-MM-DD, got "${date}"`);
  }
  return monthsBefore(last_date, months) <= event && event <= last_date;
}

/** The same day so many months earlier; the last day of the month where it has no such day. */
function monthsBefore(date: string, months: number): string {
  const [year, month, day] = date.split("-").map(Number) as [number, number, number];
  const first = new Date(Date.UTC(year, month - 1 - months, 1));
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(day, days));
  return first.toISOString().slice(0, 10);
}
