import { createEntrance } from '@afc/client';

/** For who is not in yet. */
export const entrance = createEntrance('admin');
