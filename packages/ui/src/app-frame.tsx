import { IconDots, type TablerIcon } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import classes from './app-frame.module.css';
import { Brand } from './brand.tsx';
import { Link } from './link.tsx';

const MoreDrawer = lazy(() => import('./more-drawer.tsx'));

export interface NavItem {
  key: string;
  label: string;
  href: string;
  icon: TablerIcon;
  active: boolean;
  /** Unread or waiting: a count, said in `badgeLabel`. */
  badge?: number | undefined;
  badgeLabel?: string | undefined;
  /** Heading under which the side navigation puts it. */
  section?: string | undefined;
}

export interface AppFrameProps {
  product: string;
  homeHref: string;
  items: readonly NavItem[];
  /** How many items the phone's bar shows; the others are behind "more". Five fit. */
  barItems?: number;
  navLabel: string;
  moreLabel: string;
  skipLabel: string;
  /** Top right: search, live, notifications. */
  tools?: ReactNode;
  /** Foot of the side navigation: who is signed in. */
  account?: ReactNode;
  /** Across the top: live is lost. */
  banner?: ReactNode;
  /** `reading` keeps a comfortable column; `wide` uses the screen; `bleed` leaves the padding to the screen, for tables that fill it. */
  width?: 'reading' | 'wide' | 'bleed';
  children: ReactNode;
}

/** The frame of an app: side navigation on a desktop, a bar at the bottom of a phone. */
export function AppFrame({
  product,
  homeHref,
  items,
  navLabel,
  skipLabel,
  tools,
  account,
  banner,
  width = 'wide',
  children,
  ...bar
}: AppFrameProps) {
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#main">
        {skipLabel}
      </a>
      <aside className={classes.side}>
        <Link href={homeHref} className={classes.brand} aria-label={product}>
          <Brand name={product} />
        </Link>
        <nav className={classes.sideNav} aria-label={navLabel}>
          <SideItems items={items} />
        </nav>
        {account && <div className={classes.account}>{account}</div>}
      </aside>
      <div className={classes.content}>
        {banner}
        <header className={classes.top}>
          <Link href={homeHref} className={classes.topBrand} aria-label={product}>
            <Brand name={product} />
          </Link>
          <div className={classes.tools}>{tools}</div>
        </header>
        <main className={classes.main} id="main" tabIndex={-1} data-width={width}>
          {children}
        </main>
      </div>
      <BottomBar items={items} navLabel={navLabel} {...bar} />
    </div>
  );
}

function SideItems({ items, onPick }: { items: readonly NavItem[]; onPick?: () => void }) {
  return (
    <ul className={classes.sideList}>
      {items.map((item, index) => (
        <li key={item.key}>
          {item.section && item.section !== items[index - 1]?.section && <div className={classes.section}>{item.section}</div>}
          <Link href={item.href} className={classes.sideLink} aria-current={item.active ? 'page' : undefined} onClick={onPick}>
            <item.icon size={17} stroke={1.75} aria-hidden />
            <span className={classes.sideLabel}>{item.label}</span>
            <Count item={item} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Count({ item }: { item: NavItem }) {
  if (!item.badge) return null;
  return (
    <span className={classes.count} role="img" aria-label={item.badgeLabel ?? String(item.badge)}>
      {item.badge > 99 ? '99+' : item.badge}
    </span>
  );
}

function BottomBar({ items, navLabel, moreLabel, barItems = 5 }: Pick<AppFrameProps, 'items' | 'navLabel' | 'moreLabel' | 'barItems'>) {
  const [more, setMore] = useState(false);
  // Kept once it was opened, so that it can close with its motion.
  const [opened, setOpened] = useState(false);
  if (more && !opened) setOpened(true);
  const fits = items.length <= barItems;
  const shown = fits ? items : items.slice(0, barItems - 1);
  const rest = fits ? [] : items.slice(barItems - 1);
  return (
    <nav className={classes.bar} aria-label={navLabel}>
      {shown.map((item) => (
        <Link key={item.key} href={item.href} className={classes.barLink} aria-current={item.active ? 'page' : undefined}>
          <span className={classes.barIcon}>
            <item.icon size={21} stroke={1.75} aria-hidden />
            <Count item={item} />
          </span>
          <span className={classes.barLabel}>{item.label}</span>
        </Link>
      ))}
      {rest.length > 0 && (
        <>
          <button
            type="button"
            className={classes.barLink}
            aria-haspopup="dialog"
            aria-expanded={more}
            data-active={rest.some((item) => item.active) || undefined}
            onClick={() => setMore(true)}
          >
            <span className={classes.barIcon}>
              <IconDots size={21} stroke={1.75} aria-hidden />
            </span>
            <span className={classes.barLabel}>{moreLabel}</span>
          </button>
          {opened && (
            <Suspense fallback={null}>
              <MoreDrawer opened={more} onClose={() => setMore(false)} title={moreLabel}>
                <SideItems items={rest} onPick={() => setMore(false)} />
              </MoreDrawer>
            </Suspense>
          )}
        </>
      )}
    </nav>
  );
}
