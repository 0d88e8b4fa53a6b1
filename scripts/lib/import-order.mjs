/**
 * The one list of who may import whom in apps/api/src. A folder sees the levels before its own and its neighbours; those of a
 * level that is `apart` do not see each other: they meet through recorded events. Files at the top of src are the `app`.
 */
const LEVELS = [
  { slices: ['platform'] },
  { slices: ['access', 'audit', 'feed', 'files', 'approvals'] },
  { slices: ['marqeta', 'ledger'] },
  { slices: ['people'] },
  { slices: ['sanctions', 'break-glass'] },
  { slices: ['cards'] },
  { slices: ['controls'] },
  { slices: ['authorization'] },
  { slices: ['transactions'] },
  {
    slices: ['api-keys', 'receipts', 'requests', 'disputes', 'funds', 'reports', 'notifications', 'accounting', 'risk', 'installation'],
    apart: true,
  },
  {
    slices: ['receipts', 'requests', 'disputes', 'reports', 'notifications', 'accounting', 'risk', 'installation', 'preflight', 'replay'],
    apart: true,
  },
  { slices: ['webhooks', 'rest', 'scim', 'http', 'demo'] },
  { slices: ['receipts', 'requests', 'disputes', 'reports', 'notifications', 'accounting', 'risk', 'installation'], apart: true },
  { slices: ['webhooks', 'reconciliation', 'rest', 'http', 'demo'] },
  { slices: ['privacy'] },
  { slices: ['offboarding'] },
];

const API = 'apps/api/src/';
const isTest = (file) => /\.test\.tsx?$/.test(file) || /(^|\/)(tests|testing)\//.test(file);
const levelOf = (slice) => LEVELS.findIndex((level) => level.slices.includes(slice));

/** Why the file `from` may not import the file `to` (both from the root of the checkout), or `undefined` when it may. */
export function refuseImport(from, to) {
  if (isTest(from)) return undefined;
  if (isTest(to)) return 'what is only for tests is not imported by the product';
  if (from.startsWith(API) && to.startsWith(API)) return refuseSlice(from.slice(API.length), to.slice(API.length));
  const app = from.match(/^apps\/(admin|portal)\/src\//)?.[0];
  if (app && to.startsWith(app)) return refuseScreen(from.slice(app.length), to.slice(app.length));
  if (packageOf(from) !== packageOf(to)) return 'another package is imported by its name, not by a path';
  return undefined;
}

const packageOf = (file) => file.match(/^(apps|packages)\/[^/]+|^[^/]+/)?.[0];

function refuseSlice(from, to) {
  if (!from.includes('/')) return undefined;
  const [slice, other] = [from.split('/')[0], to.includes('/') ? to.split('/')[0] : 'app'];
  if (slice === other) return undefined;
  if (levelOf(slice) === -1) return `${slice}/ has no place in the order of scripts/lib/import-order.mjs`;
  if (other === 'app') return `${slice} may not import the app (what lies at the top of src): hand it in as an argument`;
  if (levelOf(other) === -1) return `${other}/ has no place in the order of scripts/lib/import-order.mjs`;
  if (levelOf(other) > levelOf(slice)) return `${slice} comes before ${other}`;
  if (levelOf(other) === levelOf(slice) && LEVELS[levelOf(slice)].apart) return `${slice} and ${other} do not know each other`;
  return undefined;
}

// routes pick a screen, features hold it, lib is what both use; the shell frames them all.
const SEES = {
  lib: ['lib', 'gql', 'locales'],
  features: ['features', 'lib', 'gql'],
  shell: ['shell', 'features', 'lib', 'gql'],
  gql: ['gql'],
};

function refuseScreen(from, to) {
  const [layer, noun] = from.split('/');
  const [other, otherNoun, part] = to.split('/');
  if (!to.includes('/')) return from.includes('/') ? `${layer} may not import the app (what lies at the top of src)` : undefined;
  if (SEES[layer] && !SEES[layer].includes(other)) return `${layer} may not import ${other}`;
  if (layer === 'features' && other === 'features' && noun !== otherNoun && part !== 'parts')
    return 'features do not import each other, except what lies in features/<noun>/parts';
  return undefined;
}

const SPECIFIER = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)['"]/g;

/** The relative imports of a source text. */
export const relativeImports = (source) => [...source.matchAll(SPECIFIER)].map(([, specifier]) => specifier);
