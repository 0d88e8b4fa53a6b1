import { setTimeout as delay } from 'node:timers/promises';
import { AnyPage, ErrorBody } from '../wire/resources.ts';
import { parseJsonKeepingDecimals } from '../wire/decimal.ts';
import { checker, isObject } from '../wire/schema.ts';
import { mismatches } from './match.ts';
import type { Names } from './names.ts';
import { type Chapter, type Method, methodOf, type Row } from './row.ts';

export interface Request {
  readonly method: Method;
  /** Below `/v3`, with its query. */
  readonly path: string;
  readonly body: string | undefined;
  readonly credentials: 'OURS' | 'NONE' | 'WRONG';
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface Target {
  readonly kind: 'EMULATOR' | 'SANDBOX';
  readonly names: Names;
  ask(request: Request): Promise<Answer>;
}

export interface Result {
  readonly chapter: string;
  readonly row: Row;
  readonly outcome: 'HELD' | 'BROKEN' | 'SKIPPED';
  readonly problems: readonly string[];
  /** Fields of an undocumented type: no breach, since Marqeta may add what it likes (wire-format W2). */
  readonly notes: readonly string[];
}

/** Asks everything in order and holds each answer against its row; then takes back what was made. */
export async function runContract(target: Target, chapters: readonly Chapter[], onResult: (result: Result) => void): Promise<void> {
  for (const chapter of chapters) {
    for (const row of chapter.rows) onResult({ chapter: chapter.title, row, ...(await hold(target, row)) });
  }
  // What was made last goes first: a card before its holder.
  for (const chapter of chapters.toReversed()) for (const row of chapter.closing ?? []) await target.ask(requestOf(target.names, row));
}

type Held = Pick<Result, 'outcome' | 'problems' | 'notes'>;

async function hold(target: Target, row: Row): Promise<Held> {
  if (row.emulatorOnly !== undefined && target.kind === 'SANDBOX') return { outcome: 'SKIPPED', problems: [], notes: [] };
  const { problems, notes, body } = await judgedInTime(target, row);
  for (const [name, path] of Object.entries(row.keep ?? {})) {
    const value = at(body, path);
    if (typeof value === 'string' || typeof value === 'number') target.names.keep(name, String(value));
    else problems.push(`body.${path} is missing, which other rows need`);
  }
  return { outcome: problems.length === 0 ? 'HELD' : 'BROKEN', problems, notes };
}

const AGAIN_MS = 100;

async function judgedInTime(target: Target, row: Row): Promise<ReturnType<typeof judge>> {
  const patientUntil = performance.now() + (row.patienceMs ?? 0);
  for (;;) {
    const judged = judge(row, await target.ask(requestOf(target.names, row)), target);
    if (judged.problems.length === 0 || performance.now() >= patientUntil) return judged;
    await delay(AGAIN_MS);
  }
}

function requestOf(names: Names, row: Row): Request {
  const parameters = names.of([...(row.at ?? [])]);
  const path = row.call.slice(row.call.indexOf(' ') + 1).replace(/\{[^}]+\}/g, () => encodeURIComponent(parameters.shift() ?? ''));
  const query = new URLSearchParams(
    Object.entries(names.of(row.query ?? {})).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return {
    method: methodOf(row),
    path: query === '' ? path : `${path}?${query}`,
    body: row.text ?? (row.body === undefined ? undefined : JSON.stringify(names.of(row.body))),
    credentials: row.credentials ?? 'OURS',
  };
}

/** Edges answer some errors in their own way: HTML, or another JSON (wire-format §1.13). */
const EDGE_STATUSES: readonly number[] = [401, 403, 404, 405];

function judge(row: Row, { status, text }: Answer, { kind, names }: Target): { problems: string[]; notes: string[]; body: unknown } {
  const wanted = [row.status].flat();
  if (!wanted.includes(status))
    return { problems: [`answered ${status} instead of ${wanted.join(' or ')}: ${text.slice(0, 300)}`], notes: [], body: null };
  const body = parsed(text);
  if (status >= 400) {
    const fromEdge = kind === 'SANDBOX' && EDGE_STATUSES.includes(status);
    return { problems: fromEdge ? [] : errorProblems(row, status, body), notes: [], body };
  }
  const { problems, notes } = shapeProblems(row, body);
  return { problems: [...problems, ...(row.like === undefined ? [] : mismatches(names.of(row.like), body))], notes, body };
}

function parsed(text: string): unknown {
  if (text === '') return {};
  try {
    return parseJsonKeepingDecimals(text);
  } catch {
    // What is no JSON has no fields, and so fails whatever is asked of it.
    return text;
  }
}

const checkError = checker(ErrorBody);

/** Six digits as text, of which three repeat the status, and a sentence. */
function errorProblems({ errorCode }: Row, status: number, body: unknown): string[] {
  const checked = checkError(structuredClone(body));
  const code = checked.ok ? checked.value.error_code : undefined;
  const message = checked.ok ? checked.value.error_message : undefined;
  if (code === undefined || !/^\d{6}$/.test(code) || message === undefined || message === '')
    return ['the error has no code of six digits and a message'];
  if (!code.startsWith(String(status))) return [`error_code is ${code}: it should begin with ${status}`];
  return errorCode === undefined || errorCode === code ? [] : [`error_code is ${code}: it should be ${errorCode}`];
}

const checkPage = checker(AnyPage);

function shapeProblems({ is, pageOf }: Row, body: unknown): { problems: string[]; notes: string[] } {
  if (is !== undefined) return checkedAs(checker(is), body, 'body');
  if (pageOf === undefined) return { problems: [], notes: [] };
  const page = checkPage(structuredClone(body));
  if (!page.ok) return { problems: page.problems.map((problem) => `page: ${problem}`), notes: [] };
  const { data, count, start_index: start, end_index: end, is_more: more } = page.value;
  const problems = more === undefined ? ['is_more is missing'] : [];
  // Only a page that holds something must say where it is (§1.10).
  if (data.length > 0 && count !== data.length) problems.push(`count is ${count} of ${data.length} items`);
  if (data.length > 0 && end !== (start ?? 0) + data.length - 1)
    problems.push(`end_index is ${end} from ${start} with ${data.length} items`);
  const check = checker(pageOf);
  const items = data.map((item, index) => checkedAs(check, item, `data.${index}`));
  return { problems: [...problems, ...items.flatMap((item) => item.problems)], notes: items.flatMap((item) => item.notes) };
}

function checkedAs(check: ReturnType<typeof checker>, value: unknown, where: string): { problems: string[]; notes: string[] } {
  const checked = check(structuredClone(value));
  if (!checked.ok) return { problems: checked.problems.map((problem) => `${where}: ${problem}`), notes: [] };
  return { problems: [], notes: checked.ignored.map((field) => `${where}${field} has an undocumented type`) };
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}
