import { Writable } from 'node:stream';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from './config.ts';
import { CompanyService, type NewCompany } from './people/company.service.ts';
import { peopleEntities } from './people/entities.ts';
import { systemClock } from './platform/clock.ts';
import { openDatabase } from './platform/database.ts';
import { DomainError } from './platform/errors.ts';
import { createLog } from './platform/log.ts';
import { Sealer } from './platform/seal.ts';

/** What is asked for, in order; each also comes as an option, so that a script can say it all. */
const QUESTIONS = {
  name: { text: 'Name of the company', otherwise: null },
  'time-zone': { text: 'Time zone, in which its limits begin at midnight', otherwise: Intl.DateTimeFormat().resolvedOptions().timeZone },
  currency: { text: 'Currency of its budgets (ISO 4217)', otherwise: 'EUR' },
  'first-name': { text: 'First name of its first admin', otherwise: null },
  'last-name': { text: 'Last name', otherwise: null },
  email: { text: 'E-mail', otherwise: null },
} as const;
type Question = keyof typeof QUESTIONS;

const PASSWORD_VARIABLE = 'ADMIN_PASSWORD';

const USAGE = `npm run company:create -- [${Object.keys(QUESTIONS)
  .map((name) => `--${name} …`)
  .join('] [')}]
What is left out is asked for. The password is asked for, or taken from ${PASSWORD_VARIABLE}: never from the command line, which others can see.
`;

/** A value that is missing where nobody can be asked. */
class NotGivenError extends Error {
  override readonly name = 'NotGivenError';
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      ...Object.fromEntries(Object.keys(QUESTIONS).map((name) => [name, { type: 'string' }] as const)),
      help: { type: 'boolean' },
    },
  });
  if (values['help'] === true) return say(USAGE, 0);
  const config = readConfig(process.env);
  const company = await askFor(values as Partial<Record<Question, string>>, process.env[PASSWORD_VARIABLE]);
  const database = await openDatabase({
    urls: { api: config.databaseUrl, gateway: config.databaseGatewayUrl, owner: config.databaseOwnerUrl },
    entities: peopleEntities,
    clock: systemClock,
    publisher: { companyAt: () => undefined },
    log: createLog('warn'),
    apiPoolSize: 1,
    gatewayPoolSize: 1,
  });
  try {
    const { companyId } = await new CompanyService(database, new Sealer(config.masterKeys)).create('company-create', company);
    return say(`${company.name} is there (${companyId}). ${company.admin.email} can sign in at ${config.publicUrl}/admin\n`, 0);
  } finally {
    await database.close();
  }
}

async function askFor(given: Partial<Record<Question, string>>, password: string | undefined): Promise<NewCompany> {
  const answers = new Map<Question, string>();
  for (const question of Object.keys(QUESTIONS) as Question[]) answers.set(question, given[question] ?? (await ask(question)));
  const answer = (question: Question) => answers.get(question) ?? '';
  return {
    name: answer('name'),
    timeZone: answer('time-zone'),
    currency: answer('currency').toUpperCase(),
    admin: {
      firstName: answer('first-name'),
      lastName: answer('last-name'),
      email: answer('email'),
      password: password ?? (await askUnseen('Password, 12 characters or more')),
    },
  };
}

async function ask(question: Question): Promise<string> {
  const { text, otherwise } = QUESTIONS[question];
  if (!process.stdin.isTTY) throw new NotGivenError(`--${question} is missing, and nobody is at the terminal to be asked.`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(otherwise === null ? `${text}: ` : `${text} [${otherwise}]: `);
    return answer.trim() === '' ? (otherwise ?? '') : answer.trim();
  } finally {
    terminal.close();
  }
}

/** What is typed does not appear. */
async function askUnseen(text: string): Promise<string> {
  if (!process.stdin.isTTY) throw new NotGivenError(`${PASSWORD_VARIABLE} is not set, and nobody is at the terminal to be asked.`);
  process.stdout.write(`${text}: `);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stdout.write('\n');
  }
}

function say(text: string, code: number): number {
  (code === 0 ? process.stdout : process.stderr).write(text);
  return code;
}

/** A line that says what to do, or null for what is our own mistake. */
function lineFor(error: unknown): string | null {
  const isOption = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (error instanceof DomainError || error instanceof ConfigError || error instanceof NotGivenError) return error.message;
  return isOption ? `${error.message}\n${USAGE}` : null;
}

process.exitCode = await main().catch((error: unknown) => {
  const line = lineFor(error);
  if (line === null) throw error;
  return say(`${line}\n`, 1);
});
