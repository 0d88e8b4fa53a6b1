import { isIP } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { SignatureAlgorithm } from '@afc/marqeta';
import { isAddressOrRange } from './platform/allow-list.ts';
import type { SignatureEncoding } from './authorization/caller.ts';
import { type AccountTokens, DEFAULT_TOKENS } from './marqeta/account-tokens.ts';
import type { KycRequired } from './marqeta/provisioning/desired.ts';

type Role = 'all' | 'api' | 'worker';

/** What the process is told from outside. Times in milliseconds. */
export type Config = {
  readonly role: Role;
  readonly host: string;
  readonly port: number;
  /** Origin under which people reach the product, e.g. https://cards.example.com */
  readonly publicUrl: string;
  readonly databaseUrl: string;
  readonly databaseGatewayUrl: string;
  readonly databaseOwnerUrl: string;
  readonly redisUrl: string | null;
  readonly dataDir: string;
  /** Where the texts lie that people and companies accept. */
  readonly termsDir: string;
  readonly logLevel: string;
  /** Of the requests that go well, the part that has a line in the log. */
  readonly logShare: number;
  readonly demo: boolean;
  /** Signs access tokens (HS256). */
  readonly tokenSecret: Uint8Array;
  /** Wrap the keys of persons (AES-256): the first those that are new; more than one while keys are rotated. */
  readonly masterKeys: readonly [Uint8Array, ...Uint8Array[]];
  /** Signs checkpoints of the audit log (the seed of an Ed25519 key). */
  readonly auditKey: Uint8Array;
  readonly marqeta: {
    readonly baseUrl: string;
    readonly applicationToken: string;
    readonly accessToken: string;
    readonly gatewayUsername: string;
    readonly gatewayPassword: string;
    readonly webhookUsername: string;
    readonly webhookPassword: string;
    /** The newest first; more than one while a secret is being rotated. */
    readonly webhookSecrets: readonly string[];
    /** What Marqeta still shows for a while after the user name or the password was changed. */
    readonly webhookPrevious: { readonly username: string; readonly password: string } | null;
    readonly webhookSignature: {
      /** In lower case. */
      readonly header: string;
      /** The first is what new deliveries are signed with. */
      readonly algorithms: readonly SignatureAlgorithm[];
      readonly encodings: readonly SignatureEncoding[];
    };
    /** A message older than this, or dated further ahead of our clock, is kept and flagged. */
    /** Between two pages of a list of Marqeta's. */
    readonly listPauseMs: number;
    readonly webhookMaxAgeMs: number;
    readonly webhookMaxAheadMs: number;
    /** What of the account is this installation's. */
    readonly tokens: AccountTokens;
    /** Whether companies and people are verified before they can spend (wire-format §3.5). */
    readonly kycRequired: KycRequired;
    /** Marqeta's frames that show a card to its holder; null when this installation has none. */
    readonly widgets: { readonly scriptUrl: string; readonly pinUrl: string } | null;
    /** Addresses and ranges (CIDR). Empty: any address. */
    readonly allowedIps: readonly string[];
  };
  /** Addresses and ranges from which admins and operators are let in. Empty: any. */
  readonly adminAllowedIps: readonly string[];
  /** Addresses and ranges inside that the identity providers of companies may be at. Empty: public ones alone. */
  readonly outgoingAllowedIps: readonly string[];
  /** Whom to ask what the DNS says of a domain; none: those of the system. */
  readonly dnsServers: readonly string[];
  /** Addresses and ranges of the proxies before us, whose word on who calls is taken. Empty: nobody's. */
  readonly trustedProxies: readonly string[];
  /** By network address, person and API key, over all processes. 0: as many as one likes. */
  readonly requestsPerMinute: { readonly address: number; readonly person: number; readonly key: number };
  readonly decisionDeadlineMs: number;
  /** After how long an approval that Marqeta does not know is let go. */
  readonly unknownHoldReleaseMs: number;
  /** The sanctions list with which companies and people are compared, a CSV file (docs/risk.md); null: with none. */
  readonly sanctions: { readonly listPath: string | null; readonly threshold: number };
  /** Who scrapes `/metrics` from elsewhere shows it; without one only this machine may. */
  readonly metricsToken: string | null;
  /** The built single-page apps that this process serves. */
  readonly apps: readonly { readonly path: '/admin' | '/portal'; readonly folder: string }[];
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  readonly s3: { readonly endpoint: string | null; readonly bucket: string; readonly region: string } | null;
};

/** A setting that is missing or wrong, in one line that names the variable and what it expects. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Env = Readonly<Record<string, string | undefined>>;

function required(env: Env, name: string, expects: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new ConfigError(`${name} is not set: it expects ${expects}.`);
  return value;
}

function url(env: Env, name: string, protocols: readonly string[], fallback?: string): string {
  const expects = `a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
  const value = env[name] || fallback || required(env, name, expects);
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol))
    throw new ConfigError(`${name} is wrong: it expects ${expects}.`);
  return value;
}

function integer(env: Env, name: string, fallback: number, min: number, max: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max)
    throw new ConfigError(`${name} is "${text}": it expects a whole number from ${min} to ${max}.`);
  return value;
}

function oneOf<T extends string>(env: Env, name: string, choices: readonly T[], fallback: T): T {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new ConfigError(`${name} is "${text}": it expects one of ${choices.join(', ')}.`);
  return found;
}

/** Some of the choices, comma between them, in the order given. */
function someOf<T extends string>(env: Env, name: string, choices: readonly T[], fallback: readonly T[]): readonly T[] {
  const given = list(env[name]);
  if (given.length === 0) return fallback;
  return given.map((text) => {
    const found = choices.find((choice) => choice === text);
    if (found === undefined) throw new ConfigError(`${name} has "${text}": it expects some of ${choices.join(', ')}.`);
    return found;
  });
}

function addresses(env: Env, name: string): readonly string[] {
  const given = list(env[name]);
  const wrong = given.find((text) => !isAddressOrRange(text));
  if (wrong !== undefined)
    throw new ConfigError(`${name} has "${wrong}": it expects addresses and ranges such as 203.0.113.7 or 203.0.113.0/24.`);
  return given;
}

function dnsServers(env: Env): readonly string[] {
  const given = list(env['DNS_SERVERS']);
  const wrong = given.find((text) => !isAddressWithPort(text));
  if (wrong !== undefined) throw new ConfigError(`DNS_SERVERS has "${wrong}": it expects addresses such as 192.0.2.53 or 192.0.2.53:5353.`);
  return given;
}

function isAddressWithPort(text: string): boolean {
  const [, bracketed, v4 = '', port = '53'] = /^(?:\[([\da-f:.]+)\]|([^:]+))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  return isIP(text) !== 0 || (isIP(bracketed ?? v4) !== 0 && Number(port) > 0 && Number(port) < 65_536);
}

/** A token of Marqeta's, of our choice (wire-format §1.8). */
function token(env: Env, name: string, fallback: string): string {
  const text = env[name] || fallback;
  if (!/^[A-Za-z0-9_-]{1,36}$/.test(text))
    throw new ConfigError(`${name} is "${text}": it expects 1 to 36 letters, digits, hyphens and underscores.`);
  return text;
}

/** Two variables that make sense together alone. */
function previousCredentials(env: Env): { username: string; password: string } | null {
  const [username, password] = [env['MARQETA_WEBHOOK_PREVIOUS_USERNAME'], env['MARQETA_WEBHOOK_PREVIOUS_PASSWORD']];
  if (!username && !password) return null;
  if (!username) throw new ConfigError('MARQETA_WEBHOOK_PREVIOUS_USERNAME is not set: it goes with MARQETA_WEBHOOK_PREVIOUS_PASSWORD.');
  if (!password) throw new ConfigError('MARQETA_WEBHOOK_PREVIOUS_PASSWORD is not set: it goes with MARQETA_WEBHOOK_PREVIOUS_USERNAME.');
  return { username, password };
}

function headerName(env: Env, name: string, fallback: string): string {
  const text = (env[name] || fallback).toLowerCase();
  if (!/^[a-z0-9-]{1,100}$/.test(text)) throw new ConfigError(`${name} is "${text}": it expects the name of a header.`);
  return text;
}

function widgets(env: Env, protocols: readonly string[]): Config['marqeta']['widgets'] {
  if (!env['MARQETA_WIDGET_ORIGIN']) return null;
  const origin = url(env, 'MARQETA_WIDGET_ORIGIN', protocols);
  const at = (name: string, fallback: string): string => new URL(env[name] || fallback, origin).href;
  return {
    scriptUrl: at('MARQETA_WIDGET_SCRIPT', '/marqetajs/2.0.0/marqeta.min.js'),
    pinUrl: at('MARQETA_PIN_WIDGET', '/widgets/pin'),
  };
}

const DAY_MS = 86_400_000;

function key(env: Env, name: string): Uint8Array {
  const bytes = Buffer.from(required(env, name, '32 random bytes in base64'), 'base64');
  if (bytes.length !== 32) throw new ConfigError(`${name} is wrong: it expects 32 random bytes in base64 (44 characters).`);
  return bytes;
}

function list(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Where the workspace's build leaves an app, seen from this file's own build. */
function builtApp(name: string): string {
  return fileURLToPath(new URL(`../../../${name}/dist`, import.meta.url));
}

/** @throws ConfigError */
export function readConfig(env: Env): Config {
  const port = integer(env, 'PORT', 4000, 0, 65_535);
  const postgres = ['postgres:', 'postgresql:'];
  const web = ['http:', 'https:'];
  const bucket = env['S3_BUCKET'];
  const secrets = list(required(env, 'MARQETA_WEBHOOK_SECRET', 'the secret of the webhook, or two with a comma while it is rotated'));
  if (secrets.length === 0) throw new ConfigError('MARQETA_WEBHOOK_SECRET is empty: without a secret anybody could tell of purchases.');
  return {
    role: oneOf(env, 'ROLE', ['all', 'api', 'worker'], 'all'),
    host: env['HOST'] || '127.0.0.1',
    port,
    publicUrl: url(env, 'PUBLIC_URL', web, `http://127.0.0.1:${port}`),
    databaseUrl: url(env, 'DATABASE_URL', postgres),
    databaseGatewayUrl: url(env, 'DATABASE_GATEWAY_URL', postgres),
    databaseOwnerUrl: url(env, 'DATABASE_OWNER_URL', postgres),
    redisUrl: env['REDIS_URL'] ? url(env, 'REDIS_URL', ['redis:', 'rediss:']) : null,
    dataDir: required(env, 'DATA_DIR', 'a folder for uploaded files'),
    termsDir: env['TERMS_DIR'] || fileURLToPath(new URL('../../terms/', import.meta.url)),
    logLevel: oneOf(env, 'LOG_LEVEL', ['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'info'),
    logShare: integer(env, 'LOG_REQUESTS_PERCENT', 100, 0, 100) / 100,
    demo: env['DEMO'] === '1',
    tokenSecret: key(env, 'TOKEN_SECRET'),
    masterKeys: [key(env, 'MASTER_KEY'), ...(env['MASTER_KEY_PREVIOUS'] ? [key(env, 'MASTER_KEY_PREVIOUS')] : [])],
    auditKey: key(env, 'AUDIT_KEY'),
    marqeta: {
      baseUrl: url(env, 'MARQETA_BASE_URL', web),
      applicationToken: required(env, 'MARQETA_APPLICATION_TOKEN', 'the application token of the Marqeta account'),
      accessToken: required(env, 'MARQETA_ACCESS_TOKEN', 'the admin access token of the Marqeta account'),
      gatewayUsername: required(env, 'MARQETA_GATEWAY_USERNAME', 'the user name of the gateway funding source'),
      gatewayPassword: required(env, 'MARQETA_GATEWAY_PASSWORD', 'the password of the gateway funding source, 20 to 100 characters'),
      webhookUsername: required(env, 'MARQETA_WEBHOOK_USERNAME', 'the user name of the webhook'),
      webhookPassword: required(env, 'MARQETA_WEBHOOK_PASSWORD', 'the password of the webhook, 20 to 50 characters'),
      webhookSecrets: secrets,
      webhookPrevious: previousCredentials(env),
      webhookSignature: {
        header: headerName(env, 'MARQETA_WEBHOOK_SIGNATURE_HEADER', 'x-marqeta-signature'),
        algorithms: someOf(env, 'MARQETA_WEBHOOK_SIGNATURE', ['HMAC_SHA_256', 'HMAC_SHA_1'], ['HMAC_SHA_256', 'HMAC_SHA_1']),
        encodings: someOf(env, 'MARQETA_WEBHOOK_SIGNATURE_ENCODING', ['hex', 'base64'], ['hex']),
      },
      // The last of Marqeta's ten retries comes about 17 days after the first try (wire-format §14.6).
      webhookMaxAgeMs: integer(env, 'MARQETA_WEBHOOK_MAX_AGE_DAYS', 17, 1, 365) * DAY_MS,
      listPauseMs: integer(env, 'MARQETA_LIST_PAUSE_MS', 200, 0, 60_000),
      webhookMaxAheadMs: integer(env, 'MARQETA_WEBHOOK_MAX_AHEAD_MS', 300_000, 0, DAY_MS),
      tokens: {
        gateway: token(env, 'MARQETA_GATEWAY_TOKEN', DEFAULT_TOKENS.gateway),
        webhook: token(env, 'MARQETA_WEBHOOK_TOKEN', DEFAULT_TOKENS.webhook),
        holderGroup: token(env, 'MARQETA_HOLDER_GROUP_TOKEN', DEFAULT_TOKENS.holderGroup),
      },
      kycRequired: oneOf(env, 'MARQETA_KYC_REQUIRED', ['ALWAYS', 'CONDITIONAL', 'NEVER'], 'NEVER'),
      widgets: widgets(env, web),
      allowedIps: addresses(env, 'MARQETA_ALLOWED_IPS'),
    },
    adminAllowedIps: addresses(env, 'ADMIN_ALLOWED_IPS'),
    outgoingAllowedIps: addresses(env, 'OUTGOING_ALLOWED_IPS'),
    dnsServers: dnsServers(env),
    trustedProxies: addresses(env, 'TRUSTED_PROXIES'),
    requestsPerMinute: {
      address: integer(env, 'REQUESTS_PER_MINUTE_ADDRESS', 6_000, 0, 1_000_000),
      person: integer(env, 'REQUESTS_PER_MINUTE_PERSON', 1_200, 0, 1_000_000),
      key: integer(env, 'REQUESTS_PER_MINUTE_KEY', 1_200, 0, 1_000_000),
    },
    decisionDeadlineMs: integer(env, 'DECISION_DEADLINE_MS', 1500, 50, 2900),
    unknownHoldReleaseMs: integer(env, 'UNKNOWN_HOLD_RELEASE_MINUTES', 240, 30, 10_080) * 60_000,
    sanctions: { listPath: env['SANCTIONS_LIST'] || null, threshold: integer(env, 'SANCTIONS_THRESHOLD', 90, 80, 100) },
    metricsToken: env['METRICS_TOKEN'] || null,
    apps: [
      { path: '/admin', folder: env['ADMIN_APP'] || builtApp('admin') },
      { path: '/portal', folder: env['PORTAL_APP'] || builtApp('portal') },
    ],
    smtpUrl: env['SMTP_URL'] ? url(env, 'SMTP_URL', ['smtp:', 'smtps:']) : null,
    mailFrom: env['MAIL_FROM'] || 'Atlanticfrewaycard <cards@localhost>',
    s3: bucket
      ? { bucket, endpoint: env['S3_ENDPOINT'] ? url(env, 'S3_ENDPOINT', web) : null, region: env['S3_REGION'] || 'us-east-1' }
      : null,
  };
}
