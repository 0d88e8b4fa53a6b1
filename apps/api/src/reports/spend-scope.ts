import { Temporal } from 'temporal-polyfill';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { type Reach, reachOf } from '../access/policy.ts';
import { type Member, memberOf } from '../access/viewer.ts';
import { type LocalWindow, windowAt } from '../controls/windows.ts';
import { companyById } from '../people/people.loader.ts';
import { once } from './once.ts';
import { readRollup, type Rollup } from './rollup.ts';

/** Whose spend is summed, and over which local days. */
export type SpendScope = {
  readonly viewer: Member;
  readonly companyId: string;
  readonly reach: Reach;
  readonly timeZone: string;
  readonly currency: string;
  readonly today: LocalWindow;
  readonly month: LocalWindow;
  /** The last 30 local days, today included, oldest first; ISO 8601. */
  readonly days: readonly string[];
  /** The earlier of the month's and the first day's beginning. */
  readonly since: Date;
  /** The company's sums, when they may be drawn from. */
  readonly rollup: () => Promise<Rollup | null>;
};

const DAYS = 30;

/** What the viewer may see, at the clock's moment, in the company's zone. */
export async function spendScope(context: GraphQLContext): Promise<SpendScope> {
  const viewer = memberOf(context.viewer);
  const { companyId } = viewer;
  const company = await context.loaders.load(companyById, companyId);
  if (company === null) throw new Error(`there is no company ${companyId}`);
  const { timeZone, currency } = company;
  const now = context.clock.now().getTime();
  const [today, month] = [windowAt(timeZone, 'DAY', now), windowAt(timeZone, 'MONTH', now)];
  const first = Temporal.PlainDate.from(today.startsOn).subtract({ days: DAYS - 1 });
  return {
    ...{ viewer, companyId, reach: reachOf(viewer, 'transaction.see'), timeZone, currency, today, month },
    days: Array.from({ length: DAYS }, (_, index) => first.add({ days: index }).toString()),
    since: new Date(Math.min(month.startMs, first.toZonedDateTime(timeZone).epochMilliseconds)),
    rollup: once(async () => readRollup(await context.read())),
  };
}
