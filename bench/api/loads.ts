import { accessTokenOf, type Companies } from '../lib/company.ts';
import { openLoadGenerator } from '../lib/load.ts';
import type { LoadPlan, LoadResult } from '../lib/load-plan.ts';
import { GATEWAY, GATEWAY_PATH, signedInAs } from '../lib/marqeta-access.ts';
import { cardsOf, companyId } from '../lib/world.ts';
import type { QuestionOptions } from './questions.ts';

/** Of all requests. */
const SHARES = { reads: 0.7, writes: 0.1, decisions: 0.2 } as const;

export type Results = readonly (readonly [name: string, result: LoadResult])[];

/** Mixed loads, one after the other, each of the requests behind those before it. */
export class Loads {
  readonly #companies: Companies;
  readonly #seconds: number;
  readonly #portOf: (index: number) => number;
  #next = 0;

  constructor(companies: Companies, seconds: number, portOf: (index: number) => number) {
    this.#companies = companies;
    this.#seconds = seconds;
    this.#portOf = portOf;
  }

  async run(perSecond: number): Promise<Results> {
    const firstSequence = this.#next;
    // Whole turns through the companies: whoever was frozen is let go.
    const turns = this.#companies.group.companies * 2;
    this.#next += turns * Math.ceil((perSecond * this.#seconds * 2) / turns);
    return Promise.all(
      Object.entries(await this.#plans()).map(async ([name, plan], index) => {
        const generator = openLoadGenerator();
        try {
          const pace = { kind: 'open', perSecond: perSecond * SHARES[name as keyof typeof SHARES] } as const;
          const port = this.#portOf(index);
          return [
            name,
            await generator.run({ ...plan, port, connections: 200, pace, durationMs: this.#seconds * 1_000, firstSequence }),
          ] as const;
        } finally {
          await generator.close();
        }
      }),
    );
  }

  async #plans(): Promise<Readonly<Record<keyof typeof SHARES, Asked>>> {
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
