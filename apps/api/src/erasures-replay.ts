import { toExitCode } from './command-end.ts';
import { readConfig } from './config.ts';
import { fileStoreOf } from './file-store-of.ts';
import { peopleEntities } from './people/entities.ts';
import { systemClock } from './platform/clock.ts';
import { openDatabase } from './platform/database.ts';
import { createLog } from './platform/log.ts';
import { Sealer } from './platform/seal.ts';
import { ErasureList } from './privacy/erasure-list.ts';
import { ErasureService } from './privacy/erasure.service.ts';
import { ForgetPerson, ReplayErasures } from './privacy/forget.job.ts';

/** After a restore, before anybody is let in: erases again whoever the backup has brought back, and waits until it is done. */
async function main(): Promise<number> {
  const config = readConfig(process.env);
  const log = createLog('warn');
  const database = await openDatabase({
    urls: { api: config.databaseUrl, gateway: config.databaseGatewayUrl, owner: config.databaseOwnerUrl },
    entities: peopleEntities,
    clock: systemClock,
    publisher: { companyAt: () => undefined },
    log,
    apiPoolSize: 2,
    gatewayPoolSize: 1,
  });
  try {
    const sealer = new Sealer(config.masterKeys);
    const list = new ErasureList(fileStoreOf(config));
    const { listed, repeated } = await new ReplayErasures(new ErasureService(database, sealer), list).replay();
    await new ForgetPerson({ database, ownerUrl: config.databaseOwnerUrl, sealer, list }).all();
    process.stdout.write(`${listed} erasures are on the list; ${repeated} of those people had come back and are erased again.\n`);
    return 0;
  } finally {
    await database.close();
  }
}

process.exitCode = await toExitCode(main);
