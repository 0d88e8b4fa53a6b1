import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder, secrets } from './data-folder.mjs';
import { checkConnection, enterDatabase, openDatabase } from './database.mjs';
import { lastComplaint, parseLogLine, startNodeService } from './node-service.mjs';
import { PlainError } from './plain-error.mjs';
import { freePort } from './ports.mjs';
import { removePostgres } from './postgres.mjs';
import { startRedis } from './redis.mjs';
import { inRoot } from './root.mjs';
import { run } from './run.mjs';

export const API = inRoot('apps', 'api', 'dist', 'src');
const EMULATOR = inRoot('packages', 'marqeta', 'dist', 'emulator', 'main.js');

/** Things that were started, stopped in the reverse order, each of them even when another fails to. */
export function createStack() {
  const opened = [];
  return {
    add(name, stop) {
      opened.push({ name, stop });
    },
    async close(onStopped = () => {}) {
      const failures = [];
      while (opened.length > 0) {
        const { name, stop } = opened.pop();
        await stop().then(
          () => onStopped(name),
          (error) => failures.push(error),
        );
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}

/**
 * Starts the whole product from what is built: database, migrations, Redis if there is one, the emulator, demo data, the API.
 * What the environment already names (DATABASE_URL, REDIS_URL, MARQETA_BASE_URL) is used instead of being started.
 * Answers the addresses, `failure` (settles with a sentence when a part ends unasked) and `stop`.
 */
export async function startProduct({ progress, env = process.env, demo = true, fast = false, serve = serveBuilt }) {
  const stack = createStack();
  try {
    const data = dataFolder(env);
    if (data.warning) progress.say(`  ${data.warning}`);
    mkdirSync(join(data.path, 'logs'), { recursive: true });
    /** @type {Promise<string>[]} */
    const failures = [];
    const context = { progress, stack, env, fast, dataDir: data.path, failures, notes: [] };

    forgetHalfMadeDemo(context);
    const settings = await choosePorts(context);
    Object.assign(settings, await database(context));
    Object.assign(settings, await redis(context));
    await migrate(context, settings);
    if (!env.MARQETA_BASE_URL) Object.assign(settings, await emulator(context, settings));
    const signIns = demo ? await seed(context, settings) : [];
    await serve(context, settings);
    return {
      url: settings.PUBLIC_URL,
      emulatorUrl: env.MARQETA_BASE_URL ? undefined : `http://localhost:${settings.EMULATOR_PORT}`,
      settings,
      signIns,
      notes: context.notes,
      failure: Promise.race([never(), ...failures]),
      stop: (onStopped) => stack.close(onStopped),
    };
  } catch (error) {
    await stack.close();
    throw error;
  }
}

/** For a command beside the product: runs `work(settings)` with the database, the embedded one started for as long as it takes. */
export async function withDatabase(progress, work, env = process.env) {
  const { path: dataDir } = dataFolder(env);
  const opened = await progress.step('PostgreSQL 18', () => enterDatabase({ dataDir, env }));
  try {
    const own = {
      PUBLIC_URL: `http://localhost:${env.PORT || 4000}`,
      MARQETA_BASE_URL: `http://localhost:${env.EMULATOR_PORT || 4001}/v3`,
    };
    return await work({ ...secrets(dataDir), ...own, ...withoutEmpty(env), ...opened.env, DATA_DIR: dataDir });
  } finally {
    await opened.stop();
  }
}

/** The settings of one process of the product, with the ports that are free. */
async function choosePorts({ env, dataDir, notes }) {
  const wanted = Number(env.PORT || 4000);
  const port = await freePort(wanted);
  const emulatorPort = await freePort(Number(env.EMULATOR_PORT || 4001), { avoid: [port] });
  const widgetPort = await freePort(Number(env.EMULATOR_WIDGET_PORT || (env.EMULATOR_PORT === '0' ? 0 : 4002)), {
    avoid: [port, emulatorPort],
  });
  if (wanted !== 0 && port !== wanted) notes.push(`Port ${wanted} is taken: the product is on ${port}.`);
  return {
    ...secrets(dataDir),
    ...withoutEmpty(env),
    PORT: String(port),
    PUBLIC_URL: env.PUBLIC_URL || `http://localhost:${port}`,
    EMULATOR_PORT: String(emulatorPort),
    EMULATOR_WIDGET_PORT: String(widgetPort),
    DATA_DIR: dataDir,
    ROLE: env.ROLE || 'all',
  };
}

const withoutEmpty = (env) => Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));

function database({ progress, stack, env, fast, dataDir, failures }) {
  return progress.step('PostgreSQL 18', async (report) => {
    const warnings = [];
    const logger = { info: (text) => report.note(text), warn: (text) => warnings.push(text) };
    const opened = await openDatabase({ dataDir, env, port: Number(env.POSTGRES_PORT || 5432), fast, logger });
    stack.add('PostgreSQL', opened.stop);
    let stopping = false;
    stack.add('', async () => {
      stopping = true;
    });
    if (opened.exited)
      failures.push(
        opened.exited.then(() =>
          stopping ? new Promise(() => {}) : `PostgreSQL stopped by itself (log: ${join(dataDir, 'postgres', 'postgres.log')})`,
        ),
      );
    return withSummary(opened.env, [opened.summary, ...warnings].join('. '));
  });
}

function redis({ progress, stack, env, dataDir }) {
  if (env.REDIS_URL) return {};
  return progress.step('Redis', async () => {
    const server = await startRedis({ dataDir: join(dataDir, 'redis') });
    if (!server) return withSummary({}, 'none on the PATH: kept in memory, inside the process');
    stack.add('Redis', server.stop);
    return withSummary({ REDIS_URL: server.url }, `port ${server.port}`);
  });
}

export function migrate({ progress }, settings) {
  return progress.step('Migrations', async () => {
    const { code, output } = await run(process.execPath, [join(API, 'migrate.js')], { env: settings });
    if (code !== 0) throw new PlainError(`The migrations failed: ${lastComplaint(output.split('\n'))}`);
    await checkConnection('DATABASE_URL', settings.DATABASE_URL);
    const done =
      output
        .split('\n')
        .map(parseLogLine)
        .find((entry) => entry?.migrated)?.migrated ?? [];
    return done.length === 0 ? 'up to date' : `${done.length} applied`;
  });
}

function emulator({ progress, stack, dataDir, failures }, settings) {
  return progress.step('Marqeta emulator', async () => {
    const env = {
      ...settings,
      EMULATOR_DATA_DIR: join(dataDir, 'emulator'),
      EMULATOR_APPLICATION_TOKEN: settings.MARQETA_APPLICATION_TOKEN,
      EMULATOR_ACCESS_TOKEN: settings.MARQETA_ACCESS_TOKEN,
      DEMO_PURCHASES_PER_MINUTE: settings.DEMO_PURCHASES_PER_MINUTE ?? '20',
      EMULATOR_WIDGET_FRAME_ANCESTORS:
        settings.EMULATOR_WIDGET_FRAME_ANCESTORS ?? `${new URL(settings.PUBLIC_URL).origin} http://localhost:* http://127.0.0.1:*`,
    };
    mkdirSync(env.EMULATOR_DATA_DIR, { recursive: true });
    const service = await startNodeService({
      name: 'The Marqeta emulator',
      script: EMULATOR,
      env,
      logPath: join(dataDir, 'logs', 'emulator.log'),
      isReady: (entry) => entry.ready === true,
    });
    stack.add('emulator', service.stop);
    failures.push(service.failure);
    // This Marqeta account is ours to set up: the process points it at itself.
    const account = {
      MARQETA_BASE_URL: `${service.ready.url.replace(/\/$/, '')}/v3`,
      MARQETA_WIDGET_ORIGIN: service.ready.widget_url,
      DEMO: '1',
    };
    return withSummary(account, service.ready.url);
  });
}

const halfMade = (dataDir) => join(dataDir, 'demo-is-being-made');

/** A start that ended while it made the demo has left data that nobody has used: it is made anew, from nothing. */
function forgetHalfMadeDemo({ progress, env, dataDir }) {
  if (env.DATABASE_URL || !existsSync(halfMade(dataDir))) return;
  progress.say('  The last start was interrupted while it made the demo: its data is deleted and made anew.');
  deleteData(dataDir);
}

/** Deletes what the embedded product keeps, except its secrets. */
export function deleteData(dataDir) {
  removePostgres(join(dataDir, 'postgres'));
  for (const name of ['emulator', 'files', 'redis', 'demo-is-being-made', 'demo.json'])
    rmSync(join(dataDir, name), { recursive: true, force: true });
}

/** Makes the demo companies at the first start, and remembers who can sign in: later starts need not ask. */
async function seed({ progress, env, dataDir }, settings) {
  const remembered = join(dataDir, 'demo.json');
  if (!env.DATABASE_URL && existsSync(remembered)) return JSON.parse(readFileSync(remembered, 'utf8')).signIns;
  const signIns = await progress.step('Demo companies', (report) => makeDemo(report, dataDir, settings));
  writeFileSync(remembered, `${JSON.stringify({ signIns }, null, 2)}\n`, { mode: 0o600 });
  return signIns;
}

async function makeDemo(report, dataDir, settings) {
  let signIns = [];
  const { code, output } = await run(process.execPath, [join(API, 'seed.js')], {
    env: { ...settings, DEMO: '1' },
    onLine(line) {
      const entry = parseLogLine(line);
      if (typeof entry?.progress === 'number') {
        writeFileSync(halfMade(dataDir), '');
        report.part(entry.progress, entry.label ?? '');
      }
      if (Array.isArray(entry?.signIns)) signIns = entry.signIns;
    },
  });
  if (code !== 0) throw new PlainError(`Making the demo data failed: ${lastComplaint(output.split('\n'))}`);
  rmSync(halfMade(dataDir), { force: true });
  return signIns;
}

async function serveBuilt({ progress, stack, dataDir, failures }, settings) {
  await progress.step('API, worker and apps', async () => {
    const service = await startNodeService({
      name: 'The API',
      script: join(API, 'main.js'),
      env: settings,
      cwd: inRoot('apps', 'api'),
      logPath: join(dataDir, 'logs', 'api.log'),
      isReady: (entry) => entry.msg === 'ready',
    });
    stack.add('API', service.stop);
    failures.push(service.failure);
    return settings.PUBLIC_URL;
  });
}

const never = () => new Promise(() => {});

/** An answer whose text the progress line shows, which is not among its own keys. */
function withSummary(value, summary) {
  return Object.defineProperty({ ...value }, 'summary', { value: summary, enumerable: false });
}
