/** What browsers that can install an app hand us before they would ask by themselves. Not in TypeScript's DOM: only some have it. */
interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

let offer: InstallEvent | null = null;
const listeners = new Set<() => void>();

function set(next: InstallEvent | null): void {
  offer = next;
  for (const listener of listeners) listener();
}

/** The browser's offer to install the app, kept from the page's start until a person takes it. */
export const installOffer = {
  get: () => offer,
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Lets the browser ask. An offer can be used once. */
  take: async (): Promise<void> => {
    const taken = offer;
    set(null);
    await taken?.prompt();
  },
  /** Starts to listen; the event may come before anything is drawn. */
  listen: () => {
    window.addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      set(event as InstallEvent);
    });
    window.addEventListener('appinstalled', () => set(null));
  },
};
