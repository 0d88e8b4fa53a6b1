import { createStore } from '@afc/client';

/** Whether the help with the keys is open; the menu and the `?` key both open it. */
export const shortcutsHelp = createStore(false);
