import { failureOf } from './failure.ts';
import { type Answer, Connection, ConnectionLostError, requestHead } from './connection.ts';
import type { LoadPlan, LoadRequest, LoadResult, MakeRequests } from './load-plan.ts';

/** The load's own process: takes plans from its parent, one after the other, and answers each with what happened. */
process.on('message', (plan: LoadPlan) => {
  run(plan).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
  );
});
process.on('disconnect', () => process.exit());

/** What is not answered so long after the last was due is not waited for, nor is it sent. */
const ANSWER_TIMEOUT_MS = 10_000;

class Load {
  readonly #plan: LoadPlan;
  readonly #ports: readonly number[];
  readonly #head: string;
  readonly #requestOf: (sequence: number) => LoadRequest;
  readonly #idle: Connection[] = [];
  readonly #late: number[] = [];
  readonly #statuses: number[] = [];
  readonly #latencies: number[] = [];
  #opened = 0;
  #answered = 0;
  #mismatched = 0;
  readonly #failures: Record<string, number> = {};
  #firstAnswer: LoadResult['firstAnswer'] = null;
  #lastAnswerAt = 0;

  constructor(plan: LoadPlan, requestOf: (sequence: number) => LoadRequest) {
    this.#plan = plan;
    this.#ports = typeof plan.port === 'number' ? [plan.port] : plan.port;
    this.#head = requestHead(this.#ports[0] ?? 0, plan.path, plan.headers);
    this.#requestOf = requestOf;
  }

  async run(): Promise<LoadResult> {
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    const { pace, durationMs, connections } = this.#plan;
    const endAt = startedAt + durationMs;
    const giveUpAt = endAt + ANSWER_TIMEOUT_MS;
    const isTooLate = (): boolean => performance.now() > giveUpAt;
    if (pace.kind === 'closed') {
      const next = (): void => {
        if (performance.now() < endAt && !this.#exhausted) this.#send(performance.now(), next);
      };
      for (let count = 0; count < connections; count += 1) next();
      await this.#until(() => performance.now() >= endAt || this.#exhausted);
    } else {
      await this.#sendByTheClock(startedAt, endAt, pace.perSecond);
      await this.#until(() => this.#late.length === 0 || isTooLate());
      this.#fail('NOT_SENT', this.#late.splice(0).length);
    }
    await this.#until(() => this.#answered === this.#statuses.length || isTooLate());
    this.#fail('NO_ANSWER', this.#statuses.length - this.#answered);
    for (const connection of this.#idle) connection.close();
    const cpu = process.cpuUsage(cpuBefore);
    return {
      firstSequence: this.#plan.firstSequence,
      statuses: Uint16Array.from(this.#statuses),
      latenciesMs: Float64Array.from(this.#latencies).sort(),
      elapsedMs: this.#lastAnswerAt - startedAt,
      mismatched: this.#mismatched,
      failures: { ...this.#failures },
      firstAnswer: this.#firstAnswer,
      cpuMs: (cpu.user + cpu.system) / 1000,
    };
  }

  get #exhausted(): boolean {
    return this.#statuses.length >= (this.#plan.maxRequests ?? Number.POSITIVE_INFINITY);
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  async #sendByTheClock(startedAt: number, endAt: number, perSecond: number): Promise<void> {
    let dueAt = startedAt;
    while (dueAt < endAt && !this.#exhausted) {
      const now = performance.now();
      while (dueAt <= now && dueAt < endAt && !this.#exhausted) {
        if (this.#idle.length > 0 || this.#opened < this.#plan.connections) this.#send(dueAt, () => this.#sendLate());
        else this.#late.push(dueAt);
        dueAt += (-Math.log(1 - Math.random()) * 1000) / perSecond;
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  #sendLate(): void {
    const dueAt = this.#late.shift();
    if (dueAt !== undefined) this.#send(dueAt, () => this.#sendLate());
  }

  #send(dueAt: number, then: () => void): void {
    const index = this.#statuses.push(0) - 1;
    const { body, headers, echo } = this.#requestOf(this.#plan.firstSequence + index);
    const connection = this.#take();
    const text = `${this.#head}${headers ?? ''}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    connection.send(text, (answer) => {
      this.#note(index, dueAt, body, echo, answer);
      if (connection.usable) this.#idle.push(connection);
      else this.#opened -= 1;
      then();
    });
  }

  #take(): Connection {
    for (let known = this.#idle.pop(); known !== undefined; known = this.#idle.pop()) {
      if (known.usable) return known;
      this.#opened -= 1;
    }
    const port = this.#ports[this.#opened % this.#ports.length] ?? 0;
    this.#opened += 1;
    return new Connection(port);
  }

  #fail(why: string, times = 1): void {
    if (times > 0) this.#failures[why] = (this.#failures[why] ?? 0) + times;
  }

  #note(index: number, dueAt: number, request: string, echo: string, answer: Answer | ConnectionLostError): void {
    const now = performance.now();
    this.#answered += 1;
    this.#lastAnswerAt = now;
    if (answer instanceof ConnectionLostError) return this.#fail('CONNECTION_LOST');
    const failure = failureOf(answer, echo);
    if (failure !== null) this.#fail(failure);
    this.#statuses[index] = answer.status;
    this.#latencies.push(now - dueAt);
    if (!answer.body.includes(echo)) this.#mismatched += 1;
    this.#firstAnswer ??= { request, ...answer };
  }
}

async function run(plan: LoadPlan): Promise<LoadResult> {
  const { makeRequests } = (await import(plan.source.module)) as { makeRequests: MakeRequests<unknown> };
  return new Load(plan, makeRequests(plan.source.options)).run();
}
