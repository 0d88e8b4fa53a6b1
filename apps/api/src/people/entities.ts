import { Company } from './company.entity.ts';
import { Person } from './person.entity.ts';
import { PersonKey } from './person-key.entity.ts';
import { Membership, Team } from './team.entity.ts';
import { Verification } from './verification/verification.entity.ts';

export const peopleEntities = [Company, Person, PersonKey, Team, Membership, Verification] as const;
