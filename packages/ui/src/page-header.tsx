import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from './link.tsx';
import classes from './page-header.module.css';

export interface PageHeaderProps {
  title: ReactNode;
  /** A line below the title. */
  subtitle?: ReactNode;
  /** Beside the title: a status. */
  badge?: ReactNode;
  /** Buttons on the right. */
  actions?: ReactNode;
  back?: { href: string; label: string } | undefined;
}

/** The head of a screen: its only `h1`, where one came from, what one can do. */
export function PageHeader({ title, subtitle, badge, actions, back }: PageHeaderProps) {
  return (
    <header className={classes.header}>
      {back && (
        <Link href={back.href} className={classes.back}>
          <IconArrowLeft size={15} stroke={2} aria-hidden />
          {back.label}
        </Link>
      )}
      <div className={classes.row}>
        <div className={classes.words}>
          <div className={classes.titleRow}>
            <h1 className={classes.title}>{title}</h1>
            {badge}
          </div>
          {subtitle && <div className={classes.subtitle}>{subtitle}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
    </header>
  );
}
