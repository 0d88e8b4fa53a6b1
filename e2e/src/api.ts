import type { Product } from './product.ts';

type SignedIn = { readonly accessToken: string };

/** GraphQL as an integration would ask it, for what no screen shows at once. */
export async function signedIn({ url }: Product, who: { readonly email: string; readonly password: string }) {
  const grant = await post<SignedIn>(`${url}/auth/sign-in`, { email: who.email, password: who.password, app: 'admin' });
  return async <T>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> => {
    const { data, errors } = await post<{ data: T; errors?: readonly { message: string }[] }>(
      `${url}/graphql`,
      { query, variables },
      grant.accessToken,
    );
    if (errors) throw new Error(errors.map(({ message }) => message).join('; '));
    return data;
  };
}

async function post<T>(address: string, body: object, token?: string): Promise<T> {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}: ${text}`);
  return JSON.parse(text) as T;
}
