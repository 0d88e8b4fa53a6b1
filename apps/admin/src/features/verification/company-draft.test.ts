import { expect, test } from 'vitest';
import { type CompanyDraft, draftOf, emptyOwner, inputOf } from './company-draft.ts';

const address = { line1: 'Rua do Carmo 1', line2: '', city: 'Lisboa', region: '', postalCode: '1200-093', country: 'PT' };
const whole: CompanyDraft = {
  ...{
    legalName: 'Harborline, Lda.',
    incorporationType: 'LLC',
    establishedOn: '2015-05-04',
    phone: '+351210000000',
    taxNumber: '501234567',
  },
  address,
  owners: [{ ...emptyOwner, firstName: 'Ana', lastName: 'Costa', birthDate: '1980-01-02', home: address, identityNumber: '99887766' }],
};

test('a form with everything in it is sent as it stands', () => {
  expect(inputOf(whole)).toEqual(whole);
});

test.each<[string, Partial<CompanyDraft>]>([
  ['the name', { legalName: ' ' }],
  ['the tax number', { taxNumber: '' }],
  ['the town', { address: { ...address, city: '' } }],
  ['the country', { address: { ...address, country: '' } }],
  ['an owner’s number', { owners: whole.owners.map((owner) => ({ ...owner, identityNumber: '' })) }],
  ['a second owner', { owners: [...whole.owners, emptyOwner] }],
])('without %s it is not sent', (_what, but) => {
  expect(inputOf({ ...whole, ...but })).toBeNull();
});

test('a first form begins with the company’s name and one owner', () => {
  expect(draftOf(null, 'Harborline')).toMatchObject({ legalName: 'Harborline', owners: [emptyOwner] });
});
