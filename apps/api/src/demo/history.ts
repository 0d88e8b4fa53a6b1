import { setTimeout as sleep } from 'node:timers/promises';
import type { Merchant } from '@afc/marqeta/emulator';
import type { ManualClock } from '../platform/clock.ts';
import { toDecimal } from '../platform/money.ts';
import { audit, transact } from '../platform/transact.ts';
import type { DemoApp } from './demo-app.ts';
import { harborline, loureiro, OPERATOR } from './demo-companies.ts';
import { makeCompany, type MadeCompany, setBudgets } from './demo-company.ts';
import type { DemoPurchase, EmulatorControl } from './emulator-control.ts';
import { planPurchases } from './purchase-plan.ts';

/** How far back the demo goes, and of which of all possible histories. */
export const HISTORY = { days: 90, seed: 20_260_302 };
const DAY_MS = 86_400_000;
/** Purchases of so many hours are made together, with both clocks at the end of them. */
const STEP_MS = 6 * 3_600_000;
/** The last command of the demo, by which it is known to be whole. */
export const COMPLETED = 'demo.complete';

/** When the history begins that ends at a moment. */
export function beginningOf(end: Date): Date {
  return new Date(end.getTime() - (HISTORY.days + 1) * DAY_MS);
}

export type History = {
  readonly app: DemoApp;
  readonly emulator: EmulatorControl;
  /** The app's own clock, at `beginningOf(end)`; the emulator's stands there too. */
  readonly clock: ManualClock;
  readonly end: Date;
  readonly onProgress: (share: number, label: string) => void;
};

/** Two companies and what they bought in ninety days, through the product's own services and the emulator, on one moved clock. */
export async function makeHistory({ app, emulator, clock, end, onProgress }: History): Promise<void> {
  onProgress(0.02, 'companies, people and cards');
  await app.services.operators.ensure(OPERATOR);
  const companies = [await makeCompany(app, harborline), await makeCompany(app, loureiro)];
  for (const made of companies) await setBudgets(app, made, monthsUntil(end));
  await settleCards(app, companies);
  const purchases = planAll(companies, await emulator.merchants(), end);
  await live({ app, emulator, clock, end, onProgress }, purchases, scenariosOf(companies));
  await finishCards(app, companies);
  for (const made of companies) await complete(app, made);
}

/** Says in the audit log that the history is whole. */
async function complete(app: DemoApp, { companyId }: MadeCompany): Promise<void> {
  const actor = { kind: 'system', companyId, name: 'demo' } as const;
  await transact(app.database, { command: COMPLETED, actor }, (tx) =>
    Promise.resolve(audit(tx, { subjectType: 'company', subjectId: companyId })),
  );
}

const ABROAD_MS = 20 * 3_600_000;

/** What somebody should look into: the rules on purchases find it, and its holder is asked. */
function planAbroad({ company: { cards, currency }, cardIdOf }: MadeCompany, end: Date): DemoPurchase[] {
  return cards.flatMap((card): DemoPurchase[] => {
    if (card.abroad === undefined) return [];
    const { merchant, minor } = card.abroad;
    const at = new Date(end.getTime() - ABROAD_MS).toISOString();
    return [{ card_token: cardIdOf(card), merchant, amount: toDecimal({ minor, currency }), currency, story: 'simple', at }];
  });
}

/** The months of the history and the one after it, yyyy-MM. */
function monthsUntil(end: Date): string[] {
  return [-3, -2, -1, 0, 1].map((by) => new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + by, 1)).toISOString().slice(0, 7));
}

/** Waits until Marqeta has confirmed every card, and activates the physical ones as their holders would. */
async function settleCards(app: DemoApp, companies: readonly MadeCompany[]): Promise<void> {
  await confirmed(app, companies);
  for (const { company, companyId, cardIdOf } of companies) {
    const physical = new Set(company.programs.filter(({ cardType }) => cardType === 'PHYSICAL').map(({ name }) => name));
    for (const card of company.cards) {
      if (!physical.has(card.program) || card.endsAs === 'UNACTIVATED') continue;
      const cardId = cardIdOf(card);
      await app.services.cards.activate({ kind: 'system', companyId, name: 'demo' }, { idempotencyKey: `activate ${cardId}`, cardId });
    }
  }
  await confirmed(app, companies);
}

async function confirmed(app: DemoApp, companies: readonly MadeCompany[]): Promise<void> {
  const ids = companies.map(({ companyId }) => companyId);
  for (let tries = 0; tries < 600; tries += 1) {
    await app.drain();
    const { rows } = await app.database.gateway.query<{ waiting: string }>(
      'SELECT count(*) AS waiting FROM cards WHERE company_id = ANY ($1) AND waiting_since IS NOT NULL',
      [ids],
    );
    if (rows[0]?.waiting === '0') return;
    await sleep(50);
  }
  throw new Error('the emulator did not confirm the cards within half a minute');
}

function planAll(companies: readonly MadeCompany[], merchants: readonly Merchant[], end: Date): DemoPurchase[] {
  const all = companies.flatMap(({ company, cardIdOf }) => {
    const countries = company.currency === 'EUR' ? ['PRT', 'IRL'] : ['USA'];
    const nearby = merchants
      .filter(({ acceptor }) => countries.includes(acceptor.country_code))
      .map((merchant) => ({ ...merchant, mcc: merchant.acceptor.mcc }));
    return planPurchases(company, nearby, { end, ...HISTORY }).map(({ at, card, merchant, amountMinor, story }) => ({
      card_token: cardIdOf(card),
      merchant: merchant.key,
      amount: toDecimal({ minor: amountMinor, currency: company.currency }),
      currency: company.currency,
      story,
      at: at.toISOString(),
    }));
  });
  return [...all, ...companies.flatMap((made) => planAbroad(made, end))].sort((one, other) => (one.at < other.at ? -1 : 1));
}

type PlannedScenario = { readonly name: string; readonly cardToken: string };

function scenariosOf(companies: readonly MadeCompany[]): PlannedScenario[] {
  return companies.flatMap(({ company, cardIdOf }) =>
    company.cards.flatMap((card) => (card.scenarios ?? []).map((name) => ({ name, cardToken: cardIdOf(card) }))),
  );
}

/**
 * Lets time pass: both clocks move to the end of a step, what fell due happens, then the step's purchases are made. In each of the last
 * steps one scenario is played.
 */
async function live(
  { app, emulator, clock, end, onProgress }: History,
  purchases: readonly DemoPurchase[],
  scenarios: readonly PlannedScenario[],
): Promise<void> {
  let next = 0;
  for (let at = clock.now().getTime() + STEP_MS; next < purchases.length; at += STEP_MS) {
    const until = Math.min(at, end.getTime());
    const due: DemoPurchase[] = [];
    for (let purchase = purchases[next]; purchase !== undefined && Date.parse(purchase.at) <= until; purchase = purchases[next]) {
      due.push(purchase);
      next += 1;
    }
    clock.set(new Date(until));
    await emulator.freezeAt(clock.now());
    if (due.length > 0) await emulator.buy(due);
    const scenario = scenarios[Math.ceil((end.getTime() - until) / STEP_MS)];
    if (scenario !== undefined) await emulator.play(scenario.name, scenario.cardToken);
    onProgress(0.1 + (0.85 * next) / purchases.length, 'ninety days of purchases');
  }
  clock.set(end);
  await emulator.freezeAt(end);
  await emulator.quiesce();
  await app.drain();
}

/** How some cards end up, so that the demo shows every state. */
async function finishCards(app: DemoApp, companies: readonly MadeCompany[]): Promise<void> {
  for (const { company, companyId, cardIdOf } of companies) {
    const by = { kind: 'system', companyId, name: 'demo' } as const;
    for (const card of company.cards) {
      const cardId = cardIdOf(card);
      if (card.endsAs === 'SUSPENDED')
        await app.services.cards.freeze(by, { idempotencyKey: `freeze ${cardId}`, cardId, reason: 'Tools under review' });
      if (card.endsAs === 'TERMINATED') await app.services.cards.terminate(by, { idempotencyKey: `end ${cardId}`, cardId });
    }
  }
  await confirmed(app, companies);
}
