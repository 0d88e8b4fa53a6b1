import { languageOf } from '@afc/screens';

export const language = languageOf('admin', {
  en: () => import('../locales/en.po'),
  'pt-PT': () => import('../locales/pt-PT.po'),
});
