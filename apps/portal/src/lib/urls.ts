import { type PurchaseSearch, stringifySearch } from './purchase-search.ts';

/** Where the app is mounted; Vite's `base` without the last slash. */
export const base = '/portal';

/** Every path of the app, ready for an `href`. */
export const urls = {
  home: () => `${base}/`,
  card: (id: string) => `${base}/cards/${encodeURIComponent(id)}`,
  purchases: (search: PurchaseSearch = {}) => `${base}/transactions${stringifySearch(search)}`,
  purchase: (id: string) => `${base}/transactions/${encodeURIComponent(id)}`,
  notifications: () => `${base}/notifications`,
  /** Of the API, not of the app: where evidence of a dispute goes up, and a file of it comes from. */
  evidence: (dispute: string, file?: string) =>
    `/files/disputes/${encodeURIComponent(dispute)}${file === undefined ? '' : `/${encodeURIComponent(file)}`}`,
  profile: () => `${base}/profile`,
  security: () => `${base}/security`,
  verification: () => `${base}/verification`,
};

/** The address of a path that the server wrote, such as a notification's `/transactions/…`. Null for what does not lead into the app. */
export function inApp(path: string): string | null {
  if (!path.startsWith('/') || path.startsWith('//') || path.startsWith('/admin/')) return null;
  return path === base || path.startsWith(`${base}/`) ? path : `${base}${path}`;
}
