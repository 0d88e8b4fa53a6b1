import { randomBytes } from 'node:crypto';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { peopleEntities } from '../people/entities.ts';
import { CompanyService } from '../people/company.service.ts';
import { type AddPersonInput, PersonService } from '../people/person.service.ts';
import { TeamService } from '../people/team.service.ts';
import { ManualClock } from '../platform/clock.ts';
import { type Database, openDatabase } from '../platform/database.ts';
import { createLog } from '../platform/log.ts';
import { Sealer } from '../platform/seal.ts';
import { cloneDatabase, type TestDatabase } from './test-database.ts';

export type PeopleHarness = {
  readonly clone: TestDatabase;
  readonly database: Database;
  readonly clock: ManualClock;
  readonly sealer: Sealer;
  readonly companies: CompanyService;
  readonly people: PersonService;
  readonly teams: TeamService;
  /** A company with one admin, Ana. */
  createCompany(name?: string): Promise<TestCompany>;
  close(): Promise<void>;
};

export type TestCompany = {
  readonly companyId: string;
  readonly adminId: string;
  readonly adminEmail: string;
  /** The test itself, as a part of the system in this company. */
  readonly system: { readonly kind: 'system'; readonly companyId: string; readonly name: 'test' };
  addTeam(name: string): Promise<string>;
  /** Somebody of the given name with an e-mail address in this company. */
  addPerson(firstName: string, but?: Partial<AddPersonInput>): Promise<{ readonly personId: string; readonly email: string }>;
};

export const PASSWORD = 'correct horse battery';

/** A clone of the migrated database, and what makes companies and people in it. For a test file. */
export async function openPeople(entities: readonly EntityTarget<ObjectLiteral>[] = []): Promise<PeopleHarness> {
  const clone = await cloneDatabase();
  const clock = new ManualClock(new Date('2026-03-02T09:15:04Z'));
  const database = await openDatabase({
    urls: clone.urls,
    entities: [...peopleEntities, ...entities],
    clock,
    publisher: { companyAt: () => undefined },
    log: createLog('silent'),
  });
  const sealer = new Sealer([randomBytes(32)]);
  const companies = new CompanyService(database, sealer);
  const people = new PersonService(database, sealer);
  const teams = new TeamService(database);

  async function createCompany(name = 'Harborline'): Promise<TestCompany> {
    const host = `${randomBytes(4).toString('hex')}.example`;
    const adminEmail = `ana@${host}`;
    const admin = { firstName: 'Ana', lastName: 'Costa', email: adminEmail, password: PASSWORD };
    const { companyId, adminId } = await companies.create('test', { name, timeZone: 'Europe/Lisbon', currency: 'EUR', admin });
    const system = { kind: 'system', companyId, name: 'test' } as const;
    return {
      companyId,
      adminId,
      adminEmail,
      system,
      addTeam: async (teamName) => (await teams.create(system, { name: teamName })).teamId,
      async addPerson(firstName, but = {}) {
        const email = `${firstName.toLowerCase()}@${host}`;
        const input: AddPersonInput = { firstName, lastName: 'Silva', email, password: PASSWORD, role: 'EMPLOYEE', ...but };
        return { ...(await people.add(system, input)), email: input.email };
      },
    };
  }

  return {
    ...{ clone, database, clock, sealer, companies, people, teams, createCompany },
    async close() {
      await database.close();
      await clone.drop();
    },
  };
}
