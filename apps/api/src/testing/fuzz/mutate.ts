import { gzipSync } from 'node:zlib';
import { randomFrom } from '../../platform/random.ts';

/** A body on its way to an endpoint, with the headers that say what it is. */
export type Wire = { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> };

/** One change: the same step makes the same change of the same body. */
export type Step = { readonly mutation: string; readonly seed: number };

/** What a step changes: the tree of the body, then its text, then its bytes and headers. */
type Draft = {
  root: unknown;
  /** Stands in the tree for text that no tree can hold. */
  readonly raw: Map<string, string>;
  readonly onText: ((text: string) => string)[];
  readonly onBytes: ((bytes: Buffer) => Buffer)[];
  readonly headers: Record<string, string>;
};

type Random = () => number;
type Mutation = (draft: Draft, random: Random) => void;

/** One to three changes, drawn from the seed. */
export function drawSteps(random: Random): Step[] {
  const count = 1 + Math.floor(random() ** 2 * 3);
  return Array.from({ length: count }, () => ({ mutation: pick(random, NAMES), seed: Math.floor(random() * 2 ** 31) }));
}

export function mutate(body: unknown, steps: readonly Step[]): Wire {
  const draft: Draft = {
    root: structuredClone(body),
    raw: new Map(),
    onText: [],
    onBytes: [],
    headers: { 'content-type': 'application/json' },
  };
  for (const { mutation, seed } of steps) MUTATIONS[mutation]?.(draft, randomFrom(seed));
  let text = JSON.stringify(draft.root) ?? '';
  for (const [placeholder, written] of draft.raw)
    text = text.replaceAll(`"${placeholder}"`, () => written).replaceAll(placeholder, () => written);
  for (const change of draft.onText) text = change(text);
  let bytes: Buffer = Buffer.from(text, 'utf8');
  for (const change of draft.onBytes) bytes = change(bytes);
  return { body: bytes, headers: draft.headers };
}

/** The fewest of these changes with which it still fails, found by leaving them out one by one. */
export async function fewestSteps(steps: readonly Step[], fails: (steps: readonly Step[]) => Promise<boolean>): Promise<readonly Step[]> {
  for (const left of steps) {
    const others = steps.filter((step) => step !== left);
    if (await fails(others)) return fewestSteps(others, fails);
  }
  return steps;
}

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  missing(draft, random) {
    const place = pickPlace(draft, random);
    if (Array.isArray(place.parent)) place.parent.splice(Number(place.key), 1);
    else delete place.parent[place.key];
  },
  otherType(draft, random) {
    const { parent, key } = pickPlace(draft, random);
    const was = parent[key];
    parent[key] = pick(random, [null, true, false, 0, -1, 1.5, '', 'text', [], {}, [was], { value: was }, String(was), [was, was]]);
  },
  amount(draft, random) {
    const written = raw(draft, pick(random, AMOUNTS));
    for (const place of pickNamed(draft, random, (key) => key.includes('amount'))) place.parent[place.key] = written;
  },
  currency(draft, random) {
    const written = raw(draft, pick(random, CURRENCIES));
    for (const place of pickNamed(draft, random, (key) => key === 'currency_code')) place.parent[place.key] = written;
  },
  method(draft, random) {
    for (const place of named(draft, (key) => key === 'method')) place.parent[place.key] = pick(random, METHODS);
  },
  repeatedKey(draft, random) {
    const { parent, key } = pickPlace(draft, random);
    if (Array.isArray(parent)) return;
    const other = pick(random, [null, 0, '1.00', 'text', {}, [], 999_999, 'EUR']);
    const placeholder = raw(draft, JSON.stringify(key));
    if (random() < 0.5) parent[placeholder] = other;
    else replaceAll(parent, [[placeholder, other], ...Object.entries(parent)]);
  },
  extra(draft, random) {
    const { parent } = pickPlace(draft, random);
    const placeholder = raw(
      draft,
      pick(random, ['"__proto__"', '"constructor"', '"jit_funding"', '"gpa_order"', '"x"', '""', '"\\u0000"', '"amount"']),
    );
    if (!Array.isArray(parent)) parent[placeholder] = pick(random, [{}, [], null, 'text', 1, { amount: 5 }, { __proto__: 1 }]);
  },
  deep(draft, random) {
    const { parent, key } = pickPlace(draft, random);
    const depth = pick(random, [3, 50, 500, 5_000, 50_000]);
    const [open, close] = pick(random, [
      ['[', ']'],
      ['{"a":', '}'],
      ['[{"amount":1,"b":', '}]'],
    ] as const);
    parent[key] = raw(draft, `${open.repeat(depth)}1${close.repeat(depth)}`);
  },
  huge(draft, random) {
    const { parent, key } = pickPlace(draft, random);
    const length = pick(random, [100, 5_000, 60_000, 127_000, 200_000, 1_100_000]);
    parent[key] = pick(random, ['a', '9', '"', '\\', '\u{1F4B3}', '\u0000', '\n']).repeat(length);
  },
  unicode(draft, random) {
    const { parent, key } = pickPlace(draft, random);
    const odd = raw(draft, `"${pick(random, ODD_TEXTS)}"`);
    parent[key] = odd;
  },
  token(draft, random) {
    // Of no other message, or one would be taken for the other.
    const own = Math.floor(random() * 2 ** 40).toString(36);
    const text = pick(random, TOKENS).replace(/^[xa]{1,28}/, own);
    const [place] = pickNamed(draft, random, (key) => key.endsWith('token'));
    if (place !== undefined) place.parent[place.key] = raw(draft, `"${text}"`);
  },
  card(draft, random) {
    for (const { parent, key } of named(draft, (name) => name === 'card_token')) {
      const was = String(parent[key]);
      parent[key] = pick(random, [
        was.toUpperCase(),
        ` ${was}`,
        `${was} `,
        [was],
        { token: was },
        null,
        was.slice(1),
        '00000000-0000-4000-8000-000000000000',
      ]);
    }
  },
  time(draft, random) {
    const written = raw(draft, pick(random, TIMES));
    for (const place of pickNamed(draft, random, (key) => key.endsWith('_time') || key.endsWith('_date')))
      place.parent[place.key] = written;
  },
  orders(draft, random) {
    if (!isRecord(draft.root)) return;
    const { gpa_order: load, gpa_order_unload: unload } = draft.root;
    const order = load ?? unload;
    if (random() < 0.4) Object.assign(draft.root, { gpa_order: order, gpa_order_unload: structuredClone(order) });
    else draft.root = { ...draft.root, gpa_order: unload, gpa_order_unload: load };
  },
  wrapped(draft, random) {
    const was = draft.root;
    draft.root = pick(random, [
      [was],
      { transactions: [was] },
      JSON.stringify(was),
      { transactions: was },
      [[was, was]],
      { jit_funding: was },
      null,
      5,
      '',
      {},
      [],
    ]);
  },
  swapped(draft, random) {
    const [left, right] = [pickPlace(draft, random), pickPlace(draft, random)];
    [left.parent[left.key], right.parent[right.key]] = [structuredClone(right.parent[right.key]), structuredClone(left.parent[left.key])];
  },
  truncated(draft, random) {
    draft.onBytes.push((bytes) => bytes.subarray(0, Math.floor(random() * bytes.length)));
  },
  flipped(draft, random) {
    const times = pick(random, [1, 1, 1, 4, 64]);
    draft.onBytes.push((bytes) => {
      const changed = Buffer.from(bytes);
      for (let i = 0; i < times && changed.length > 0; i += 1) changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
      return changed;
    });
  },
  inserted(draft, random) {
    const what = pick(random, [',', '}', '"', '\0', '\\', '-', '0', 'e9', '.', '\u2028', ' ', '[', '{"a":']);
    draft.onBytes.push((bytes) => {
      const at = Math.floor(random() * (bytes.length + 1));
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(what), bytes.subarray(at)]);
    });
  },
  around(draft, random) {
    const [before, after] = pick(random, [
      ['\uFEFF', ''],
      ['', 'garbage'],
      [' \n\t', '\n'],
      ['', '{}'],
      ['//', ''],
      ['for(;;);', ''],
      ['\0', ''],
      ['', '\0'],
    ] as const);
    draft.onText.push((text) => before + text + after);
  },
  encoding(draft, random) {
    draft.onBytes.push(
      pick<(bytes: Buffer) => Buffer>(random, [
        (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
        (bytes) => Buffer.from(bytes.toString('utf8'), 'latin1'),
        (bytes) => gzipSync(bytes),
        (bytes) => Buffer.from(bytes.toString('base64')),
        () => Buffer.alloc(0),
        (bytes) => Buffer.concat([bytes, bytes]),
      ]),
    );
  },
  headers(draft, random) {
    const [name, value] = pick(random, HEADERS);
    draft.headers[name] = value;
  },
};

const NAMES = Object.keys(MUTATIONS);

const AMOUNTS = [
  ...[
    '-1',
    '-0',
    '-0.01',
    '0',
    '0.0',
    '0.001',
    '129.005',
    '129.00000000000000000000',
    '1.0000000000000000001',
    '1e2',
    '1E+2',
    '12900e-2',
    '1e-2',
  ],
  ...[
    '1e-3',
    '1e18',
    '1e19',
    '1e400',
    '1e-400',
    '999999999999999999',
    '1000000000000000000',
    '9007199254740993',
    `1${'0'.repeat(400)}`,
    '10000000000000',
  ],
  ...[
    'NaN',
    'Infinity',
    '-Infinity',
    'null',
    'true',
    '[]',
    '{}',
    '[129.00]',
    '{"amount":1}',
    '0x10',
    '.5',
    '5.',
    '+5',
    '00129',
    '1_000',
    '1,50',
  ],
  ...['""', '"12.30"', '" 12.30"', '"12.30 "', '"-5"', '"NaN"', '"1e2"', '"1,50"', '"٣"', '"0x10"', '"null"', '"12.30\\u0000"', '"９"'],
]; // prettier-ignore

const CURRENCIES = [
  '"EUR"',
  '"JPY"',
  '"KWD"',
  '"usd"',
  '"US"',
  '"USDX"',
  '"XXX"',
  '""',
  '840',
  '"840"',
  'null',
  '[]',
  '["USD"]',
  '"USD "',
  '"USD\\u0000"',
  '"constructor"',
  '"__proto__"',
  '"ＵＳＤ"',
]; // prettier-ignore

/** Questions, tellings, and names that no list has. */
const METHODS = [
  ...[
    'pgfs.authorization',
    'pgfs.authorization.incremental',
    'pgfs.authorization.account_verification',
    'pgfs.authorization.cashback',
    'pgfs.atm.withdrawal',
  ],
  ...[
    'pgfs.auth_plus_capture',
    'pgfs.balanceinquiry',
    'pgfs.refund.authorization',
    'pgfs.original.credit.authorization',
    'pgfs.original.credit.auth_plus_capture',
  ],
  ...[
    'pgfs.billpayment',
    'pgfs.product.inquiry',
    'pgfs.pindebit',
    'pgfs.pindebit.balanceinquiry',
    'pgfs.network.load',
    'pgfs.pindebit.cashback',
  ],
  ...[
    'pgfs.authorization.clearing',
    'pgfs.authorization.advice',
    'pgfs.refund',
    'pgfs.force_capture',
    'pgfs.authorization.standin',
    'pgfs.adjustment.credit',
  ],
  ...[
    'pgfs.teleport',
    'PGFS.AUTHORIZATION',
    ' pgfs.authorization',
    'pgfs.authorization ',
    'pgfs.authorization\0',
    'pgfs',
    '',
    'constructor',
    '__proto__',
    'toString',
  ],
]; // prettier-ignore

/** As they stand between the quotes. */
const ODD_TEXTS = [
  '\\ud800',
  '\\udc00\\ud800',
  '\\u0000',
  'a\\u0000b',
  '\uFEFF',
  '\u202Egnp.exe',
  '\u0301\u0301',
  '\u{1F4B3}',
  '\\u2028',
  "'; DROP TABLE cards; --",
  '\\n\\r\\t',
  '\\u001b[31m',
  '%00%n%s',
  '\uFFFD',
  '../../etc/passwd',
  '${7*7}',
  '\\ud83d',
]; // prettier-ignore

const TOKENS = [
  '',
  'x',
  'a'.repeat(36),
  'a'.repeat(37),
  'a'.repeat(5_000),
  '\\u0000',
  'a\\u0000b',
  '\\ud800',
  "'; DROP TABLE cards; --",
  '\\\\',
  '\u{1F4B3}',
  ' ',
  'null',
  '__proto__',
]; // prettier-ignore

const TIMES = [
  '"9999-12-31T23:59:59Z"',
  '"0000-01-01T00:00:00Z"',
  '"+275760-09-13T00:00:00Z"',
  '"-271821-04-20T00:00:00Z"',
  '"2026-13-45T99:99:99Z"',
  '"yesterday"',
  '""',
  '0',
  '1e99',
  'null',
  '"2026-02-29T00:00:00Z"',
  '"2026-03-29T01:30:00+99:99"',
  '"1970-01-01"',
  '"2026-03-02T09:15:04.123456789Z"',
]; // prettier-ignore

const HEADERS = [
  ['content-type', 'text/plain'],
  ['content-type', 'application/xml'],
  ['content-type', 'application/json; charset=utf-16'],
  ['content-type', 'multipart/form-data; boundary=x'],
  ['content-type', 'application/x-www-form-urlencoded'],
  ['content-type', 'nonsense'],
  ['content-encoding', 'gzip'],
  ['content-encoding', 'nonsense'],
  ['authorization', 'Basic'],
  ['authorization', 'Bearer abc'],
  ['authorization', `Basic ${'A'.repeat(2_000)}`],
  ['x-forwarded-for', '127.0.0.1'],
  ['accept', 'text/html'],
] as const;

type Place = { readonly parent: Record<string, unknown>; readonly key: string };

/** Where what is decided on stands; half of all changes are made there. */
const DECISIVE =
  /^(token|card_token|currency_code|amount|method|gpa_order|gpa_order_unload|jit_funding|type|state|mcc|user_transaction_time)$/;

function pickPlace(draft: Draft, random: Random): Place {
  const decisive = random() < 0.5 ? named(draft, (key) => DECISIVE.test(key)) : [];
  const all = decisive.length > 0 ? decisive : named(draft, () => true);
  return all.length > 0 ? pick(random, all) : { parent: {}, key: 'nowhere' };
}

/** All places of such a name, or one of them. */
function pickNamed(draft: Draft, random: Random, is: (key: string) => boolean): Place[] {
  const all = named(draft, is);
  return all.length === 0 || random() < 0.5 ? all : [pick(random, all)];
}

function named(draft: Draft, is: (key: string) => boolean): Place[] {
  const found: Place[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (is(key)) found.push({ parent: node as Record<string, unknown>, key });
      walk(value);
    }
  };
  walk(draft.root);
  return found;
}

/** A placeholder for text that stands in the body exactly so, whether JSON or not. */
function raw(draft: Draft, written: string): string {
  const placeholder = `@raw${draft.raw.size}@`;
  draft.raw.set(placeholder, written);
  return placeholder;
}

function replaceAll(parent: Record<string, unknown>, entries: readonly (readonly [string, unknown])[]): void {
  for (const key of Object.keys(parent)) delete parent[key];
  for (const [key, value] of entries) parent[key] = value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pick<T>(random: Random, from: readonly T[]): T {
  const found = from[Math.floor(random() * from.length)];
  if (found === undefined) throw new RangeError('There is nothing to pick from.');
  return found;
}
