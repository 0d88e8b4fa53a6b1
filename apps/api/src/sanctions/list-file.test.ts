import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LARGEST_FILE, ListFileError, parseList, readListFile } from './list-file.ts';

const HEADER = 'id,name,aliases,birth_date,country,list';

test('a list has an entry a line, with aliases apart by semicolons', async () => {
  const text = `\uFEFF${HEADER}\r\n7,"DRAGANOV, Viktor",Vitya; Viktor the Elder,1961,BG,SDN\r\n8,Meridian Trading,,,,\r\n`;

  expect(await parseList(Buffer.from(text))).toEqual([
    {
      ...{ id: '7', name: 'DRAGANOV, Viktor', aliases: ['Vitya', 'Viktor the Elder'] },
      ...{ birthDate: '1961', country: 'BG', list: 'SDN' },
    },
    { id: '8', name: 'Meridian Trading', aliases: [], birthDate: null, country: null, list: null },
  ]);
});

test.each<[string, string | Buffer, RegExp]>([
  ['is empty', '', /no entries/],
  ['has a header alone', HEADER, /no entries/],
  ['has another header', 'id,name\n7,Viktor', /first line/],
  ['has a line that is too short', `${HEADER}\n7,Viktor`, /no CSV/],
  ['ends within quotes', `${HEADER}\n7,"Viktor,,,,`, /no CSV/],
  ['has an entry without a name', `${HEADER}\n7,,,,,`, /no id or no name/],
  ['has an id twice', `${HEADER}\n7,Viktor,,,,\n7,Victor,,,,`, /comes twice/],
  ['is in another encoding', Buffer.from([...Buffer.from(`${HEADER}\n7,Jos`), 0xe9, ...Buffer.from(',,,,')]), /UTF-8/],
])('a file that %s is no list', async (_what, content, why) => {
  const refusal = parseList(Buffer.from(content as string));

  await expect(refusal).rejects.toThrow(ListFileError);
  await expect(refusal).rejects.toThrow(why);
});

describe('a file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sanctions-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('has a version that changes with what is in it', async () => {
    const path = join(folder, 'list.csv');
    await writeFile(path, 'one');
    const one = await readListFile(path);
    await writeFile(path, 'other');

    expect((await readListFile(path)).version).not.toBe(one.version);
    expect(one.bytes.toString()).toBe('one');
  });

  test('that is missing, a folder or too large is not read', async () => {
    const path = join(folder, 'large.csv');
    await writeFile(path, '');
    await truncate(path, LARGEST_FILE + 1);

    await expect(readListFile(join(folder, 'missing.csv'))).rejects.toThrow('ENOENT');
    await expect(readListFile(folder)).rejects.toThrow('no file');
    await expect(readListFile(path)).rejects.toThrow('bytes');
  });
});
