import type pg from 'pg';
import { enqueueOn, type Job } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import { putBackWhatMayBeUnderstood } from './dead-letters.ts';
import { DRAIN } from './nudge.ts';

export type RetryKeptDeps = { readonly gateway: pg.Pool; readonly log: Log };

/** Puts back, once a build, the messages that an earlier one kept because it did not understand them. */
export function retryKeptJob({ gateway, log }: RetryKeptDeps): Job<unknown> {
  return {
    name: 'inbox.retryKept',
    cron: '11 * * * *',
    atStart: true,
    async run() {
      for (let shards = await putBackWhatMayBeUnderstood(gateway); shards.length > 0; shards = await putBackWhatMayBeUnderstood(gateway)) {
        log.info({ messages: shards.length }, 'messages that were kept are applied again');
        for (const shard of new Set(shards)) await enqueueOn(gateway, DRAIN, { shard }, { key: String(shard) });
      }
    },
  };
}
