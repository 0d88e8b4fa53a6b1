/** What a limit counts over. */
type LimitWindow = 'TRANSACTION' | 'DAY' | 'WEEK' | 'MONTH';

type DemoRole = 'ADMIN' | 'MANAGER' | 'ACCOUNTANT' | 'EMPLOYEE';

export type DemoPerson = {
  readonly key: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: DemoRole;
  /** Names of teams; the first one's manager when `manages`. */
  readonly teams: readonly string[];
  readonly manages?: boolean;
  readonly locale?: 'en' | 'pt-PT';
};

export type DemoCard = {
  readonly holder: string;
  readonly program: string;
  readonly name: string;
  readonly limit?: { readonly window: LimitWindow; readonly minor: bigint };
  /** Where it is used: names of spending habits in `purchase-plan.ts`. */
  readonly habits: readonly string[];
  readonly endsAs?: 'SUSPENDED' | 'TERMINATED' | 'UNACTIVATED';
  /** A purchase of the last day in a country where the holder never bought: merchant (key of the catalogue) and amount. */
  readonly abroad?: { readonly merchant: string; readonly minor: bigint };
  /** Scenarios of the emulator that are played on it in the last days, for what nobody's habits bring about. */
  readonly scenarios?: readonly string[];
};

export type DemoControl =
  | {
      readonly on: 'COMPANY' | { readonly program: string } | { readonly person: string };
      readonly limit: { readonly window: LimitWindow; readonly minor: bigint };
    }
  | { readonly on: 'COMPANY' | { readonly program: string } | { readonly person: string }; readonly allow: readonly string[] }
  | { readonly on: 'COMPANY' | { readonly program: string } | { readonly person: string }; readonly block: readonly string[] };

export type DemoCompany = {
  readonly name: string;
  readonly timeZone: string;
  readonly currency: string;
  /** Host of the e-mail addresses; `.example` never resolves (RFC 2606). */
  readonly mailHost: string;
  readonly password: string;
  readonly fundedMinor: bigint;
  readonly teams: readonly { readonly name: string; readonly monthlyBudgetMinor: bigint }[];
  readonly monthlyBudgetMinor: bigint;
  readonly people: readonly DemoPerson[];
  readonly programs: readonly { readonly name: string; readonly cardType: 'VIRTUAL' | 'PHYSICAL'; readonly color: string }[];
  readonly cards: readonly DemoCard[];
  readonly controls: readonly DemoControl[];
  /** Over the whole history. */
  readonly purchases: number;
};

export const harborline: DemoCompany = {
  name: 'Harborline Robotics',
  timeZone: 'America/New_York',
  currency: 'USD',
  mailHost: 'harborline.example',
  password: 'harborline-demo',
  fundedMinor: 42_000_000n,
  monthlyBudgetMinor: 7_500_000n,
  teams: [
    { name: 'Engineering', monthlyBudgetMinor: 3_200_000n },
    { name: 'Sales', monthlyBudgetMinor: 2_600_000n },
    { name: 'Operations', monthlyBudgetMinor: 1_700_000n },
  ],
  people: [
    { key: 'maya', firstName: 'Maya', lastName: 'Okafor', role: 'ADMIN', teams: ['Operations'] },
    { key: 'tomas', firstName: 'Tomás', lastName: 'Ferreira', role: 'MANAGER', teams: ['Engineering'], manages: true, locale: 'pt-PT' },
    { key: 'ingrid', firstName: 'Ingrid', lastName: 'Solheim', role: 'MANAGER', teams: ['Sales'], manages: true },
    { key: 'dev', firstName: 'Dev', lastName: 'Patel', role: 'MANAGER', teams: ['Operations'], manages: true },
    { key: 'ruth', firstName: 'Ruth', lastName: 'Adler', role: 'ACCOUNTANT', teams: [] },
    { key: 'grace', firstName: 'Grace', lastName: 'Lindqvist', role: 'ADMIN', teams: [] },
    { key: 'kenji', firstName: 'Kenji', lastName: 'Watanabe', role: 'EMPLOYEE', teams: ['Engineering'] },
    { key: 'amara', firstName: 'Amara', lastName: 'Diallo', role: 'EMPLOYEE', teams: ['Engineering'] },
    { key: 'lucas', firstName: 'Lucas', lastName: 'Moreau', role: 'EMPLOYEE', teams: ['Sales'] },
    { key: 'sofia', firstName: 'Sofia', lastName: 'Rossi', role: 'EMPLOYEE', teams: ['Sales'] },
    { key: 'noah', firstName: 'Noah', lastName: 'Bennett', role: 'EMPLOYEE', teams: ['Operations'] },
    { key: 'priya', firstName: 'Priya', lastName: 'Raman', role: 'EMPLOYEE', teams: ['Engineering', 'Operations'] },
    { key: 'elena', firstName: 'Elena', lastName: 'Petrova', role: 'EMPLOYEE', teams: ['Sales'] },
  ],
  programs: [
    { name: 'Everyday', cardType: 'VIRTUAL', color: 'atlantic' },
    { name: 'Subscriptions', cardType: 'VIRTUAL', color: 'violet' },
    { name: 'Travel', cardType: 'PHYSICAL', color: 'graphite' },
    { name: 'Field operations', cardType: 'PHYSICAL', color: 'forest' },
  ],
  cards: [
    { holder: 'maya', program: 'Everyday', name: 'Office', limit: { window: 'MONTH', minor: 900_000n }, habits: ['office', 'meals'] },
    {
      holder: 'maya',
      program: 'Travel',
      name: 'Travel',
      habits: ['travel', 'meals'],
      scenarios: [
        'multiple-clearings',
        'over-clearing',
        'partial-reversal',
        'force-post',
        'pin-debit',
        'expiry',
        'account-verification',
        'gateway-timeout',
      ],
    },
    {
      holder: 'tomas',
      program: 'Everyday',
      name: 'Engineering tools',
      limit: { window: 'MONTH', minor: 1_200_000n },
      habits: ['hardware', 'software'],
    },
    { holder: 'tomas', program: 'Subscriptions', name: 'Cloud', limit: { window: 'MONTH', minor: 1_500_000n }, habits: ['software'] },
    { holder: 'ingrid', program: 'Travel', name: 'Travel', limit: { window: 'WEEK', minor: 600_000n }, habits: ['travel', 'meals'] },
    { holder: 'ingrid', program: 'Everyday', name: 'Client meals', limit: { window: 'DAY', minor: 60_000n }, habits: ['meals'] },
    { holder: 'dev', program: 'Field operations', name: 'Depot', limit: { window: 'WEEK', minor: 450_000n }, habits: ['hardware', 'fuel'] },
    { holder: 'dev', program: 'Everyday', name: 'Supplies', limit: { window: 'MONTH', minor: 700_000n }, habits: ['office'] },
    { holder: 'kenji', program: 'Everyday', name: 'Lab', limit: { window: 'MONTH', minor: 400_000n }, habits: ['hardware', 'meals'] },
    { holder: 'kenji', program: 'Subscriptions', name: 'Design tools', limit: { window: 'MONTH', minor: 80_000n }, habits: ['software'] },
    {
      holder: 'amara',
      program: 'Everyday',
      name: 'Prototype parts',
      limit: { window: 'TRANSACTION', minor: 75_000n },
      habits: ['hardware', 'office'],
    },
    { holder: 'amara', program: 'Travel', name: 'Conferences', limit: { window: 'MONTH', minor: 500_000n }, habits: ['travel'] },
    {
      holder: 'lucas',
      program: 'Travel',
      name: 'Travel',
      limit: { window: 'WEEK', minor: 350_000n },
      habits: ['travel', 'meals', 'fuel'],
      abroad: { merchant: 'tasca-da-ribeira', minor: 6_450n },
    },
    { holder: 'lucas', program: 'Everyday', name: 'Meals', limit: { window: 'DAY', minor: 12_000n }, habits: ['meals'] },
    { holder: 'sofia', program: 'Travel', name: 'Trade fairs', limit: { window: 'MONTH', minor: 600_000n }, habits: ['travel', 'meals'] },
    {
      holder: 'sofia',
      program: 'Subscriptions',
      name: 'Sales stack',
      limit: { window: 'MONTH', minor: 120_000n },
      habits: ['software'],
      endsAs: 'SUSPENDED',
    },
    { holder: 'noah', program: 'Field operations', name: 'Van 3', limit: { window: 'DAY', minor: 25_000n }, habits: ['fuel', 'meals'] },
    {
      holder: 'priya',
      program: 'Everyday',
      name: 'Workshop',
      limit: { window: 'MONTH', minor: 350_000n },
      habits: ['hardware', 'office', 'meals'],
    },
    { holder: 'elena', program: 'Everyday', name: 'Meals', limit: { window: 'DAY', minor: 9_000n }, habits: ['meals'] },
    { holder: 'elena', program: 'Travel', name: 'Travel', habits: ['travel'], endsAs: 'UNACTIVATED' },
  ],
  controls: [
    { on: 'COMPANY', limit: { window: 'MONTH', minor: 9_000_000n } },
    { on: 'COMPANY', block: ['7995', '5813', '6051'] },
    { on: { program: 'Subscriptions' }, allow: ['4816', '5734', '5815-5818', '7372'] },
    { on: { program: 'Travel' }, limit: { window: 'TRANSACTION', minor: 250_000n } },
    { on: { person: 'lucas' }, limit: { window: 'MONTH', minor: 600_000n } },
    { on: { person: 'noah' }, limit: { window: 'WEEK', minor: 80_000n } },
  ],
  purchases: 1_400,
};

export const loureiro: DemoCompany = {
  name: 'Casa Loureiro',
  timeZone: 'Europe/Lisbon',
  currency: 'EUR',
  mailHost: 'loureiro.example',
  password: 'loureiro-demo',
  fundedMinor: 3_000_000n,
  monthlyBudgetMinor: 400_000n,
  teams: [{ name: 'Cozinha', monthlyBudgetMinor: 300_000n }],
  people: [
    { key: 'beatriz', firstName: 'Beatriz', lastName: 'Loureiro', role: 'ADMIN', teams: ['Cozinha'], locale: 'pt-PT' },
    { key: 'rui', firstName: 'Rui', lastName: 'Tavares', role: 'MANAGER', teams: ['Cozinha'], manages: true, locale: 'pt-PT' },
    { key: 'ines', firstName: 'Inês', lastName: 'Matos', role: 'EMPLOYEE', teams: ['Cozinha'], locale: 'pt-PT' },
  ],
  programs: [{ name: 'Compras', cardType: 'VIRTUAL', color: 'coral' }],
  cards: [
    { holder: 'rui', program: 'Compras', name: 'Mercado', limit: { window: 'WEEK', minor: 90_000n }, habits: ['office', 'meals'] },
    { holder: 'ines', program: 'Compras', name: 'Despensa', limit: { window: 'DAY', minor: 15_000n }, habits: ['meals'] },
  ],
  controls: [{ on: 'COMPANY', block: ['7995'] }],
  purchases: 100,
};

export const OPERATOR = {
  email: 'operator@installation.example',
  password: 'operator-demo',
  displayName: 'Installation operator',
} as const;

export function emailOf(company: DemoCompany, person: DemoPerson): string {
  return `${person.key}@${company.mailHost}`;
}
