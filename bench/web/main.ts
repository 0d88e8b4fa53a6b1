/** What a browser is sent of each app to begin with: JavaScript under brotli, as it is built. It is the same on every machine and in every run. */
import { type BuiltApp, MOST_KB, weigh } from '../../scripts/lib/first-load.mjs';
import { readOptions } from '../lib/options.ts';
import { Report } from '../lib/report.ts';

const report = new Report('web', readOptions(process.argv.slice(2)));
const apps: readonly BuiltApp[] = ['portal', 'admin'];
for (const app of apps) {
  const { firstLoadKb, firstScreenKb } = weigh(app);
  report.add(`${app}_first_load_kb`, firstLoadKb, 'kB', { is: 'at most', value: MOST_KB[app] });
  report.add(`${app}_first_screen_kb`, firstScreenKb, 'kB');
}
report.print();
