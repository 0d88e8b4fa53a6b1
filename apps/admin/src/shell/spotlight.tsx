import '@mantine/spotlight/styles.layer.css';
import { MerchantAvatar, PersonAvatar } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { useLingui } from '@lingui/react/macro';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight as MantineSpotlight } from '@mantine/spotlight';
import { IconCreditCard, IconSearch } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { graphql } from '../gql/index.ts';
import { urls } from '../lib/urls.ts';
import { useViewer } from '../lib/viewer.tsx';
import { useNavItems } from './nav-items.tsx';

const SpotlightQuery = graphql(`
  query Spotlight($search: String!) {
    people(first: 5, filter: { search: $search }) {
      edges {
        cursor
        node {
          id
          displayName
          email
        }
      }
    }
    cards(first: 5, filter: { search: $search }) {
      edges {
        cursor
        node {
          id
          name
          lastFour
          holder {
            id
            displayName
          }
        }
      }
    }
    transactions(first: 5, filter: { search: $search }) {
      edges {
        cursor
        node {
          id
          merchant {
            name
            mcc
          }
          holder {
            id
            displayName
          }
          amount {
            minor
            currency
            formatted
          }
        }
      }
    }
  }
`);

/** Goes to a page, a person, a card or a purchase by typing a part of its name. */
export default function Spotlight() {
  const { t } = useLingui();
  const [query, setQuery] = useState('');
  return (
    <MantineSpotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={['mod + K']}
      scrollable
      maxHeight={460}
      overlayProps={{ backgroundOpacity: 0.4, blur: 1 }}
    >
      <MantineSpotlight.Search
        aria-label={t`Find a person, card or purchase`}
        placeholder={t`Find a person, card or purchase`}
        leftSection={<IconSearch size={18} stroke={1.75} aria-hidden />}
      />
      <MantineSpotlight.ActionsList>
        <Pages query={query} />
        <Found query={query} />
      </MantineSpotlight.ActionsList>
    </MantineSpotlight.Root>
  );
}

function Pages({ query }: { query: string }) {
  const { t } = useLingui();
  const router = useRouter();
  const wanted = query.trim().toLowerCase();
  const pages = useNavItems().filter(({ label }) => label.toLowerCase().includes(wanted));
  if (pages.length === 0) return null;
  return (
    <MantineSpotlight.ActionsGroup label={t`Pages`}>
      {pages.map(({ key, label, href, icon: Icon }) => (
        <MantineSpotlight.Action
          key={key}
          label={label}
          leftSection={<Icon size={18} stroke={1.75} aria-hidden />}
          onClick={() => router.history.push(href)}
        />
      ))}
    </MantineSpotlight.ActionsGroup>
  );
}

function Found({ query }: { query: string }) {
  const { t } = useLingui();
  const router = useRouter();
  const { company } = useViewer();
  const [search] = useDebouncedValue(query.trim(), 150);
  const asks = company !== null && search.length >= 2;
  const { data, previousData, error } = useQuery(SpotlightQuery, { variables: { search }, skip: !asks });
  if (!asks) return null;
  const found = data ?? previousData;
  if (error && !found) return <MantineSpotlight.Empty>{t`The search did not work. Try again.`}</MantineSpotlight.Empty>;
  if (!found) return <MantineSpotlight.Empty>{t`Looking…`}</MantineSpotlight.Empty>;
  const [people, cards, purchases] = [found.people.edges, found.cards.edges, found.transactions.edges];
  if (people.length + cards.length + purchases.length === 0) {
    return <MantineSpotlight.Empty>{t`Nobody, no card and no purchase of that name`}</MantineSpotlight.Empty>;
  }
  const go = (href: string) => () => router.history.push(href);
  return (
    <>
      {people.length > 0 && (
        <MantineSpotlight.ActionsGroup label={t`People`}>
          {people.map(({ node }) => (
            <MantineSpotlight.Action
              key={node.id}
              label={node.displayName}
              {...(node.email == null ? {} : { description: node.email })}
              leftSection={<PersonAvatar name={node.displayName} size={26} />}
              onClick={go(urls.person(node.id))}
            />
          ))}
        </MantineSpotlight.ActionsGroup>
      )}
      {cards.length > 0 && (
        <MantineSpotlight.ActionsGroup label={t`Cards`}>
          {cards.map(({ node }) => (
            <MantineSpotlight.Action
              key={node.id}
              label={node.lastFour == null ? node.name : `${node.name} ••${node.lastFour}`}
              description={node.holder.displayName}
              leftSection={<IconCreditCard size={20} stroke={1.75} aria-hidden />}
              onClick={go(urls.card(node.id))}
            />
          ))}
        </MantineSpotlight.ActionsGroup>
      )}
      {purchases.length > 0 && (
        <MantineSpotlight.ActionsGroup label={t`Purchases`}>
          {purchases.map(({ node }) => (
            <MantineSpotlight.Action
              key={node.id}
              label={node.merchant.name}
              description={`${node.holder.displayName} · ${node.amount.formatted}`}
              leftSection={<MerchantAvatar name={node.merchant.name} mcc={node.merchant.mcc} size={26} />}
              onClick={go(urls.transaction(node.id))}
            />
          ))}
        </MantineSpotlight.ActionsGroup>
      )}
    </>
  );
}
