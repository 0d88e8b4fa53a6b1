/** The groups of states that a person filters by; what the schema calls them is decided by `statusesOf`. */
export const purchaseStates = ['pending', 'cleared', 'declined', 'returned'] as const;
export type PurchaseState = (typeof purchaseStates)[number];

/** What the address bar holds of the list of purchases. Absent means "no filter". */
export interface PurchaseSearch {
  q?: string;
  state?: PurchaseState;
  card?: string;
}

const statuses = {
  pending: ['PENDING'],
  cleared: ['CLEARED'],
  declined: ['DECLINED'],
  returned: ['REVERSED', 'EXPIRED'],
} as const satisfies Record<PurchaseState, readonly string[]>;

export type FilteredStatus = (typeof statuses)[PurchaseState][number];

export const statusesOf = (state: PurchaseState): FilteredStatus[] => [...statuses[state]];

/** Reads an address; what cannot be read is left out. */
export function purchaseSearch(raw: Record<string, unknown>): PurchaseSearch {
  const q = text(raw['q']);
  const card = text(raw['card']);
  const state = purchaseStates.find((known) => known === raw['state']);
  return { ...(q === undefined ? {} : { q }), ...(state === undefined ? {} : { state }), ...(card === undefined ? {} : { card }) };
}

function text(value: unknown): string | undefined {
  const words = typeof value === 'number' ? String(value) : value;
  return typeof words === 'string' && words.trim() !== '' ? words.trim().slice(0, 100) : undefined;
}

/** `?q=hotel&state=declined`: short, and the same for the same filters. */
export function stringifySearch(search: PurchaseSearch | Record<string, unknown>): string {
  const pairs = Object.entries(search).filter((pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1] !== '');
  const query = new URLSearchParams(pairs).toString();
  return query === '' ? '' : `?${query}`;
}

export const parseSearch = (query: string): Record<string, unknown> => Object.fromEntries(new URLSearchParams(query));
