import type pg from 'pg';
import { createMarqetaClient, type MarqetaClient, MarqetaError } from '@afc/marqeta';
import { programsOfAll } from './cards/card-program.service.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { accountSetup, originForMarqeta } from './marqeta-account.ts';
import { explainAbsence } from './marqeta/provisioning/describe.ts';
import { type AccountSetup, desiredAccount, type DesiredResource } from './marqeta/provisioning/desired.ts';
import { openGatewayPool } from './platform/database.ts';
import { createLog } from './platform/log.ts';

/** What a command about the Marqeta account works with. */
export type AccountCommand = {
  readonly config: Config;
  readonly client: MarqetaClient;
  readonly setup: AccountSetup;
  readonly wanted: readonly DesiredResource[];
  /** For what the product itself knows of its account. */
  readonly gateway: pg.Pool;
};

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs a command with the account as the configuration names it; what a person can mend is told in one line. */
export async function runAccountCommand(run: (command: AccountCommand) => Promise<number>): Promise<void> {
  let baseUrl = '';
  try {
    const config = readConfig(process.env);
    ({ baseUrl } = config.marqeta);
    process.exitCode = await withAccount(config, run);
  } catch (error) {
    const line = lineFor(error, baseUrl);
    if (line === null) throw error;
    process.stderr.write(`${line}\n`);
    process.exitCode = 1;
  }
}

async function withAccount(config: Config, run: (command: AccountCommand) => Promise<number>): Promise<number> {
  const log = createLog('silent');
  const gateway = openGatewayPool(config.databaseGatewayUrl, log, 1);
  const client = createMarqetaClient({ ...config.marqeta, logger: log });
  try {
    const setup = accountSetup(config, originForMarqeta(config.publicUrl));
    return await run({ config, client, gateway, setup, wanted: desiredAccount(setup, await programsOfAll(gateway)) });
  } finally {
    await client.close();
    await gateway.end();
  }
}

function lineFor(error: unknown, baseUrl: string): string | null {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) return error.message;
  if (!(error instanceof MarqetaError)) return null;
  const { why, todo } = explainAbsence(error, baseUrl);
  return `${why}. ${todo}`;
}
