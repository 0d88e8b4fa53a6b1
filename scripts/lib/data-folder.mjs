import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes, randomInt } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PlainError } from './plain-error.mjs';
import { outsideOf } from './postgres-place.mjs';
import { inRoot } from './root.mjs';
import { isRoot } from './system-user.mjs';

/** Why nothing can be written into this folder, or `undefined` when it can; makes the folder. */
function refuseWriting(folder) {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(probe, '');
    rmSync(probe);
    return undefined;
  } catch (error) {
    return error.code ?? error.message;
  }
}

/**
 * The folder of everything that the product keeps: `DATA_DIR`, else `.data` in the checkout, else (when the checkout cannot be
 * written) the same folder at every start outside it, with the sentence to say as `warning`.
 */
export function dataFolder(env = process.env) {
  if (env.DATA_DIR) {
    const chosen = resolve(env.DATA_DIR);
    const refusal = refuseWriting(chosen);
    if (refusal)
      throw new PlainError(`DATA_DIR is ${chosen}, which cannot be written (${refusal}): it expects a folder that this user can write.`);
    return { path: chosen };
  }
  const own = inRoot('.data');
  const refusal = refuseWriting(own);
  if (!refusal) return { path: own };
  const bases = [
    isRoot() ? '/var/lib/atlanticfrewaycard' : join(homedir(), '.local', 'share', 'atlanticfrewaycard'),
    join(tmpdir(), 'atlanticfrewaycard'),
  ];
  const outside = bases.map((base) => outsideOf(own, base)).find((folder) => !refuseWriting(folder));
  if (!outside)
    throw new PlainError(`No folder can be written (tried ${own} and ${bases.join(', ')}): set DATA_DIR to one that this user can write.`);
  return { path: outside, warning: `${own} cannot be written: the data is kept in ${outside}.` };
}

const random = (bytes) => () => randomBytes(bytes).toString('base64url');
const key = () => randomBytes(32).toString('base64');

/** Each must occur in what Marqeta takes as a password or secret (docs/wire-format.md §6.1, §14.1). */
const CLASSES = [/[A-Z]/, /[a-z]/, /[0-9]/, /[!@%*]/];
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789!@%*';
const isPassword = (text) => text.length >= 20 && text.length <= 50 && CLASSES.every((letters) => letters.test(text));

/** 32 letters, every such text as likely as any other. */
function password() {
  const text = Array.from({ length: 32 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return isPassword(text) ? text : password();
}

const MADE = {
  TOKEN_SECRET: key,
  MASTER_KEY: key,
  AUDIT_KEY: key,
  MARQETA_APPLICATION_TOKEN: random(18),
  MARQETA_ACCESS_TOKEN: random(18),
  MARQETA_GATEWAY_USERNAME: () => 'gateway',
  MARQETA_GATEWAY_PASSWORD: password,
  MARQETA_WEBHOOK_USERNAME: () => 'webhook',
  MARQETA_WEBHOOK_PASSWORD: password,
  MARQETA_WEBHOOK_SECRET: password,
};

/**
 * The secrets of this installation: made at the first start, kept readable by the owner alone; a newer version adds what it needs, and
 * makes anew what Marqeta would never have taken, which therefore no real account knows.
 */
export function secrets(folder) {
  const path = join(folder, 'secrets.json');
  const known = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const missing = Object.keys(MADE).filter((name) => !known[name] || (MADE[name] === password && !isPassword(known[name])));
  for (const name of missing) known[name] = MADE[name]();
  if (missing.length > 0) writeFileSync(path, `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600 });
  return known;
}
