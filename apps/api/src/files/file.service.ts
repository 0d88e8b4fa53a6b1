import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { actorOf, type Member } from '../access/viewer.ts';
import type { CommandOptions } from '../access/commander.ts';
import type { Database } from '../platform/database.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { isUuid, uuidv7 } from '../platform/ids.ts';
import { audit, transact } from '../platform/transact.ts';
import { FileKindError, FileTooLargeError } from './file.errors.ts';
import { type FileKind, kindOf } from './file-kind.ts';
import type { FileStore } from './file-store.ts';

export type NewFile = { readonly name: string; readonly bytes: Uint8Array };

/** A row of `files`. */
export type StoredFile = {
  readonly id: string;
  readonly name: string;
  readonly contentType: FileKind;
  readonly sizeBytes: number;
  readonly sha256: Buffer;
  readonly createdBy: string;
  readonly createdAt: Date;
};

export const MOST_FILE_BYTES = 10 * 1024 * 1024;

type Row = StoredFile & { readonly storageKey: string };

/** Files of a company: what and whose in the database, the bytes in a store. Who may see which is for the slice that keeps it. */
export class FileService {
  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
  ) {}

  /** @throws FileTooLargeError, FileKindError, InvalidInputError */
  async keep(by: Member, { name, bytes }: NewFile, options: CommandOptions = {}): Promise<{ fileId: string }> {
    const { companyId, userId } = by;
    if (bytes.length > MOST_FILE_BYTES) throw new FileTooLargeError(MOST_FILE_BYTES);
    const contentType = kindOf(bytes);
    if (contentType === null) throw new FileKindError();
    const fileId = uuidv7(this.database.clock);
    const shown = nameOf(name);
    const sha256 = createHash('sha256').update(bytes).digest();
    // The bytes first: a row without bytes would be a promise; bytes without a row are only forgotten.
    const storageKey = `${companyId}/${fileId}`;
    await this.store.put(storageKey, bytes, contentType);
    await transact(this.database, { ...options, command: 'file.keep', actor: actorOf(by, options.ip) }, async (tx) => {
      await tx.query(
        `INSERT INTO files (company_id, id, name, content_type, size_bytes, sha256, storage_key, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [companyId, fileId, shown, contentType, bytes.length, sha256, storageKey, userId, this.database.clock.now()],
      );
      audit(tx, {
        subjectType: 'file',
        subjectId: fileId,
        after: { contentType, sizeBytes: bytes.length, sha256: sha256.toString('hex') },
      });
    });
    return { fileId };
  }

  /** @throws NotFoundError; Error when the bytes are gone or are not those that were kept */
  async open(manager: EntityManager, companyId: string, fileId: string): Promise<{ file: StoredFile; bytes: Buffer }> {
    const [row] = isUuid(fileId)
      ? await manager.query<Row[]>(
          `SELECT id, name, content_type AS "contentType", size_bytes::int AS "sizeBytes", sha256, storage_key AS "storageKey",
                  created_by AS "createdBy", created_at AS "createdAt" FROM files WHERE company_id = $1 AND id = $2`,
          [companyId, fileId],
        )
      : [];
    if (row === undefined) throw new NotFoundError('file');
    const { storageKey, ...file } = row;
    const bytes = await this.store.get(storageKey);
    if (bytes === null) throw new Error(`the bytes of file ${fileId} are gone`);
    if (!createHash('sha256').update(bytes).digest().equals(file.sha256)) throw new Error(`the bytes of file ${fileId} were changed`);
    return { file, bytes };
  }
}

const MOST_NAME = 200;

/** The last part of a path, without what a screen or a header would trip over. */
function nameOf(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const shown = last
    .normalize('NFC')
    .replace(/[\p{Cc}"]/gu, '')
    .trim();
  if (shown === '') throw new InvalidInputError('name', 'A file has a name.');
  return shown.slice(0, MOST_NAME);
}
