import { createServer, type AddressInfo } from 'node:net';
import pg from 'pg';
import { QueryFailedError } from 'typeorm';
import { describe, expect, test } from 'vitest';
import { NotFoundError } from './errors.ts';
import { refusalOf } from './refusal-of.ts';

/** As `pg` gives what PostgreSQL says. */
const said = (code: string) => Object.assign(new Error('said by PostgreSQL'), { code });

describe('what is thrown', () => {
  test.each(['57P01', '57P02', '57P03', '08006', '08P01', '53300'])('is told as UNAVAILABLE when PostgreSQL says %s', (code) => {
    expect(refusalOf(said(code))).toMatchObject({ code: 'UNAVAILABLE', kind: 'unavailable', retryAfterMs: 2_000 });
  });

  test.each(['57014', '55P03', '25P03', '40001', '40P01'])('is told as OVERLOADED when PostgreSQL says %s', (code) => {
    expect(refusalOf(said(code))).toMatchObject({ code: 'OVERLOADED', kind: 'unavailable' });
  });

  test('is told alike when TypeORM has wrapped it', () => {
    expect(refusalOf(new QueryFailedError('SELECT 1', [], said('57P01')))).toMatchObject({ code: 'UNAVAILABLE' });
    const lost = new Error('Connection terminated unexpectedly');
    expect(refusalOf(new QueryFailedError('SELECT 1', [], lost))).toMatchObject({ code: 'UNAVAILABLE', cause: expect.anything() });
  });

  test('is told as UNAVAILABLE when nobody listens, and when the pool has ended', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => server.listen(0, () => resolve((server.address() as AddressInfo).port)));
    await new Promise((resolve) => server.close(resolve));
    const pool = new pg.Pool({ host: 'localhost', port });

    const refused: unknown = await pool.query('SELECT 1').catch((error: unknown) => error);
    await pool.end();
    const ended: unknown = await pool.query('SELECT 1').catch((error: unknown) => error);

    expect([refusalOf(refused)?.code, refusalOf(ended)?.code]).toEqual(['UNAVAILABLE', 'UNAVAILABLE']);
  });

  test('stays a defect when PostgreSQL is well', () => {
    expect([said('23505'), said('42P01'), new Error('cannot connect the dots'), 'nothing', null].map(refusalOf)).toEqual(
      [...Array(5)].fill(null),
    );
  });

  test('stays what it is when it is a refusal', () => {
    const refusal = new NotFoundError('card');
    expect(refusalOf(refusal)).toBe(refusal);
  });
});
