import { accessTokenOf, type Companies } from '../lib/company.ts';
import { type LoadGenerator, openLoadGenerator } from '../lib/load.ts';
import type { LoadPlan, LoadResult } from '../lib/load-plan.ts';
import { GATEWAY, GATEWAY_PATH, signedInAs } from '../lib/marqeta-access.ts';
import { cardsOf, companyId } from '../lib/world.ts';
import type { QuestionOptions } from './questions.ts';

/** Of all requests. */
const SHARES = { reads: 0.7, writes: 0.1, decisions: 0.2 } as const;
type Kind = keyof typeof SHARES;
const KINDS = Object.keys(SHARES) as Kind[];

export type Results = readonly (readonly [name: Kind, result: LoadResult])[];

/** Mixed loads, one after the other, each of the requests behind those before it. */
export class Loads {
  readonly #companies: Companies;
  readonly #ports: readonly number[];
  readonly #generators: Readonly<Record<Kind, LoadGenerator>>;
  readonly #next: Record<Kind, number> = { reads: 0, writes: 0, decisions: 0 };

  constructor(companies: Companies, ports: readonly number[]) {
    this.#companies = companies;
    this.#ports = ports;
    this.#generators = { reads: openLoadGenerator(), writes: openLoadGenerator(), decisions: openLoadGenerator() };
  }

  async run(perSecond: number, seconds: number): Promise<Results> {
    const plans = await this.#plans();
    return Promise.all(
      KINDS.map(async (kind) => {
        const result = await this.#generators[kind].run({
          ...plans[kind],
          ...{ port: this.#ports, connections: 200, durationMs: seconds * 1_000, firstSequence: this.#next[kind] },
          pace: { kind: 'open', perSecond: perSecond * SHARES[kind] },
        });
        this.#next[kind] += result.statuses.length;
        return [kind, result] as const;
      }),
    );
  }

  async close(): Promise<void> {
    await Promise.all(KINDS.map((kind) => this.#generators[kind].close()));
  }

  async #plans(): Promise<Readonly<Record<Kind, Asked>>> {
    const { group, sessions } = this.#companies;
    const { firstCard: first, cardsPerCompany } = group;
    // In the order of the companies of the cards.
    const byCompany = new Map(sessions.map((session) => [session.companyId, session]));
    const accessTokens = await Promise.all(
      Array.from({ length: group.companies }, (_, index) =>
        accessTokenOf(byCompany.get(companyId(group.firstCompany + index)) ?? noSession()),
      ),
    );
    const questions = new URL('questions.ts', import.meta.url).href;
    const asked = (kind: QuestionOptions['kind']): Asked => ({
      path: '/graphql',
      headers: { accept: 'application/json' },
      source: { module: questions, options: { kind, accessTokens, first, cardsPerCompany } satisfies QuestionOptions },
    });
    return {
      reads: asked('reads'),
      writes: asked('writes'),
      decisions: {
        path: GATEWAY_PATH,
        headers: signedInAs(GATEWAY),
        source: { module: import.meta.resolve('../lib/jit-requests.ts'), options: { cards: cardsOf(group), run: 1 } },
      },
    };
  }
}

function noSession(): never {
  throw new Error('a company has nobody who is signed in');
}

type Asked = Pick<LoadPlan, 'path' | 'headers' | 'source'>;
