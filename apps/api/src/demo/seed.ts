import { setTimeout as sleep } from 'node:timers/promises';
import type { Merchant } from '@afc/marqeta/emulator';
import pg from 'pg';
import { type App, createApp } from '../app.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { ManualClock } from '../platform/clock.ts';
import { createLog } from '../platform/log.ts';
import { toDecimal } from '../platform/money.ts';
import { audit, transact } from '../platform/transact.ts';
import { makeCompany, type MadeCompany, setBudgets } from './demo-company.ts';
import { type DemoCompany, emailOf, harborline, loureiro, OPERATOR } from './demo-companies.ts';
import { EmulatorControl, type DemoPurchase } from './emulator-control.ts';
import { planPurchases } from './purchase-plan.ts';

const DAYS = 90;
const SEED = 20_260_302;
const DAY_MS = 86_400_000;
/** Purchases of so many hours are made together, with both clocks at the end of them. */
const STEP_MS = 6 * 3_600_000;
const COMPLETED = 'demo.complete';

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Makes the demo's two companies with ninety days of history, once. The product and the emulator run for it on one moved clock. */
export async function seed(config: Config): Promise<void> {
  const state = await stateOf(config.databaseOwnerUrl);
  if (state === 'HALF_MADE')
    throw new ConfigError(
      'The demo data was being made when the first start was interrupted. Run `npm run demo` to start over with fresh data.',
    );
  if (state === 'EMPTY') await makeHistory(config);
  if (state !== 'OTHER') say({ signIns: signIns() });
}

/** Demo data that a crash would lose can be made again, so its commits need not wait for the disk. */
function unhurried(url: string): string {
  const relaxed = new URL(url);
  relaxed.searchParams.set('options', '-c synchronous_commit=off');
  return relaxed.href;
}

async function makeHistory(given: Config): Promise<void> {
  const { databaseUrl, databaseGatewayUrl } = given;
  const config = { ...given, databaseUrl: unhurried(databaseUrl), databaseGatewayUrl: unhurried(databaseGatewayUrl) };
  const end = new Date();
  const clock = new ManualClock(new Date(end.getTime() - (DAYS + 1) * DAY_MS));
  const app = await createApp({
    config: { ...config, role: 'all', host: '127.0.0.1', port: 0 },
    clock,
    log: createLog(config.logLevel === 'info' ? 'warn' : config.logLevel),
  });
  const emulator = new EmulatorControl(config.marqeta.baseUrl);
  const shoppers = await emulator.shoppersPerMinute();
  try {
    await emulator.paceShoppers(0);
    await emulator.freezeAt(clock.now());
    await app.connectMarqeta(`http://127.0.0.1:${await app.start()}`);
    say({ progress: 0.02, label: 'companies, people and cards' });
    await app.services.operators.ensure(OPERATOR);
    const companies = [await makeCompany(app, harborline), await makeCompany(app, loureiro)];
    for (const made of companies) await setBudgets(app, made, monthsUntil(end));
    await settleCards(app, companies);
    say({ progress: 0.1, label: 'ninety days of purchases' });
    await live(app, emulator, clock, end, planAll(companies, await emulator.merchants(), end));
    await finishCards(app, companies);
    for (const made of companies) await complete(app, made);
  } finally {
    await emulator.realTime();
    await emulator.paceShoppers(shoppers);
    await app.close();
  }
}

/** `OTHER`: companies that somebody made without the demo. */
async function stateOf(ownerUrl: string): Promise<'EMPTY' | 'HALF_MADE' | 'MADE' | 'OTHER'> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ companies: string; begun: boolean; done: boolean }>(
      `SELECT (SELECT count(*) FROM companies) AS companies,
              EXISTS (SELECT FROM audit_events WHERE command = 'company.create' AND actor_name = 'demo') AS begun,
              EXISTS (SELECT FROM audit_events WHERE command = $1) AS done`,
      [COMPLETED],
    );
    const [found] = rows;
    if (found === undefined || found.companies === '0') return 'EMPTY';
    if (!found.begun) return 'OTHER';
    return found.done ? 'MADE' : 'HALF_MADE';
  } finally {
    await client.end();
  }
}

/** Says in the audit log that the history is whole. */
async function complete(app: App, { companyId }: MadeCompany): Promise<void> {
  const actor = { kind: 'system', companyId, name: 'demo' } as const;
  await transact(app.database, { command: COMPLETED, actor }, (tx) =>
    Promise.resolve(audit(tx, { subjectType: 'company', subjectId: companyId })),
  );
}

/** The months of the history and the one after it, yyyy-MM. */
function monthsUntil(end: Date): string[] {
  return [-3, -2, -1, 0, 1].map((by) => new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + by, 1)).toISOString().slice(0, 7));
}

/** Waits until Marqeta has confirmed every card, and activates the physical ones as their holders would. */
async function settleCards(app: App, companies: readonly MadeCompany[]): Promise<void> {
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

async function confirmed(app: App, companies: readonly MadeCompany[]): Promise<void> {
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
    return planPurchases(company, nearby, { end, days: DAYS, seed: SEED }).map(({ at, card, merchant, amountMinor, story }) => ({
      card_token: cardIdOf(card),
      merchant: merchant.key,
      amount: toDecimal({ minor: amountMinor, currency: company.currency }),
      currency: company.currency,
      story,
      at: at.toISOString(),
    }));
  });
  return all.sort((one, other) => (one.at < other.at ? -1 : 1));
}

/** Lets time pass: both clocks move to the end of a step, what fell due happens, then the step's purchases are made. */
async function live(app: App, emulator: EmulatorControl, clock: ManualClock, end: Date, purchases: readonly DemoPurchase[]): Promise<void> {
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
    say({ progress: 0.1 + (0.85 * next) / purchases.length, label: 'ninety days of purchases' });
  }
  clock.set(end);
  await emulator.freezeAt(end);
  await emulator.quiesce();
  await app.drain();
}

/** How some cards end up, so that the demo shows every state. */
async function finishCards(app: App, companies: readonly MadeCompany[]): Promise<void> {
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

function signIns(): { email: string; password: string; who: string; app: 'admin' | 'portal' }[] {
  const of = (company: DemoCompany, key: string, who: string, app: 'admin' | 'portal') => {
    const person = company.people.find((one) => one.key === key);
    if (person === undefined) throw new Error(`nobody is called ${key}`);
    return { email: emailOf(company, person), password: company.password, who: `${who}, ${company.name}`, app };
  };
  return [
    of(harborline, 'maya', 'Admin', 'admin'),
    of(harborline, 'ingrid', 'Manager of Sales', 'admin'),
    of(harborline, 'ruth', 'Accountant', 'admin'),
    of(harborline, 'kenji', 'Employee', 'portal'),
    of(loureiro, 'beatriz', 'Admin', 'admin'),
    { email: OPERATOR.email, password: OPERATOR.password, who: 'Operator of the installation', app: 'admin' },
  ];
}

if (import.meta.filename === process.argv[1]) {
  try {
    await seed(readConfig(process.env));
    process.exit(0);
  } catch (error) {
    if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
    else createLog('error').error({ err: error }, 'the demo data could not be made');
    process.exit(1);
  }
}
