import type { DemoApp } from './demo-app.ts';
import { type DemoCard, type DemoCompany, type DemoControl, type DemoPerson, emailOf } from './demo-companies.ts';

/** A company as it was made, and how to name its parts. */
export type MadeCompany = {
  readonly company: DemoCompany;
  readonly companyId: string;
  readonly cardIdOf: (card: DemoCard) => string;
  readonly teamIdOf: (name: string) => string;
};

const BY = 'demo';
/** Lists of accepted countries belong to the Marqeta account; a European trip must not fail on its default. */
const ACCEPTED_COUNTRIES = 'accept_all';

/** Makes a company with its people, programs, cards, controls and funds, through the services that everybody uses. */
export async function makeCompany({ services }: DemoApp, company: DemoCompany): Promise<MadeCompany> {
  const [admin] = company.people;
  if (admin === undefined) throw new Error('a demo company needs an admin');
  const { companyId, adminId } = await services.companies.create(BY, {
    name: company.name,
    timeZone: company.timeZone,
    currency: company.currency,
    admin: {
      firstName: admin.firstName,
      lastName: admin.lastName,
      email: emailOf(company, admin),
      password: company.password,
      locale: admin.locale,
    },
  });
  const by = { kind: 'system', companyId, name: BY } as const;
  const teams = new Map<string, string>();
  for (const { name } of company.teams) teams.set(name, (await services.teams.create(by, { name })).teamId);
  const people = new Map([[admin.key, adminId]]);
  for (const name of admin.teams) await services.teams.setMember(by, { teamId: idOf(teams, name), personId: adminId, isManager: false });
  for (const person of company.people.slice(1)) people.set(person.key, await addPerson(services, by, company, person, teams));
  await services.funds.fund(by, { minor: company.fundedMinor, currency: company.currency }, `${company.name} opening balance`);

  const programs = new Map<string, string>();
  for (const program of company.programs)
    programs.set(program.name, (await services.programs.create(by, { ...program, acceptedCountriesToken: ACCEPTED_COUNTRIES })).programId);
  const cards = new Map<DemoCard, string>();
  for (const card of company.cards) {
    const { cardId } = await services.issuing.issue(by, {
      idempotencyKey: `${card.holder} ${card.name} ${card.program}`,
      holderId: idOf(people, card.holder),
      programId: idOf(programs, card.program),
      name: card.name,
      limit: card.limit,
    });
    cards.set(card, cardId);
  }
  for (const [index, control] of company.controls.entries())
    await services.controls.set(by, {
      idempotencyKey: `control ${index}`,
      ...subjectOf(control, people, programs),
      ...wishOf(control, company.currency),
    });
  return { company, companyId, cardIdOf: (card) => idOf(cards, card), teamIdOf: (name) => idOf(teams, name) };
}

/** Budgets of the months in which the history lies. @param months yyyy-MM */
export async function setBudgets(
  { services }: DemoApp,
  { company, companyId, teamIdOf }: MadeCompany,
  months: readonly string[],
): Promise<void> {
  const by = { kind: 'system', companyId, name: BY } as const;
  for (const month of months) {
    await services.budgets.set(by, { idempotencyKey: `budget ${month}`, month, amountMinor: company.monthlyBudgetMinor.toString() });
    for (const { name, monthlyBudgetMinor } of company.teams)
      await services.budgets.set(by, {
        idempotencyKey: `budget ${month} ${name}`,
        teamId: teamIdOf(name),
        month,
        amountMinor: monthlyBudgetMinor.toString(),
      });
  }
}

async function addPerson(
  services: DemoApp['services'],
  by: { readonly kind: 'system'; readonly companyId: string; readonly name: string },
  company: DemoCompany,
  person: DemoPerson,
  teams: ReadonlyMap<string, string>,
): Promise<string> {
  const { personId } = await services.people.add(by, {
    firstName: person.firstName,
    lastName: person.lastName,
    email: emailOf(company, person),
    password: company.password,
    role: person.role,
    locale: person.locale,
    teams: person.teams.map((name) => ({ teamId: idOf(teams, name), isManager: person.manages ?? false })),
  });
  return personId;
}

function subjectOf({ on }: DemoControl, people: ReadonlyMap<string, string>, programs: ReadonlyMap<string, string>) {
  if (on === 'COMPANY') return { scope: on, subjectId: null } as const;
  return 'program' in on
    ? ({ scope: 'CARD_PROGRAM', subjectId: idOf(programs, on.program) } as const)
    : ({ scope: 'PERSON', subjectId: idOf(people, on.person) } as const);
}

function wishOf(control: DemoControl, currency: string) {
  if ('allow' in control) return { controlType: 'MCC_ALLOW', mccs: [...control.allow] } as const;
  if ('block' in control) return { controlType: 'MCC_BLOCK', mccs: [...control.block] } as const;
  const { window, minor } = control.limit;
  return { controlType: 'AMOUNT_LIMIT', window, amountMinor: minor.toString(), currency } as const;
}

function idOf<Key>(ids: ReadonlyMap<Key, string>, key: Key): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`the demo names ${JSON.stringify(key)}, which it has not made`);
  return id;
}
