import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical } from './canonical.ts';
import { append, commit, type Committed, type Content, type Facts, GENESIS, type Head, type Origin, partKey, personsOf } from './chain.ts';
import { CheckpointSigner } from './checkpoint.ts';
import { type ChainKnown, type ChainRecord, ChainVerifier, ERASE_PERSON, type WrongLink } from './verify-chain.ts';

const CHAIN = '0190a000-0000-7000-8000-000000000001';
const ANA = '0190a000-0000-7000-8000-00000000000a';
const BRUNO = '0190a000-0000-7000-8000-00000000000b';
const keys = new Map([ANA, BRUNO].map((person) => [person, randomBytes(32)]));
const signer = new CheckpointSigner(randomBytes(32));

type Event = Facts & Origin & Content;

const events = fc.array(
  fc.record<Event>({
    id: fc.uuid({ version: 7 }),
    at: fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true }).map((date) => date.toISOString()),
    command: fc.constantFrom('card.freeze', 'person.add', 'funds.set'),
    actorKind: fc.constantFrom('person', 'system'),
    actorId: fc.constantFrom(ANA, BRUNO),
    subjectType: fc.constantFrom('person', 'card'),
    subjectId: fc.constantFrom(ANA, BRUNO),
    traceId: fc.option(fc.string()),
    actorName: fc.string(),
    ip: fc.option(fc.ipV4()),
    userAgent: fc.option(fc.string()),
    reason: fc.option(fc.string()),
    before: fc.jsonValue(),
    after: fc.jsonValue(),
  }),
  { minLength: 2, maxLength: 8 },
);

/** The chain of these events, as it would be kept. */
function chainOf(all: readonly Event[]): { records: ChainRecord[]; known: ChainKnown } {
  let head: Head = GENESIS;
  const records = all.map(({ actorName, ip, userAgent, reason, before, after, ...facts }) => {
    const persons = personsOf(facts);
    const shown = <Value extends Origin | Content>(name: 'origin' | 'content', value: Value) => {
      const [of, person] = [persons[name], keys.get(persons[name] ?? '')];
      const key = person === undefined ? null : partKey(person, name, facts.id);
      return { of, commitment: commit(name, value, key), value, key: key?.toString('hex') ?? null };
    };
    const parts = { origin: shown('origin', { actorName, ip, userAgent }), content: shown('content', { reason, before, after }) };
    head = append(CHAIN, head, { facts, ...parts });
    return { ...head, id: facts.id, facts, ...parts };
  });
  const checkpoints = [signer.sign(CHAIN, head, new Date('2026-11-26T18:00:00Z'))];
  return { records, known: { chain: CHAIN, checkpoints, keys: [signer.key], trusted: null, remembered: null, end: head } };
}

function verified(records: readonly ChainRecord[], known: ChainKnown): WrongLink | null {
  const verifier = new ChainVerifier(known);
  const begun = verifier.begin();
  if (begun !== null) return begun;
  for (const record of records) {
    const wrong = verifier.add(record);
    if (wrong !== null) return wrong;
  }
  return verifier.end();
}

/** Numbers and hashes anew, as somebody would who changes the chain and knows how it is made. */
function chainedAgain(records: readonly ChainRecord[]): ChainRecord[] {
  let head: Head = GENESIS;
  return records.map((record) => {
    if (record.facts === null) return record;
    head = append(CHAIN, head, { ...record, facts: record.facts });
    return { ...record, ...head };
  });
}

/** One place of the chain and what is done there. */
const place = fc.nat();
const at = (records: readonly unknown[], any: number): number => any % records.length;

describe('of any chain', () => {
  test('it is right as long as nobody touches it', () => {
    fc.assert(
      fc.property(events, (all) => {
        const { records, known } = chainOf(all);
        expect(verified(records, known)).toBeNull();
      }),
    );
  });

  test('a row that is gone is found, also when the rest is numbered and hashed anew', () => {
    fc.assert(
      fc.property(events, place, fc.boolean(), (all, any, anew) => {
        const { records, known } = chainOf(all);
        const left = records.toSpliced(at(records, any), 1);
        expect(verified(anew ? chainedAgain(left) : left, known)).not.toBeNull();
      }),
    );
  });

  test('a row more is found, also when the rest is numbered and hashed anew', () => {
    fc.assert(
      fc.property(events, place, fc.boolean(), (all, any, anew) => {
        const { records, known } = chainOf(all);
        const [more] = chainOf([{ ...(all[0] as Event), id: randomUUID() }]).records as [ChainRecord];
        const swollen = records.toSpliced(at(records, any), 0, more);
        expect(verified(anew ? chainedAgain(swollen) : swollen, known)).not.toBeNull();
      }),
    );
  });

  test('two rows in each other’s place are found', () => {
    fc.assert(
      fc.property(events, place, (all, any) => {
        const { records, known } = chainOf(all);
        const first = at(records, any) % (records.length - 1);
        const [one, other] = [records[first], records[first + 1]] as [ChainRecord, ChainRecord];
        fc.pre(canonical(one.facts) !== canonical(other.facts));
        expect(verified(records.with(first, other).with(first + 1, one), known)?.number).toBe(other.number);
        expect(verified(chainedAgain(records.with(first, other).with(first + 1, one)), known)).not.toBeNull();
      }),
    );
  });

  test('whatever is changed in a row is found in that row', () => {
    const changes: ((record: ChainRecord & { facts: Facts }) => ChainRecord)[] = [
      (record) => ({ ...record, facts: { ...record.facts, command: 'card.terminate' } }),
      (record) => ({ ...record, facts: { ...record.facts, at: '2025-01-01T00:00:00.000Z' } }),
      (record) => ({ ...record, facts: { ...record.facts, actorId: null } }),
      (record) => ({ ...record, facts: { ...record.facts, subjectId: 'another' } }),
      (record) => ({ ...record, facts: { ...record.facts, traceId: 'another trace' } }),
      (record) => ({ ...record, origin: { ...record.origin, value: { actorName: 'Mallory', ip: null, userAgent: null } } }),
      (record) => ({ ...record, content: { ...record.content, value: { reason: 'a reason that nobody gave', before: 1, after: 2 } } }),
      (record) => ({ ...record, content: { ...record.content, value: null } }),
      (record) => ({ ...record, origin: { ...record.origin, of: 'nobody' } }),
      (record) => ({ ...record, hash: record.hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }),
      (record) => ({ ...record, facts: null }),
    ];
    fc.assert(
      fc.property(events, place, fc.constantFrom(...changes), (all, any, change) => {
        const { records, known } = chainOf(all);
        const index = at(records, any);
        const record = records[index] as ChainRecord & { facts: Facts };
        expect(verified(records.with(index, change(record)), known)?.number).toBe(record.number);
      }),
    );
  });

  test('a row with another number is found', () => {
    fc.assert(
      fc.property(events, place, (all, any) => {
        const { records, known } = chainOf(all);
        const index = at(records, any);
        const record = records[index] as ChainRecord;
        expect(verified(records.with(index, { ...record, number: record.number + 1 }), known)).toMatchObject({ wrong: 'OTHER_NUMBER' });
      }),
    );
  });

  test('a change that is hashed anew to the end is found where the chain was signed', () => {
    fc.assert(
      fc.property(events, place, (all, any) => {
        const { records, known } = chainOf(all);
        const index = at(records, any);
        const { facts } = records[index] as ChainRecord & { facts: Facts };
        const forged = chainedAgain(
          records.with(index, { ...(records[index] as ChainRecord), facts: { ...facts, command: 'card.close' } }),
        );
        const last = forged.at(-1) as ChainRecord;
        expect(verified(forged, { ...known, end: last })).toMatchObject({ wrong: 'NOT_AS_SIGNED', number: last.number });
      }),
    );
  });
});

const froze: Event = {
  ...{ id: randomUUID(), at: '2026-11-26T18:00:00.000Z', command: 'card.freeze', actorKind: 'person', actorId: ANA, traceId: 't' },
  ...{ subjectType: 'card', subjectId: 'card-1', actorName: 'Ana Costa', ip: '203.0.113.7', userAgent: 'Firefox' },
  ...{ reason: 'Lost', before: { status: 'ACTIVE' }, after: { status: 'SUSPENDED' } },
};
const erased: Event = {
  ...froze,
  id: randomUUID(),
  command: ERASE_PERSON,
  actorId: BRUNO,
  actorName: 'Bruno Silva',
  subjectType: 'person',
  subjectId: ANA,
};

/** As the chain is shown when Ana's key is forgotten, and what it opened is overwritten. */
function withoutAna(records: readonly ChainRecord[]): ChainRecord[] {
  const closed = <Part extends Committed>(part: Part): Part => (part.of === ANA ? { ...part, value: null, key: null } : part);
  return records.map((record) => ({ ...record, origin: closed(record.origin), content: closed(record.content) }));
}

describe('a person who is erased', () => {
  test('leaves a chain that is right and says nothing of them', () => {
    const { records, known } = chainOf([froze, erased]);

    const left = withoutAna(records);

    expect(verified(left, known)).toBeNull();
    expect(JSON.stringify(left)).not.toContain('Costa');
  });

  test('has to be erased by a command of the chain: to take data away is not enough', () => {
    const { records, known } = chainOf([froze, { ...erased, subjectId: BRUNO }]);

    expect(verified(withoutAna(records), known)).toMatchObject({ wrong: 'NOT_ERASED', number: 1, eventId: froze.id });
  });

  test('cannot be guessed from what is left: the same words have another commitment in each event and for each person', () => {
    const { records } = chainOf([froze, { ...froze, id: randomUUID() }, { ...froze, actorId: BRUNO }]);

    expect(new Set(records.map(({ origin }) => origin.commitment)).size).toBe(3);
  });
});

test('a link that was kept elsewhere is believed whatever is signed', () => {
  const { records, known } = chainOf([froze, erased]);
  const [first] = records as [ChainRecord];
  const cut = { ...known, checkpoints: [], end: first };

  expect(verified([first], { ...cut, remembered: first })).toBeNull();
  expect(verified([first], { ...cut, remembered: known.end })).toMatchObject({ wrong: 'ENDS_EARLY', number: 2 });
  expect(verified([first], { ...cut, remembered: { number: 1, hash: known.end.hash } })).toMatchObject({
    wrong: 'NOT_AS_SIGNED',
    number: 1,
  });
});

describe('a checkpoint', () => {
  const { records, known } = chainOf([froze, erased]);
  const [checkpoint] = known.checkpoints;
  if (checkpoint === undefined) throw new Error('no checkpoint');

  test('shows that the end was cut off', () => {
    expect(verified(records.slice(0, 1), { ...known, end: records[0] as ChainRecord })).toMatchObject({ wrong: 'ENDS_EARLY', number: 2 });
  });

  test.each<[string, Partial<ChainKnown>]>([
    ['another number', { checkpoints: [{ ...checkpoint, number: 1 }] }],
    ['another time', { checkpoints: [{ ...checkpoint, at: '2026-11-26T18:00:01.000Z' }] }],
    ['another company', { chain: ANA }],
    ['a key that does not belong to its id', { keys: [{ ...new CheckpointSigner(randomBytes(32)).key, id: signer.key.id }] }],
    ['a key that is not trusted', { trusted: ['0'.repeat(32)] }],
  ])('is not believed with %s', (_what, but) => {
    expect(verified(records, { ...known, ...but })).toMatchObject({ wrong: 'NOT_SIGNED' });
  });
});

test('a key that calls itself as a trusted one is called is not believed', () => {
  const { records, known } = chainOf([froze, erased]);
  const mallory = new CheckpointSigner(randomBytes(32));
  Object.assign(mallory, { key: { ...mallory.key, id: signer.key.id } });
  const forged = { keys: [mallory.key], checkpoints: [mallory.sign(CHAIN, known.end, new Date())], trusted: [signer.key.id] };

  expect(verified(records, { ...known, ...forged })).toMatchObject({ wrong: 'NOT_SIGNED' });
});

test('the encoding is the one that is documented', () => {
  expect(canonical({ b: [1, null, 'ü"'], a: { d: undefined, c: true }, '€': 0.1 })).toBe('{"a":{"c":true},"b":[1,null,"ü\\""],"€":0.1}');
  const facts = { ...froze, id: CHAIN };
  const link = { facts, origin: { of: ANA, commitment: '11' }, content: { of: null, commitment: '22' } };
  expect(append(CHAIN, GENESIS, link).hash).toBe('12dab237065ddc6eb7f5486ea57d24a9e5250b21bbc4c6348408c0c00d3a74da');
});
