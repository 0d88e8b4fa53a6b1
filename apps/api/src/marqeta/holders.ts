import type { Business, MarqetaClient, User } from '@afc/marqeta';
import { type HolderReport, reportOfHolder } from './holder-report.ts';
import { isConflict, type IssuerRefusal, refusalOf } from './refusal.ts';

/** A company or a person that Marqeta has. */
export type KnownHolder = { readonly token: string; readonly report: HolderReport };
type Named = { readonly firstName: string; readonly lastName: string };
/** A person, and by which name Marqeta has them. */
export type KnownCardholder = KnownHolder & { readonly name: Partial<Named> };

function known(holder: User | Business): KnownHolder {
  return { token: holder.token, report: reportOfHolder(holder) };
}

/**
 * A company, as Marqeta knows it, in the account holder group of this installation. Its token is our id, so that a repeated command
 * finds what the first one made.
 */
export async function ensureBusiness(
  client: MarqetaClient,
  company: { readonly id: string; readonly name: string },
  group: string,
): Promise<KnownHolder> {
  const name = company.name.slice(0, 255);
  try {
    const made = await client.businesses.create({
      token: company.id,
      business_name_legal: name,
      business_name_dba: name,
      account_holder_group_token: group,
    });
    return known(made);
  } catch (error) {
    if (!isConflict(error)) throw error;
    return known(await client.businesses.get(company.id));
  }
}

/**
 * A cardholder, who spends the company's funds. Marqeta is told the name alone: what it need not know stays here, and an e-mail
 * address would have to be unique among all its users.
 */
export async function ensureCardholder(
  client: MarqetaClient,
  person: Named & { readonly id: string },
  within: { readonly business: string; readonly group: string },
): Promise<KnownCardholder> {
  try {
    const made = await client.users.create({
      token: person.id,
      first_name: person.firstName,
      last_name: person.lastName,
      parent_token: within.business,
      account_holder_group_token: within.group,
      uses_parent_account: true,
      corporate_card_holder: true,
    });
    return cardholder(made);
  } catch (error) {
    if (!isConflict(error)) throw error;
    return cardholder(await client.users.get(person.id));
  }
}

function cardholder(user: User): KnownCardholder {
  const { first_name: firstName, last_name: lastName } = user;
  return { ...known(user), name: { ...(firstName !== undefined && { firstName }), ...(lastName !== undefined && { lastName }) } };
}

/** Has Marqeta call a cardholder by this name: of what it was told of them at first, the one thing that can change. */
export async function renameCardholder(
  client: MarqetaClient,
  token: string,
  { firstName, lastName }: Named,
): Promise<IssuerRefusal | null> {
  try {
    await client.users.update(token, { first_name: firstName, last_name: lastName });
    return null;
  } catch (error) {
    return refusalOf(error);
  }
}
