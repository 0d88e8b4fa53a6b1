/** A piece of a card's face that marqeta.js puts into an element of ours; it stays in a frame of Marqeta's. */
interface Piece {
  domId: string;
  format?: boolean;
  mode?: 'icon' | 'transparent';
  styles?: { span?: Record<string, string>; button?: Record<string, string> };
  onCopySuccess?: () => void;
  onCopyFailure?: (error: Error) => void;
}

type PieceName = 'cardPan' | 'cardExp' | 'cardCvv' | 'copyCardPan' | 'copyCardExp' | 'copyCardCvv';

interface Bootstrap {
  clientAccessToken: string;
  component: { showPan: Partial<Record<PieceName, Piece>> };
  callbackEvents: { onSuccess: () => void; onFailure: (error: Error) => void };
}

interface MarqetaJs {
  bootstrap(options: Bootstrap): void;
}

declare global {
  interface Window {
    marqeta?: MarqetaJs;
  }
}

const loading = new Map<string, Promise<MarqetaJs>>();

/** Loads marqeta.js when a card is to be shown, not before: nobody else's script runs in our pages until then. */
export function loadMarqetaJs(url: string): Promise<MarqetaJs> {
  const known = loading.get(url);
  if (known !== undefined) return known;
  const loaded = new Promise<MarqetaJs>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    const fail = () => {
      // The next try asks again.
      loading.delete(url);
      script.remove();
      reject(new Error('marqeta.js did not load'));
    };
    script.addEventListener('load', () => (window.marqeta === undefined ? fail() : resolve(window.marqeta)));
    script.addEventListener('error', fail);
    document.head.append(script);
  });
  loading.set(url, loaded);
  return loaded;
}
