import { endRunning } from './run.mjs';

/**
 * Starts something, prints where it is, and waits: for Ctrl-C or SIGTERM, then stops it in order and answers 0; or for a part
 * that ends by itself, then stops the rest and answers 1.
 */
export async function serveUntilStopped(progress, start) {
  const interrupted = signals(progress);
  const starting = start();
  const product = await Promise.race([starting, interrupted.then(() => undefined)]);
  if (!product) {
    progress.say('\nStopping what was started …');
    endRunning();
    const late = await starting.catch(() => undefined);
    await late?.stop();
    return 130;
  }
  for (const line of announcement(product)) progress.say(line);
  const failure = await Promise.race([product.failure, interrupted.then(() => undefined)]);
  progress.say(failure ? `\n${failure}` : '\nStopping …');
  await product.stop((name) => name && progress.say(`  ${name} stopped`));
  return failure ? 1 : 0;
}

/** Resolves at the first signal. A second Ctrl-C, a while later, leaves at once: what was started ends when this process does. */
function signals(progress) {
  return new Promise((resolve) => {
    let first = 0;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => {
        // npm hands the terminal's Ctrl-C on, so that it arrives twice.
        if (first && Date.now() - first > 1500) {
          progress.say('Leaving at once.');
          process.exit(130);
        }
        first ||= Date.now();
        resolve();
      });
    }
  });
}

/** What a person needs to go on from here. */
export function announcement({ url, emulatorUrl, signIns, notes }) {
  const addresses = [['Admin', `${url}/admin`], ['Portal', `${url}/portal`], ...(emulatorUrl ? [['Marqeta emulator', emulatorUrl]] : [])];
  return [
    '',
    ...notes,
    ...table(addresses).map((line) => `  ${line}`),
    ...(signIns.length > 0
      ? [
          '',
          '  Demo sign-ins',
          ...table(signIns.map(({ who, app, email, password }) => [who, `/${app}`, email, password])).map((line) => `    ${line}`),
        ]
      : []),
    '',
    '  Ctrl-C stops everything and keeps the data.',
  ];
}

/** Rows of words in columns. */
function table(rows) {
  const widths = rows[0].map((_cell, at) => Math.max(...rows.map((row) => row[at].length)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]))
      .join('   ')
      .trimEnd(),
  );
}
