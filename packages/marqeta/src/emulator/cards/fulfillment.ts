import { DAY_MS } from '../core/clock.ts';

const STATUSES = ['ISSUED', 'ORDERED', 'REORDERED', 'REJECTED', 'SHIPPED', 'DELIVERED', 'DIGITALLY_PRESENTED'] as const;
export type Fulfillment = (typeof STATUSES)[number];

/** Where a card can go on its way to the holder. The printer moves it; nobody asks for it through the API (wire-format §5.8). */
const NEXT: Readonly<Record<Fulfillment, readonly Fulfillment[]>> = {
  ISSUED: ['DIGITALLY_PRESENTED', 'ORDERED', 'REJECTED'],
  DIGITALLY_PRESENTED: ['ORDERED', 'REJECTED'],
  ORDERED: ['SHIPPED', 'REJECTED'],
  REJECTED: ['REORDERED'],
  REORDERED: ['SHIPPED', 'REJECTED'],
  SHIPPED: ['DELIVERED'],
  DELIVERED: [],
};

export const mayFulfill = (from: Fulfillment, to: Fulfillment): boolean => NEXT[from].includes(to);

/** What the printer and the post can report. */
export const REPORTABLE = ['ORDERED', 'REORDERED', 'REJECTED', 'SHIPPED', 'DELIVERED'] as const satisfies readonly Fulfillment[];
export type Reportable = (typeof REPORTABLE)[number];

/** A second order has no type of its own (§5.8). */
export const fulfillmentType = (status: Reportable): string =>
  status === 'REORDERED' ? 'fulfillment.ordered' : `fulfillment.${status.toLowerCase()}`;

export interface ShippingDays {
  readonly cardOrderedAfterDays: number;
  readonly cardShippedAfterDays: number;
  readonly cardDeliveredAfterDays: number;
  readonly expeditedShare: number;
}

export interface ShippingStep {
  readonly status: Reportable;
  readonly afterMs: number;
}

/** What is left of a physical card's way to its holder, counted from the status that it has reached now. */
export function shippingPlan(days: ShippingDays, expedite: boolean, reached: Fulfillment): readonly ShippingStep[] {
  const way = [
    { status: 'ORDERED', day: days.cardOrderedAfterDays },
    { status: 'SHIPPED', day: days.cardShippedAfterDays },
    { status: 'DELIVERED', day: days.cardDeliveredAfterDays },
  ] as const;
  if (reached === 'REJECTED') return [];
  const passed = way.findIndex(({ status }) => status === (reached === 'REORDERED' ? 'ORDERED' : reached));
  const reachedDay = way[passed]?.day ?? 0;
  const share = expedite ? days.expeditedShare : 1;
  return way.slice(passed + 1).map(({ status, day }) => ({ status, afterMs: Math.round((day - reachedDay) * DAY_MS * share) }));
}
