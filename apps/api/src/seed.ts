import pg from 'pg';
import { createApp } from './app.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { type DemoCompany, emailOf, harborline, loureiro, OPERATOR } from './demo/demo-companies.ts';
import { EmulatorControl } from './demo/emulator-control.ts';
import { beginningOf, COMPLETED, makeHistory } from './demo/history.ts';
import { ManualClock } from './platform/clock.ts';
import { createLog } from './platform/log.ts';

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Makes the demo's two companies, once, and says who can sign in. */
async function seed(config: Config): Promise<void> {
  const state = await stateOf(config.databaseOwnerUrl);
  if (state === 'HALF_MADE')
    throw new ConfigError(
      'The demo data was being made when the first start was interrupted. Run `npm run demo` to start over with fresh data.',
    );
  if (state === 'EMPTY') await fill(config);
  if (state !== 'OTHER') say({ signIns: signIns() });
}

/** Runs the whole product on a moved clock while the history is made. */
async function fill(config: Config): Promise<void> {
  const end = new Date();
  const clock = new ManualClock(beginningOf(end));
  const emulator = new EmulatorControl(config.marqeta.baseUrl);
  const shoppers = await emulator.shoppersPerMinute();
  const app = await createApp({ config: whileFilling(config), clock, log: createLog('warn') });
  try {
    await emulator.paceShoppers(0);
    await emulator.freezeAt(clock.now());
    await app.connectMarqeta(`http://127.0.0.1:${await app.start()}`);
    await makeHistory({ app, emulator, clock, end, onProgress: (progress, label) => say({ progress, label }) });
  } finally {
    await emulator.realTime();
    await emulator.paceShoppers(shoppers);
    await app.close();
  }
}

function whileFilling(config: Config): Config {
  return {
    ...config,
    role: 'all',
    host: '127.0.0.1',
    port: 0,
    databaseUrl: unhurried(config.databaseUrl),
    databaseGatewayUrl: unhurried(config.databaseGatewayUrl),
  };
}

/** Demo data that a crash would lose can be made again, so its commits need not wait for the disk. */
function unhurried(url: string): string {
  const relaxed = new URL(url);
  relaxed.searchParams.set('options', '-c synchronous_commit=off');
  return relaxed.href;
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

try {
  await seed(readConfig(process.env));
  process.exit(0);
} catch (error) {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else createLog('error').error({ err: error }, 'the demo data could not be made');
  process.exit(1);
}
