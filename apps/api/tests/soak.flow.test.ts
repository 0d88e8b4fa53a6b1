import { expect, onTestFailed, onTestFinished, test } from 'vitest';
import { DEFAULT_TOKENS } from '../src/marqeta/account-tokens.ts';
import { randomFrom } from '../src/platform/random.ts';
import { differences } from '../src/testing/soak/differences.ts';
import { shop } from '../src/testing/soak/shop.ts';
import { SoakEmulator, STORIES } from '../src/testing/soak/soak-emulator.ts';
import { drawFaults, type SoakCard } from '../src/testing/soak/soak-plan.ts';
import { SoakProduct } from '../src/testing/soak/soak-product.ts';

const SEED = Number(process.env['SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const LONG = process.env['LONG'] === '1';
const SHOPPING_MS = LONG ? 10 * 60_000 : 12_000;
/** One can clear for more than was held, and so take more than is there: not with the company whose funds are short. */
const NEVER_MORE = ['simple', 'refund', 'reversal'] as const;
const FUNDS = 30_000;
const LIMIT = 40_000;

test(
  'with everything going wrong at Marqeta, the books stay right and in the end are Marqeta’s',
  async () => {
    onTestFailed(() => void process.stderr.write(`SEED=${SEED} repeats the soak.\n`));
    const random = randomFrom(SEED);
    const emulator = await SoakEmulator.start(SEED);
    onTestFinished(() => emulator.close());
    const product = await SoakProduct.start(emulator.baseUrl);
    onTestFinished(() => product.close());
    const rich = await product.company('Harborline', 100_000_000, [null, null, null, null, LIMIT]);
    const poor = await product.company('Loureiro', FUNDS, [null, null]);
    const companies = [rich.companyId, poor.companyId];
    await product.settled(60_000);
    const cards: SoakCard[] = [
      ...rich.cards.slice(0, 4).map((token) => ({ token, stories: STORIES, mostMinor: 9_000 })),
      ...[rich.cards[4] ?? '', ...poor.cards].map((token) => ({ token, stories: NEVER_MORE, mostMinor: 6_000 })),
    ];

    await emulator.breakWith(drawFaults(random));
    const tokens = await shop({ emulator, product, company: rich, cards, random }, SHOPPING_MS);
    const struck = await emulator.mend();
    await emulator.finish();
    await product.settled(60_000);
    await product.run('transactions.askAboutOldHolds');
    await product.settled(60_000);
    const stillHeld = await product.heldPastItsLife(rich.companyId);
    await emulator.resendSilenced(DEFAULT_TOKENS.webhook);
    await product.settled(60_000);

    const marqeta = await emulator.purchases(tokens);
    expect(Object.values(struck).filter((times) => times > 0).length).toBeGreaterThan(Object.keys(struck).length / 2);
    expect(differences(marqeta, await product.purchases(companies))).toEqual([]);
    expect(stillHeld).toEqual([]);
    expect(await product.broken(companies)).toEqual([]);
    expect(await product.deadLetters()).toEqual([]);
    expect(await emulator.pending()).toMatchObject({ webhooks: { waiting: 0 } });
    const { AVAILABLE = 0, HELD = 0, SPENT = 0 } = await product.balances(poor.companyId);
    expect({ AVAILABLE, total: AVAILABLE + HELD + SPENT }).toEqual({ AVAILABLE: Math.max(0, AVAILABLE), total: FUNDS });
    expect(await product.spentWith(rich.cards[4] ?? '')).toBeLessThanOrEqual(LIMIT);
    for (const { id, status, issuer, refusal } of await product.cards(companies))
      expect({ id, issuer, refusal, marqeta: await emulator.cardState(id) }).toEqual({
        id,
        issuer: status,
        refusal: null,
        marqeta: status,
      });
  },
  SHOPPING_MS + 180_000,
);
