import type { FileStore } from '../files/file-store.ts';

/** Who was erased, and when: ids alone. */
export type Erased = { readonly companyId: string; readonly personId: string; readonly erasedAt: Date };

const FOLDER = 'erasures';

/**
 * The list of erasures that lies outside the database, so that a restored backup does not bring anybody back. One small file each: nothing
 * is ever rewritten, and two processes cannot lose each other's.
 */
export class ErasureList {
  constructor(private readonly store: FileStore) {}

  async add({ companyId, personId, erasedAt }: Erased): Promise<void> {
    const bytes = Buffer.from(JSON.stringify({ erasedAt: erasedAt.toISOString() }));
    await this.store.put(`${FOLDER}/${companyId}/${personId}`, bytes, 'application/json');
  }

  async all(): Promise<Erased[]> {
    const keys = await this.store.list(`${FOLDER}/`);
    return Promise.all(keys.map((key) => this.#read(key)));
  }

  async #read(key: string): Promise<Erased> {
    const [, companyId = '', personId = ''] = key.split('/');
    const bytes = await this.store.get(key);
    if (bytes === null) throw new Error(`the list of erasures has lost ${key}`);
    const { erasedAt } = JSON.parse(bytes.toString('utf8')) as { erasedAt: string };
    return { companyId, personId, erasedAt: new Date(erasedAt) };
  }
}
