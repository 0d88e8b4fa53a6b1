#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
import { type EmulatorOptions, type PartialSettings, startEmulator } from './index.ts';
import { readUnconfirmed } from './read-unconfirmed.ts';
import { scenarioCommand } from './scenario/command.ts';

/** A whole number of the environment, or what to take without it. Stops with a line that names the variable. */
function numberFrom(name: string, otherwise: number, min: number, max: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (Number.isFinite(value) && value >= min && value <= max) return value;
  process.stderr.write(`${name} is "${text}": it expects a number from ${min} to ${max}.\n`);
  process.exit(2);
}

/** Choices where Marqeta's facts leave one. */
function unconfirmedFrom(name: string): PartialSettings {
  const json = process.env[name];
  if (json === undefined || json === '') return {};
  try {
    return { unconfirmed: readUnconfirmed(json) };
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}.\n`);
    process.exit(2);
  }
}

/** Runs an emulator until a signal ends it. */
async function serve(): Promise<void> {
  const { EMULATOR_APPLICATION_TOKEN, EMULATOR_ACCESS_TOKEN, EMULATOR_SEED, EMULATOR_HOST, EMULATOR_WIDGET_FRAME_ANCESTORS } = process.env;
  const port = numberFrom('EMULATOR_PORT', 4001, 0, 65_535);
  const options: EmulatorOptions = {
    port,
    widgetPort: numberFrom('EMULATOR_WIDGET_PORT', port === 0 ? 0 : port + 1, 0, 65_535),
    ...(EMULATOR_HOST ? { host: EMULATOR_HOST } : {}),
    dataDir: process.env['EMULATOR_DATA_DIR'] || ':memory:',
    ...(EMULATOR_SEED ? { seed: EMULATOR_SEED } : {}),
    purchasesPerMinute: numberFrom('DEMO_PURCHASES_PER_MINUTE', 20, 0, 6_000),
    settings: {
      retrySpeed: numberFrom('EMULATOR_RETRY_SPEED', 1, 0.001, 1_000_000),
      ...(EMULATOR_APPLICATION_TOKEN ? { applicationToken: EMULATOR_APPLICATION_TOKEN } : {}),
      ...(EMULATOR_WIDGET_FRAME_ANCESTORS ? { widgetFrameAncestors: EMULATOR_WIDGET_FRAME_ANCESTORS } : {}),
      ...(EMULATOR_ACCESS_TOKEN ? { accessToken: EMULATOR_ACCESS_TOKEN } : {}),
      ...unconfirmedFrom('EMULATOR_UNCONFIRMED'),
    },
  };
  const emulator = await startEmulator(options).catch((error: unknown) => {
    // A port that is taken, a folder that cannot be written: one line says which.
    process.stderr.write(`The emulator does not start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
  process.stdout.write(`${JSON.stringify({ ready: true, url: emulator.url, widget_url: emulator.widgetUrl })}\n`);

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void emulator.close().then(() => process.exit(0)));
  }
}

const [command, ...args] = process.argv.slice(2);
if (command === 'scenario') process.exitCode = await scenarioCommand(args, (line) => process.stdout.write(`${line}\n`));
else await serve();
