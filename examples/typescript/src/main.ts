import { follow, RefusedError, request } from './client.ts';
import { graphql } from './gql/gql.ts';

const Hello = graphql(`
  query Hello {
    company {
      name
    }
    feedCursor
  }
`);

const Spend = graphql(`
  subscription Spend($after: String) {
    spendFeed(after: $after) {
      cursor
      event
      at
      transaction {
        id
        merchant {
          name
        }
        amount {
          formatted
        }
        holder {
          displayName
        }
        declineSentence
      }
    }
  }
`);

const access = { url: process.env['AFC_URL'] ?? 'http://127.0.0.1:4000', key: process.env['AFC_KEY'] ?? '' };

try {
  const { company, feedCursor } = await request(access, Hello, {});
  process.stdout.write(`Following ${company?.name ?? 'nobody'}. Buy something.\n`);

  for await (const { event, at, transaction } of follow(access, Spend, (data) => data.spendFeed, feedCursor)) {
    if (transaction === null || transaction === undefined) continue;
    const { merchant, amount, holder, declineSentence } = transaction;
    process.stdout.write(`${at} ${event}: ${holder.displayName}, ${amount.formatted} at ${merchant.name}. ${declineSentence ?? ''}\n`);
  }
} catch (error) {
  if (!(error instanceof RefusedError)) throw error;
  process.stderr.write(`${error.code}: ${error.message} Trace ${error.traceId ?? 'unknown'}.\n`);
  process.exitCode = 1;
}
