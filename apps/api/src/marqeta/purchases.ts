import { type MarqetaClient, MarqetaError } from '@afc/marqeta';

/** What Marqeta has of purchases, in every state, as JSON texts (wire-format §9). */
export type PurchasesAtMarqeta = {
  /** One message, or null when Marqeta does not know it. */
  askMarqeta(token: string): Promise<string | null>;
  /** All messages of the purchase that a message is of; none when Marqeta does not know it. */
  askRelated(token: string): Promise<readonly string[]>;
};

export function purchasesAt({ transactions }: MarqetaClient): PurchasesAtMarqeta {
  return {
    askMarqeta: (token) => ifKnown(async () => JSON.stringify(await transactions.get(token)), null),
    askRelated: (token) =>
      ifKnown(async () => {
        const messages: string[] = [];
        for await (const message of transactions.related(token)) messages.push(JSON.stringify(message));
        return messages;
      }, []),
  };
}

async function ifKnown<Known, Unknown>(ask: () => Promise<Known>, otherwise: Unknown): Promise<Known | Unknown> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof MarqetaError && error.kind === 'not_found') return otherwise;
    throw error;
  }
}
