import { toolEnvironment } from './pinned-node.mjs';

const FOREIGN =
  /^(DATABASE_|POSTGRES_|REDIS_URL$|MARQETA_|S3_|SMTP_|DATA_DIR$|PORT$|HOST$|ROLE$|DEMO|EMULATOR_|DNS_SERVERS$|OUTGOING_ALLOWED_IPS$|TOKEN_SECRET$|MASTER_KEY(_PREVIOUS)?$|AUDIT_KEY$|PUBLIC_URL$|NODE_OPTIONS$)/;

/** The environment of tests: nothing that points to a running installation reaches them. */
export function testEnvironment({ long = false, seed, env = process.env } = {}) {
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !FOREIGN.test(name)));
  return {
    ...toolEnvironment(kept),
    FORCE_COLOR: '0',
    ...(seed === undefined ? {} : { SEED: String(seed) }),
    ...(long ? { LONG: '1' } : {}),
  };
}
