import type { HttpOutcome, HttpRequest } from '../core/transport.ts';
import { brokenOff } from './broken-off.ts';
import type { Fault } from './fault.ts';
import type { Faults } from './faults.ts';

interface Way {
  readonly faults: Faults;
  readonly post: (request: HttpRequest) => Promise<HttpOutcome>;
  /** Whether the time that an answer has runs from the beginning, so that a delay uses it up. */
  readonly impatient: boolean;
  /** Told of what went out besides: copies that nobody waits for. */
  readonly besides: (request: HttpRequest, outcome: HttpOutcome) => void;
}

/** A request as a fault lets it through, and the answer as the sender sees it. */
export async function through(fault: Fault | null, request: HttpRequest, way: Way): Promise<HttpOutcome> {
  if (fault === null) return way.post(request);
  const started = performance.now();
  const outcome = fault.when === 'before' ? await before(fault, request, way) : await after(fault, request, way);
  return { ...outcome, durationMs: Math.round((performance.now() - started) * 10) / 10 };
}

async function before(fault: Fault, request: HttpRequest, way: Way): Promise<HttpOutcome> {
  switch (fault.kind) {
    case 'delay':
      return way.impatient && fault.delayMs >= request.timeoutMs ? tooLate(fault, request, way) : late(fault, request, way);
    case 'bad_json':
      return way.post({ ...request, body: brokenOff(request.body) });
    case 'duplicate':
      way.faults.aside(copy(fault, request, way));
      return way.post(request);
    case 'drop':
    case 'error':
    case 'silence':
      return seen(fault, request, way);
    default:
      return way.post(request);
  }
}

async function after(fault: Fault, request: HttpRequest, way: Way): Promise<HttpOutcome> {
  const outcome = await way.post(request);
  if (outcome.kind !== 'answered') return outcome;
  if (fault.kind === 'delay') return answeredLate(outcome, fault, request, way);
  if (fault.kind === 'bad_json') return { ...outcome, body: brokenOff(outcome.body) };
  return seen(fault, request, way);
}

/** What the sender sees instead of an answer. */
async function seen({ kind, status }: Fault, request: HttpRequest, { faults }: Way): Promise<HttpOutcome> {
  if (kind === 'error') return { kind: 'answered', status, headers: {}, body: '', durationMs: 0 };
  if (kind !== 'silence') return { kind: 'failed', error: 'the connection was closed', durationMs: 0 };
  await faults.rest(request.timeoutMs);
  return { kind: 'timed_out', durationMs: 0 };
}

async function late({ delayMs }: Fault, request: HttpRequest, { faults, post, impatient }: Way): Promise<HttpOutcome> {
  await faults.rest(delayMs);
  return post(impatient ? { ...request, timeoutMs: request.timeoutMs - delayMs } : request);
}

/** Whoever asked has given up by the time that the other side hears of it. */
async function tooLate(fault: Fault, request: HttpRequest, way: Way): Promise<HttpOutcome> {
  way.faults.aside(copy(fault, request, way));
  return seen({ ...fault, kind: 'silence' }, request, way);
}

async function answeredLate(outcome: HttpOutcome, { delayMs }: Fault, { timeoutMs }: HttpRequest, { faults }: Way): Promise<HttpOutcome> {
  await faults.rest(Math.min(delayMs, timeoutMs - outcome.durationMs));
  return outcome.durationMs + delayMs < timeoutMs ? outcome : { kind: 'timed_out', durationMs: 0 };
}

async function copy({ delayMs }: Fault, request: HttpRequest, { faults, post, besides }: Way): Promise<void> {
  if (await faults.rest(delayMs)) besides(request, await post(request));
}
