import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Member } from '../access/viewer.ts';
import { NotFoundError } from '../platform/errors.ts';
import { read } from '../platform/transact.ts';
import { memberAs } from '../testing/feed-harness.ts';
import { openPeople, type PeopleHarness } from '../testing/people-harness.ts';
import { diskStore } from './disk-store.ts';
import { FileKindError, FileTooLargeError } from './file.errors.ts';
import { FileService, MOST_FILE_BYTES } from './file.service.ts';
import type { FileStore } from './file-store.ts';
import { s3Store } from './s3-store.ts';

const PDF = Buffer.from('%PDF-1.7\nreceipt');
const PNG = Buffer.from('\x89PNG\r\n\x1a\nimage', 'latin1');

let harness: PeopleHarness;
let folder: string;
let ana: Member;
let bucket: Server;
const objects = new Map<string, Buffer>();

/** As much of S3 as keeping and giving back an object takes; it is not ours. */
function fakeS3(): Server {
  return createServer((request, response) => {
    const key = request.url?.split('?', 1)[0] ?? '';
    if (request.method === 'PUT') {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        objects.set(key, Buffer.concat(chunks));
        response.writeHead(200, { etag: '"x"' }).end();
      });
      return;
    }
    const asked = new URL(request.url ?? '', 'http://bucket').searchParams;
    if (asked.get('list-type') === '2') {
      const keys = [...objects.keys()].map((path) => path.split('/').slice(2).join('/'));
      const listed = keys.filter((one) => one.startsWith(asked.get('prefix') ?? '')).map((one) => `<Contents><Key>${one}</Key></Contents>`);
      response.writeHead(200, { 'content-type': 'application/xml' });
      response.end(`<ListBucketResult><IsTruncated>false</IsTruncated>${listed.join('')}</ListBucketResult>`);
      return;
    }
    const found = objects.get(key);
    if (found === undefined) response.writeHead(404, { 'content-type': 'application/xml' }).end('<Error><Code>NoSuchKey</Code></Error>');
    else response.writeHead(200, { 'content-length': found.length }).end(found);
  });
}

beforeAll(async () => {
  harness = await openPeople();
  folder = await mkdtemp(join(tmpdir(), 'afc-files-'));
  bucket = fakeS3();
  await new Promise<void>((resolve) => void bucket.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => bucket.close(resolve));
  await rm(folder, { recursive: true });
  await harness.close();
});
beforeEach(async () => {
  const { companyId, adminId } = await harness.createCompany();
  ana = memberAs({ companyId, userId: adminId });
});

const stores: [string, () => FileStore][] = [
  ['a folder', () => diskStore(folder)],
  [
    'a bucket',
    () =>
      s3Store({
        ...{ bucket: 'receipts', region: 'us-east-1', endpoint: `http://127.0.0.1:${(bucket.address() as AddressInfo).port}` },
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      }),
  ],
];

describe.each(stores)('in %s', (_where, storeOf) => {
  const files = () => new FileService(harness.database, storeOf());
  const open = (by: Member, fileId: string) =>
    read(harness.database, by.companyId, (manager) => files().open(manager, by.companyId, fileId));

  test('a file is kept and given back whole, with what it is', async () => {
    const { fileId } = await files().keep(ana, { name: 'C:\\fakepath\\lunch "1".pdf', bytes: PDF });

    const { file, bytes } = await open(ana, fileId);

    expect(bytes.equals(PDF)).toBe(true);
    expect(file).toMatchObject({ name: 'lunch 1.pdf', contentType: 'application/pdf', sizeBytes: PDF.length, createdBy: ana.userId });
  });

  test('a file of another company is not there', async () => {
    const { fileId } = await files().keep(ana, { name: 'a.png', bytes: PNG });
    const { companyId, adminId } = await harness.createCompany('Other');

    await expect(open(memberAs({ companyId, userId: adminId }), fileId)).rejects.toThrow(NotFoundError);
    await expect(open(ana, 'nonsense')).rejects.toThrow(NotFoundError);
  });

  test('what lies in a folder is listed by its keys, however deep', async () => {
    const store = storeOf();
    for (const key of ['listed/a/1', 'listed/b/2', 'elsewhere/3']) await store.put(key, PDF, 'application/pdf');

    expect((await store.list('listed/')).sort()).toEqual(['listed/a/1', 'listed/b/2']);
    expect(await store.list('nothing/')).toEqual([]);
  });

  test('what is under no key is nothing', async () => {
    expect(await storeOf().get('nobody/nothing')).toBeNull();
  });
});

describe('what is refused', () => {
  const keep = (name: string, bytes: Uint8Array) => new FileService(harness.database, diskStore(folder)).keep(ana, { name, bytes });

  test.each([
    ['a page that says it is an image', 'cat.png', Buffer.from('<html><script>')],
    ['a program', 'receipt.pdf', Buffer.from('MZ\x90')],
    ['nothing', 'empty.pdf', Buffer.alloc(0)],
  ])('%s', async (_what, name, bytes) => {
    await expect(keep(name, bytes)).rejects.toThrow(FileKindError);
  });

  test('one byte too many, and not one less', async () => {
    const most = Buffer.alloc(MOST_FILE_BYTES);
    PDF.copy(most);

    await expect(keep('big.pdf', Buffer.concat([most, Buffer.alloc(1)]))).rejects.toThrow(FileTooLargeError);
    await expect(keep('big.pdf', most)).resolves.toHaveProperty('fileId');
  });

  test('a name of nothing', async () => {
    await expect(keep('/', PDF)).rejects.toMatchObject({ field: 'name' });
  });
});

test('bytes that were changed on the disk are noticed', async () => {
  const files = new FileService(harness.database, diskStore(folder));
  const { fileId } = await files.keep(ana, { name: 'a.pdf', bytes: PDF });
  await writeFile(join(folder, ana.companyId, fileId), '%PDF-1.7\nforged!');

  await expect(read(harness.database, ana.companyId, (manager) => files.open(manager, ana.companyId, fileId))).rejects.toThrow(
    /were changed/,
  );
});

test('a key never leads out of the folder, and no draft is left behind', async () => {
  await expect(diskStore(folder).get('../../etc/passwd')).rejects.toThrow(/out of the folder/);
  await new FileService(harness.database, diskStore(folder)).keep(ana, { name: 'a.pdf', bytes: PDF });

  expect((await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.draft'))).toEqual([]);
});
