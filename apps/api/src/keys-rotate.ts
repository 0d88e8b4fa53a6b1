import pg from 'pg';
import { toExitCode } from './command-end.ts';
import { ConfigError, readConfig } from './config.ts';
import { Sealer } from './platform/seal.ts';
import { rotateKeys } from './privacy/rotate-keys.ts';

/** Wraps every key again under MASTER_KEY, while the product runs with MASTER_KEY_PREVIOUS beside it. */
async function main(): Promise<number> {
  const { databaseOwnerUrl, masterKeys } = readConfig(process.env);
  if (masterKeys.length === 1) throw new ConfigError('MASTER_KEY_PREVIOUS is not set: it expects the master key that is to go.');
  const owner = new pg.Pool({ connectionString: databaseOwnerUrl, max: 1, application_name: 'keys-rotate' });
  owner.on('error', () => undefined);
  try {
    const rotated = await rotateKeys(owner, new Sealer(masterKeys));
    const moved = Object.entries(rotated).filter(([, rows]) => rows > 0);
    const done = moved.map(([table, rows]) => `${rows.toLocaleString('en')} of ${table}`).join(', ');
    process.stdout.write(
      moved.length === 0
        ? 'Nothing is under MASTER_KEY_PREVIOUS any more: it can be removed.\n'
        : `Under MASTER_KEY now: ${done}. Run it again until it finds nothing.\n`,
    );
    return 0;
  } finally {
    await owner.end();
  }
}

process.exitCode = await toExitCode(main);
