import { createInterface } from 'node:readline/promises';
import { PlainError } from '../lib/plain-error.mjs';
import { prepared } from '../lib/prepared.mjs';

/** `npm run demo`: deletes what the embedded product keeps and starts it with fresh demo companies. */
export async function main(args) {
  return prepared(
    'demo.mjs',
    args,
    async (progress) => {
      if (process.env.DATABASE_URL)
        throw new PlainError('DATABASE_URL is set: "npm run demo" deletes data, and does that only with the embedded PostgreSQL.');
      const { dataFolder } = await import('../lib/data-folder.mjs');
      const { path } = dataFolder();
      if (!(await agreed(path, args))) return 1;
      const { deleteData } = await import('../lib/product.mjs');
      deleteData(path);
      progress.say(`  The data in ${path} is deleted.`);
      const { main: start } = await import('./start.mjs');
      return start([]);
    },
    { builds: 'none' },
  );
}

async function agreed(path, args) {
  if (args.includes('--yes')) return true;
  if (!process.stdin.isTTY)
    throw new PlainError(
      `"npm run demo" deletes the data in ${path} and starts with fresh demo companies: say "npm run demo -- --yes" if that is meant.`,
    );
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`This deletes the data in ${path} and starts with fresh demo companies. Go on? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
