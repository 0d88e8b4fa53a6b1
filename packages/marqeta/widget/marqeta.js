/**
 * The stand-in for marqeta.js: puts frames of this origin into the page that loads it. The page hands over a client access token and hears
 * whether it worked; the digits stay inside the frames, which share one answer among themselves.
 */
(() => {
  const { origin } = new URL(document.currentScript.src);
  const TITLES = {
    cardPan: 'Card number',
    cardExp: 'Expiration date',
    cardCvv: 'Security code',
    copyCardPan: 'Copy the card number',
    copyCardExp: 'Copy the expiration date',
    copyCardCvv: 'Copy the security code',
  };

  function bootstrap({ clientAccessToken, component = {}, callbackEvents = {} }) {
    const wanted = Object.entries(component.showPan ?? {}).filter(([name]) => name in TITLES);
    const channel = [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(16)).join('');
    const frames = new Map();
    const waiting = new Set();
    let failed = false;
    const fail = (error) => {
      if (!failed) callbackEvents.onFailure?.(error);
      failed = true;
    };

    const heard = (event) => {
      const name = event.origin === origin ? frames.get(event.source) : undefined;
      if (name === undefined) return;
      const { happened, message } = event.data;
      const { onCopySuccess, onCopyFailure } = component.showPan[name];
      if (happened === 'copied') onCopySuccess?.();
      if (happened === 'not_copied') onCopyFailure?.(new Error(message));
      if (happened === 'failed') fail(new Error(message));
      if (happened === 'shown' && waiting.delete(name) && waiting.size === 0) callbackEvents.onSuccess?.();
    };

    window.addEventListener('message', heard);
    wanted.forEach(([name, options], index) => {
      const place = document.getElementById(options.domId);
      if (place === null) return fail(new Error(`No element has the id ${options.domId}`));
      const frame = document.createElement('iframe');
      // After the # it reaches no server's log.
      const words = { name, channel, options: JSON.stringify({ format: options.format, mode: options.mode, styles: options.styles }) };
      frame.src = `${origin}/widgets/card#${new URLSearchParams(index === 0 ? { ...words, token: clientAccessToken } : words)}`;
      frame.title = TITLES[name];
      frame.allow = name.startsWith('copy') ? 'clipboard-write' : '';
      frame.style.cssText = 'border: 0; width: 100%; height: 100%; display: block';
      waiting.add(name);
      place.replaceChildren(frame);
      frames.set(frame.contentWindow, name);
    });
  }

  window.marqeta = { bootstrap };
})();
