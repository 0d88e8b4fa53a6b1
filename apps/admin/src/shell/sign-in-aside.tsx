import { product } from '@afc/screens';
import { CardArt } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import classes from './sign-in-aside.module.css';

/** The quiet half of the sign-in screen: what the product is about, in two cards. */
export function SignInAside() {
  const { t } = useLingui();
  return (
    <div className={classes.aside}>
      <div className={classes.cards} aria-hidden>
        <div className={classes.back}>
          <CardArt color="graphite" title={product} name="" holder="Rui Tavares" lastFour="2208" expires="04/31" label="" />
        </div>
        <div className={classes.front}>
          <CardArt
            color="atlantic"
            title={product}
            name={t`Travel`}
            holder="Inês Carvalho"
            lastFour="4417"
            expires="09/30"
            physical
            label=""
          />
        </div>
      </div>
      <p className={classes.words}>
        <Trans>Every purchase decided by your rules, in milliseconds, and explained in words.</Trans>
      </p>
    </div>
  );
}
