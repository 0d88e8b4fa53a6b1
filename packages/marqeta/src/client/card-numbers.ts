/** Digits as many as a card number has (ISO/IEC 7812), together or in groups. */
const CARD_NUMBER = /(?<![0-9A-Za-z-])[0-9](?:[ ]?[0-9]){12,18}(?![0-9A-Za-z-])/g;

/** For what goes into a log: a text of Marqeta's, or a path, with nothing in it that could be a card number. */
export function withoutCardNumbers(text: string): string {
  return text.replace(CARD_NUMBER, '[digits]');
}
