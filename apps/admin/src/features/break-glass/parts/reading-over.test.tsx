// @vitest-environment happy-dom
import { AppProviders } from '@afc/ui';
import { ApolloClient, ApolloLink, InMemoryCache, Observable } from '@apollo/client';
import { ApolloProvider } from '@apollo/client/react';
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { beforeEach, expect, test, vi } from 'vitest';
import { ReadingBanner } from './reading-banner.tsx';
import { useReadingOver } from './reading-over.ts';

/** React's word for: state changes of this page are waited for. */
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
i18n.loadAndActivate({ locale: 'en', messages: {} });

const READING = { id: 'reading-1', expiresAt: new Date(Date.now() + 3_600_000).toISOString() };

let root: Root;
let left: string[];
/** What waits for the server's word on who looks. */
let asked: { next(result: ApolloLink.Result): void; complete(): void }[];
let client: ApolloClient;

beforeEach(() => {
  left = [];
  asked = [];
  vi.spyOn(window.location, 'assign').mockImplementation((to) => void left.push(String(to)));
  const link = new ApolloLink(() => new Observable((answer) => void asked.push(answer)));
  client = new ApolloClient({ cache: new InMemoryCache(), link });
  root = createRoot(document.body.appendChild(document.createElement('div')));
  return async () => {
    await settled(() => root.unmount());
    client.stop();
    vi.restoreAllMocks();
  };
});

/** A change, and all that React and the client make of it. */
const settled = (change: () => void) => act(() => Promise.resolve(change()));

/** What the shell makes of what it was told: the banner over a screen while a reading is open. */
function Frame({ reading }: { reading: typeof READING | null }) {
  const isLeaving = useReadingOver(reading !== null);
  if (isLeaving) return 'on the way out';
  return reading === null ? 'the installation' : <ReadingBanner reading={reading} companyName="Harborline" />;
}

/** The shell hears whether a reading is open. */
const shellHears = (reading: typeof READING | null) =>
  settled(() =>
    root.render(
      <I18nProvider i18n={i18n}>
        <ApolloProvider client={client}>
          <AppProviders locale="en" timeZone="UTC" colorSchemeKey="test" closeLabel="Close">
            <Frame reading={reading} />
          </AppProviders>
        </ApolloProvider>
      </I18nProvider>,
    ),
  );

/** The banner hears who looks. */
const bannerHears = (role: 'READER' | 'OPERATOR') =>
  settled(() => {
    const answer = asked.shift();
    answer?.next({ data: { viewer: { __typename: 'Viewer', id: 'olga', role } } });
    answer?.complete();
  });

test('while it is open nobody leaves', async () => {
  await shellHears(READING);
  await bannerHears('READER');

  expect(left).toEqual([]);
  expect(document.body.textContent).toContain('Harborline');
});

test('the page is left when the banner hears first that it is over', async () => {
  await shellHears(READING);
  await bannerHears('OPERATOR');

  expect(left).toEqual(['/admin/break-glass']);
});

test('the page is left when the shell hears first, and nothing of the installation is drawn in it', async () => {
  await shellHears(READING);
  await shellHears(null);

  expect(left).toEqual(['/admin/break-glass']);
  expect(document.body.textContent).toContain('on the way out');
});

test('an operator who reads nothing stays where they are', async () => {
  await shellHears(null);

  expect(left).toEqual([]);
  expect(document.body.textContent).toContain('the installation');
});
