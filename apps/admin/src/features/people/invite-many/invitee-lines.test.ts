import { describe, expect, test } from 'vitest';
import type { Role } from '../../../gql/graphql.ts';
import { linesOf, UnreadableListError } from './invitee-lines.ts';

const known = {
  roles: new Map<string, Role>([
    ['admin', 'ADMIN'],
    ['manager', 'MANAGER'],
    ['contabilista', 'ACCOUNTANT'],
    ['employee', 'EMPLOYEE'],
  ]),
  teams: new Map([['design & brand', 'design']]),
};
const read = (text: string) => linesOf(text, known);
const nuno = { firstName: 'Nuno', lastName: 'Reis', email: 'nuno@reis.example', role: 'EMPLOYEE', teamId: null, problem: null };

describe('a list is read', () => {
  test.each([
    ['with commas', 'Nuno,Reis,nuno@reis.example,Manager,Design & Brand'],
    ['with semicolons, as a spreadsheet saves where commas are decimal', 'Nuno;Reis;nuno@reis.example;Manager;Design & Brand'],
    ['with tabs, as a spreadsheet is pasted', 'Nuno\tReis\tnuno@reis.example\tManager\tDesign & Brand'],
    ['with fields in quotes', '"Nuno","Reis","nuno@reis.example","Manager","Design & Brand"'],
    ['with spaces about', ' Nuno , Reis,  nuno@reis.example , MANAGER, design  &  brand '],
    [
      'with columns named, in another order',
      'E-mail,Team,Role,Last name,First name,Phone\nnuno@reis.example,Design & Brand,manager,Reis,Nuno,1',
    ],
    ['with columns named in Portuguese', 'Nome;Apelido;E-mail;Função;Equipa\nNuno;Reis;nuno@reis.example;manager;Design & Brand'],
    [
      'with a byte order mark and the line ends of Windows',
      '\uFEFFFirst name,Last name,Email,Role,Team\r\nNuno,Reis,nuno@reis.example,manager,Design & Brand\r\n',
    ],
  ])('%s', (_how, text) => {
    expect(read(text)).toMatchObject([{ ...nuno, role: 'MANAGER', teamId: 'design' }]);
  });

  test('where separators and quotes are part of a name', () => {
    expect(read('"Nuno, the ""2nd""",Reis,nuno@reis.example')).toMatchObject([{ ...nuno, firstName: 'Nuno, the "2nd"' }]);
    expect(read('"Nuno; J; M; Sá",Reis,nuno@reis.example')).toMatchObject([{ ...nuno, firstName: 'Nuno; J; M; Sá' }]);
  });

  test('without role and team: an employee of no team', () => {
    expect(read('Nuno,Reis,nuno@reis.example\nMira,Reis,mira@reis.example,,')).toMatchObject([
      nuno,
      { ...nuno, firstName: 'Mira', email: 'mira@reis.example' },
    ]);
  });

  test('over empty lines, by the number that each has in the text', () => {
    expect(read('First name,Last name,Email\n\n,,\nNuno,Reis,nuno@reis.example\n\n').map(({ number }) => number)).toEqual([4]);
  });

  test('when there is nothing in it', () => {
    expect(read(' \n')).toEqual([]);
    expect(read('First name,Last name,Email')).toEqual([]);
  });
});

test.each([
  ['a first name is missing', ',Reis,nuno@reis.example', 'FIRST_NAME'],
  ['a first name is too long', `${'N'.repeat(41)},Reis,nuno@reis.example`, 'FIRST_NAME'],
  ['a last name is missing', 'Nuno,,nuno@reis.example', 'LAST_NAME'],
  ['an address is none', 'Nuno,Reis,nuno.reis.example', 'EMAIL'],
  ['an address is missing', 'Nuno,Reis', 'EMAIL'],
  ['a role is unknown', 'Nuno,Reis,nuno@reis.example,Boss', 'ROLE'],
  ['a role is no role of people', 'Nuno,Reis,nuno@reis.example,Operator', 'ROLE'],
  ['a team is unknown', 'Nuno,Reis,nuno@reis.example,,Sales', 'TEAM'],
  ['a manager has no team', 'Nuno,Reis,nuno@reis.example,Manager', 'TEAM_NEEDED'],
])('a line in which %s is read, and says so', (_what, line, problem) => {
  expect(read(line)).toMatchObject([{ problem }]);
});

test('who stands in it twice is invited once', () => {
  const problems = read('Nuno,Reis,nuno@reis.example\nNuno,Reis,NUNO@reis.example').map(({ problem }) => problem);

  expect(problems).toEqual([null, 'TWICE']);
});

test('where a quote is opened and never closed, it says from which line on it cannot be read', () => {
  expect(() => read('Nuno,Reis,nuno@reis.example\nMira,"Reis,mira@reis.example')).toThrow(new UnreadableListError(2));
});
