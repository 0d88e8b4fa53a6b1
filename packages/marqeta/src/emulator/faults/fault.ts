export const FAULT_KINDS = ['delay', 'drop', 'error', 'bad_json', 'duplicate', 'reorder', 'batch', 'wrong_signature', 'silence'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A call to the API under `/v3`, a delivery to a webhook, a question to the gateway. */
export const FAULT_PLACES = ['api', 'webhook', 'gateway'] as const;
export type FaultPlace = (typeof FAULT_PLACES)[number];

/** Something that goes wrong on purpose. */
export interface Fault {
  readonly token: string;
  readonly kind: FaultKind;
  readonly place: FaultPlace;
  /** What it strikes: `METHOD /v3/path` of a call, the type of a delivery, the JIT method of a question; with `*` and `**`. */
  readonly match: string;
  /** Of deliveries: to this webhook alone. */
  readonly webhook: string | null;
  /** Of questions: about this card alone. */
  readonly card: string | null;
  /** Before: what was sent never took effect. After: it did, and only the answer suffers. */
  readonly when: 'before' | 'after';
  readonly probability: number;
  /** How often it strikes at most. */
  readonly count: number | null;
  /** By the emulator's clock. */
  readonly until: number | null;
  readonly delayMs: number;
  readonly status: number;
  readonly retryAfterSeconds: number | null;
}

/** A fault with how often something was looked at for it, and how often it struck. */
export interface Standing {
  readonly fault: Fault;
  readonly seen: number;
  readonly struck: number;
}

/** Something that a fault may strike. */
export interface Occasion {
  readonly place: FaultPlace;
  readonly subject: string;
  readonly webhook?: string;
  readonly card?: string;
}

/** What exists at a place, and whether before and after can be told apart there. */
export const POSSIBLE: Readonly<Record<FaultPlace, Readonly<Partial<Record<FaultKind, { readonly when: boolean }>>>>> = {
  api: { delay: { when: true }, drop: { when: true }, error: { when: true }, bad_json: { when: true }, silence: { when: true } },
  webhook: {
    delay: { when: true },
    drop: { when: true },
    error: { when: true },
    bad_json: { when: false },
    duplicate: { when: false },
    reorder: { when: false },
    batch: { when: false },
    wrong_signature: { when: false },
    silence: { when: false },
  },
  gateway: {
    delay: { when: true },
    drop: { when: true },
    error: { when: true },
    bad_json: { when: true },
    duplicate: { when: false },
    silence: { when: true },
  },
};

/**
 * The oldest fault that strikes, if any, and every fault whose figures changed on the way to it.
 * @param draw a number in [0, 1) that depends on nothing but the fault and how often it was looked at: a seed repeats it
 */
export function choose(
  standing: readonly Standing[],
  occasion: Occasion,
  now: number,
  draw: (token: string, seen: number) => number,
): { readonly strikes: Fault | null; readonly changed: readonly Standing[] } {
  const changed: Standing[] = [];
  for (const one of standing) {
    const { fault, seen, struck } = one;
    if (isOver(one, now) || !concerns(fault, occasion)) continue;
    const strikes = draw(fault.token, seen) < fault.probability;
    changed.push({ fault, seen: seen + 1, struck: strikes ? struck + 1 : struck });
    if (strikes) return { strikes: fault, changed };
  }
  return { strikes: null, changed };
}

/** Whether it has struck as often as it may, or its time is up. */
function isOver({ fault, struck }: Standing, now: number): boolean {
  return (fault.count !== null && struck >= fault.count) || (fault.until !== null && now >= fault.until);
}

function concerns(fault: Fault, { place, subject, webhook, card }: Occasion): boolean {
  const isOfOther = (fault.webhook !== null && fault.webhook !== webhook) || (fault.card !== null && fault.card !== card);
  return fault.place === place && !isOfOther && matches(fault.match, subject);
}

/** `*` stands for anything within a step of a path, `**` for anything. */
export function matches(pattern: string, subject: string): boolean {
  const source = pattern
    .split('**')
    .map((part) => part.split('*').map(escaped).join('[^/]*'))
    .join('.*');
  return new RegExp(`^${source}$`).test(subject);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.+?()[\]{}|]/g, '\\$&');
}
