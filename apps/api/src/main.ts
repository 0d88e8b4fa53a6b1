import { createApp } from './app.ts';
import { ConfigError, readConfig } from './config.ts';
import { AccountNotPreparedError } from './marqeta/provisioning/provision.ts';
import { systemClock } from './platform/clock.ts';
import { createLog } from './platform/log.ts';

/** The process: reads the configuration, starts, stops at a signal. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const app = await createApp({ config, clock: systemClock, log });
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const port = await app.start();
  // The demo's account is ours; a real one is provisioned by its owner.
  if (config.demo) await app.connectMarqeta(`http://127.0.0.1:${port}`);
  log.info({ port, role: config.role, url: config.publicUrl }, 'ready');
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError || error instanceof AccountNotPreparedError) process.stderr.write(`${error.message}\n`);
  else createLog('error').error({ err: error }, 'did not start');
  process.exit(1);
});
