import { textOf } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';

/** What a scenario cannot go on without was not to be had. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

interface Answer {
  readonly status: number;
  readonly body: Body;
}

export type Send = (method: string, path: string, body?: unknown) => Promise<Answer>;

/** The emulator's API and control API, as a scenario talks to them. */
export class Ask {
  readonly send: Send;

  constructor(send: Send) {
    this.send = send;
  }

  /** The body of an answer that is no refusal. */
  async ok(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await this.send(method, path, body);
    if (answer.status < 400) return answer.body;
    throw new ScenarioError(`${method} ${path} was refused with ${answer.status}: ${refusalText(answer.body)}`);
  }
}

export function refusalText(body: Body): string {
  return textOf(body['error_message']) || 'no reason given';
}
