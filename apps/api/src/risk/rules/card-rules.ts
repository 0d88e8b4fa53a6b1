import { DAY_MS, HOUR_MS, MINUTE_MS, type Rule } from './purchase.ts';
import { leastKilometresBetween } from './countries.ts';

/** A card in two places too far apart for the time between: it, or a copy of it, was somewhere else. */
export const impossibleTravel: Rule<'IMPOSSIBLE_TRAVEL'> = (purchase, { ofCard }, { KILOMETRES_PER_HOUR }) => {
  const { country: to, atMs, cardPresent } = purchase;
  const before = ofCard.find((other) => other.cardPresent && other.country !== null);
  if (!cardPresent || purchase.declined || to === null || before?.country == null) return null;
  const kilometres = leastKilometresBetween(before.country, to);
  const elapsedMs = atMs - before.atMs;
  if (kilometres === 0 || kilometres * HOUR_MS <= KILOMETRES_PER_HOUR * elapsedMs) return null;
  return { from: before.country, to, kilometres, minutes: Math.round(elapsedMs / MINUTE_MS) };
};

/** A card that nobody used for long. What a merchant charges by itself, once a year say, wakes nothing. */
export const dormantCard: Rule<'DORMANT_CARD'> = (purchase, { ofCard }, { DAYS }) => {
  const last = ofCard.find(({ declined }) => !declined);
  if (purchase.declined || purchase.recurring || last === undefined) return null;
  const days = Math.floor((purchase.atMs - last.atMs) / DAY_MS);
  return days < DAYS ? null : { days };
};

/** Somebody tries and tries. Said once for a run, however long it gets. */
export const declinesInARow: Rule<'DECLINES_IN_A_ROW'> = (purchase, { ofCard }, { PURCHASES, MINUTES }) => {
  if (!purchase.declined) return null;
  const approved = ofCard.findIndex(({ declined, atMs }) => !declined || purchase.atMs - atMs > MINUTES * MINUTE_MS);
  const declines = (approved === -1 ? ofCard.length : approved) + 1;
  return declines === PURCHASES ? { declines, minutes: MINUTES } : null;
};
