import type { SQLInputValue } from 'node:sqlite';
import type { Store } from './store.ts';

export type Body = Record<string, unknown>;

export type ResourceKind =
  | 'user'
  | 'usertransition'
  | 'usernote'
  | 'accountholdergroup'
  | 'kyc'
  | 'business'
  | 'businesstransition'
  | 'cardproduct'
  | 'card'
  | 'cardtransition'
  | 'bulkissuance'
  | 'digitalwallettoken'
  | 'digitalwallettokentransition'
  | 'programgateway'
  | 'programfundingsource'
  | 'gpaorder'
  | 'gpaunload'
  | 'fee'
  | 'feecharge'
  | 'feerefund'
  | 'webhook'
  | 'velocitycontrol'
  | 'authcontrol'
  | 'exemptmid'
  | 'mccgroup'
  | 'merchantgroup'
  | 'acceptedcountries'
  | 'chargeback'
  | 'chargebacktransition'
  | 'case'
  | 'casetransition'
  | 'commandomode'
  | 'commandomodetransition';

export interface Resource {
  readonly id: number;
  readonly token: string;
  readonly created: number;
  readonly modified: number;
  readonly body: Body;
}

export interface Slice {
  readonly count: number;
  readonly startIndex: number;
}

/** When a thing was made; both ends belong to it. */
export interface Period {
  readonly from: number | null;
  readonly until: number | null;
}
const ALWAYS: Period = { from: null, until: null };

interface Row {
  id: number;
  token: string;
  created: number;
  modified: number;
  body: string;
}

const COLUMNS = 'id, token, created, modified, body';

/** Everything with a token that is not money: one table, one document each. */
export class Resources {
  readonly #store: Store;
  // The hot path reads the same few users, cards and products again and again.
  readonly #cache = new Map<string, Resource>();
  readonly #lists = new Map<ResourceKind, readonly Resource[]>();

  constructor(store: Store) {
    this.#store = store;
    store.whenUndone(() => this.forget());
  }

  find(kind: ResourceKind, token: string): Resource | null {
    const key = `${kind}/${token}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined) return cached;
    const row = this.#store.get<Row>(`SELECT ${COLUMNS} FROM resources WHERE kind = ? AND token = ?`, kind, token);
    if (row === undefined) return null;
    return this.#remember(kind, parsed(row));
  }

  /** The canonical request that made it, to tell a repetition from a conflict. */
  requestOf(kind: ResourceKind, token: string): string | null {
    const row = this.#store.get<{ request: string | null }>('SELECT request FROM resources WHERE kind = ? AND token = ?', kind, token);
    return row?.request ?? null;
  }

  insert(kind: ResourceKind, token: string, body: Body, at: number, request: string | null): Resource {
    this.#lists.delete(kind);
    const { lastId } = this.#store.run(
      'INSERT INTO resources (kind, token, created, modified, request, body) VALUES (?, ?, ?, ?, ?, ?)',
      kind,
      token,
      at,
      at,
      request,
      JSON.stringify(body),
    );
    return { id: lastId, token, created: at, modified: at, body };
  }

  update(kind: ResourceKind, token: string, body: Body, at: number): void {
    this.#cache.delete(`${kind}/${token}`);
    this.#lists.delete(kind);
    this.#store.run('UPDATE resources SET body = ?, modified = ? WHERE kind = ? AND token = ?', JSON.stringify(body), at, kind, token);
  }

  /** One more than asked for comes back when there is more. `null` asks for those without the field. */
  list(
    kind: ResourceKind,
    where: Readonly<Record<string, SQLInputValue>>,
    order: string,
    slice: Slice,
    created: Period = ALWAYS,
  ): Resource[] {
    // A literal kind, so that SQLite can use the partial indexes.
    const conditions = [
      `kind = '${kind}'`,
      ...Object.entries(where).map(([path, value]) => `json_extract(body, '$.${path}') ${value === null ? 'IS NULL' : '= ?'}`),
      ...(created.from === null ? [] : ['created >= ?']),
      ...(created.until === null ? [] : ['created <= ?']),
    ];
    const rows = this.#store.all<Row>(
      `SELECT ${COLUMNS} FROM resources WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ? OFFSET ?`,
      ...[...Object.values(where), created.from, created.until].filter((value) => value !== null),
      slice.count + 1,
      slice.startIndex,
    );
    return rows.map(parsed);
  }

  /** How many there are of each kind that there is. */
  counts(): { readonly kind: string; readonly count: number }[] {
    return this.#store.all('SELECT kind, count(*) AS count FROM resources GROUP BY kind ORDER BY kind');
  }

  /** In the order of their creation. */
  all(kind: ResourceKind): readonly Resource[] {
    const known = this.#lists.get(kind);
    if (known !== undefined) return known;
    const list = this.#store.all<Row>(`SELECT ${COLUMNS} FROM resources WHERE kind = ? ORDER BY id`, kind).map(parsed);
    this.#lists.set(kind, list);
    return list;
  }

  /** After a step that was undone, or a reset, nothing remembered is sure. */
  forget(): void {
    this.#cache.clear();
    this.#lists.clear();
  }

  #remember(kind: ResourceKind, resource: Resource): Resource {
    if (this.#cache.size > 20_000) this.#cache.clear();
    this.#cache.set(`${kind}/${resource.token}`, resource);
    return resource;
  }
}

function parsed(row: Row): Resource {
  return { ...row, body: JSON.parse(row.body) as Body };
}
