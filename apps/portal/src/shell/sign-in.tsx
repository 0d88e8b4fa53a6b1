import { LanguageSwitch, product, SignIn, type SignedOutBecause } from '@afc/screens';
import { CardArt } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { language } from '../lib/language.ts';
import classes from './sign-in.module.css';

export default function PortalSignIn({ because }: { because: SignedOutBecause }) {
  const { t } = useLingui();
  return (
    <SignIn
      because={because}
      title={t`Sign in to your cards`}
      aside={<Aside />}
      otherApp={
        <Trans>
          You run the cards of your company? <a href="/admin/">Open the office</a>.
        </Trans>
      }
      language={<LanguageSwitch language={language} />}
    />
  );
}

function Aside() {
  const { t } = useLingui();
  return (
    <div className={classes.aside}>
      <div className={classes.card} aria-hidden>
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
      <p className={classes.words}>
        <Trans>Know before you buy: what is left, when it renews, and why.</Trans>
      </p>
    </div>
  );
}
