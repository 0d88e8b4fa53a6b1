import { basicAuthorization, createMarqetaClient } from '@afc/marqeta';
import { AMOUNT } from './authorizations.ts';

const CREDENTIALS = { applicationToken: 'emulator-application', accessToken: 'emulator-access' };
const BASIC = { basic_auth_username: 'bench', basic_auth_password: 'A-password-of-benchmark-1' };
const CARDS_A_HOLDER = 10;

/** An account on the emulator: cards that ask the gateway, and what became of them. */
export class Account {
  readonly headers = { authorization: basicAuthorization({ username: CREDENTIALS.applicationToken, password: CREDENTIALS.accessToken }) };
  readonly #emulator: string;
  readonly #gateway: string;
  readonly #holders: string[] = [];

  constructor(emulator: string, gateway: string) {
    this.#emulator = emulator;
    this.#gateway = gateway;
  }

  /** @returns tokens of the cards */
  async open(count: number): Promise<readonly string[]> {
    return this.#asClient(async (client) => {
      await client.programGateways.create({
        token: 'gateway',
        name: 'gateway',
        url: `${this.#gateway}/gateway`,
        ...BASIC,
        timeout_millis: 3_000,
        active: true,
      });
      const { token: product } = await client.cardProducts.create({
        name: 'Virtual',
        start_date: '2026-01-01',
        config: {
          card_life_cycle: { activate_upon_issue: true },
          jit_funding: { programgateway_funding_source: { enabled: true, funding_source_token: 'gateway' } },
        },
      });
      const cards: string[] = [];
      for (let index = 0; index < count; index += 1) {
        if (index % CARDS_A_HOLDER === 0) this.#holders.push((await client.users.create({ first_name: `Holder ${index}` })).token);
        const card = await client.cards.create({ user_token: this.#holders.at(-1) ?? '', card_product_token: product });
        cards.push(card.token);
      }
      return cards;
    });
  }

  /** From now on each authorization is told to a webhook, too. */
  async tellWebhook(): Promise<void> {
    const config = {
      url: `${this.#gateway}/webhook`,
      ...BASIC,
      secret: 'A-secret-of-a-benchmark-1',
      signature_algorithm: 'HMAC_SHA_256' as const,
    };
    await this.#asClient((client) => client.webhooks.create({ name: 'webhook', active: true, events: ['transaction.*'], config }));
  }

  /** As many as make up what is held. */
  async authorizations(): Promise<number> {
    let held = 0;
    for (const holder of this.#holders) {
      const answer = await fetch(`${this.#emulator}/v3/balances/${holder}`, { headers: this.headers });
      const { gpa } = (await answer.json()) as { gpa: { ledger_balance: number } };
      held += Math.round(gpa.ledger_balance * 100);
    }
    return held / Math.round(Number(AMOUNT) * 100);
  }

  /** Once everything that was on its way has arrived. */
  async told(): Promise<number> {
    await fetch(`${this.#emulator}/control/quiesce`, { method: 'POST' });
    return ((await (await fetch(this.#gateway)).json()) as { told: number }).told;
  }

  async #asClient<T>(work: (client: ReturnType<typeof createMarqetaClient>) => Promise<T>): Promise<T> {
    const client = createMarqetaClient({ baseUrl: `${this.#emulator}/v3`, ...CREDENTIALS });
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  }
}
