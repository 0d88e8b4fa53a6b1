/** A thing that happened and that webhooks report (wire-format §14.10). */
export interface Notification {
  /** Key of the delivery's list: `transactions`, `cards`, … */
  readonly envelope: string;
  /** What subscriptions name: `transaction.authorization`, `cardtransition.state.suspended`, … (§14.2). */
  readonly eventType: string;
  readonly token: string;
  /** The item as JSON text: it is a snapshot, whatever becomes of the thing later. */
  readonly text: string;
  readonly purchase?: string;
  /** Custom headers of the gateway that the notification belongs to (§6.1). */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Whether a webhook's list of events covers this one: `*`, `transaction.*`, or the name itself. */
export function isSubscribed(events: readonly string[], eventType: string): boolean {
  const base = eventType.slice(0, eventType.indexOf('.'));
  return events.some((event) => event === '*' || event === eventType || event === `${base}.*`);
}

/** Whether a subscription is spelled as Marqeta allows: a wildcard only alone or right after a base type. */
export function isEventName(name: string): boolean {
  return name === '*' || /^[a-z]+\.\*$/.test(name) || /^[a-z]+(\.[a-z_]+)+$/.test(name);
}
