import type { AnchorHTMLAttributes, MouseEvent, Ref } from 'react';
import { useSurroundings } from './app-providers.tsx';

export interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  href: string;
  ref?: Ref<HTMLAnchorElement>;
}

/** True for a click that should stay in this tab: no modifier, main button, nobody handled it. */
const staysHere = (event: MouseEvent): boolean =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey && !event.defaultPrevented;

/** A real link (copy, new tab and middle click work) that moves inside the app through the surroundings' `navigate`. */
export function Link({ href, onClick, children, ...rest }: LinkProps) {
  const { navigate } = useSurroundings();
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (!navigate || !staysHere(event)) return;
    event.preventDefault();
    navigate(href);
  };
  return (
    <a {...rest} href={href} onClick={follow}>
      {children}
    </a>
  );
}
