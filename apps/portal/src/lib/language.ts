import { languageOf } from '@afc/screens';

export const language = languageOf('portal', {
  en: () => import('../locales/en.po'),
  'pt-PT': () => import('../locales/pt-PT.po'),
});
