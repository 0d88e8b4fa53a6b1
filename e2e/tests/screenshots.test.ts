import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { takeScreenshots } from '../../scripts/lib/screenshots.mjs';
import { expect, test } from '../src/journey.ts';

/** Width and height stand in the first chunk of a PNG. */
const sizeOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];

test('each picture of the docs can be taken of a demo, in light and in dark', async ({ product }, info) => {
  test.setTimeout(240_000);
  const taken: string[] = [];

  await takeScreenshots({ product, folder: info.outputPath('screenshots'), onTaken: (path) => taken.push(path) });

  const names = ['admin-overview', 'admin-transactions', 'admin-decision', 'admin-card', 'portal-home', 'emulator'];
  expect(taken.map((path) => basename(path))).toEqual(names.flatMap((name) => [`${name}-light.png`, `${name}-dark.png`]));
  for (const path of taken) expect(sizeOf(await readFile(path))).toEqual(path.includes('portal-') ? [780, 1688] : [1440, 900]);
});
