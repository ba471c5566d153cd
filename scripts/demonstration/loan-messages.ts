import type { MessageView } from './public-api.js';

/** The message of the bundle in which another rides: it has the attempts, and it is what reaches the phone. */
export interface Carrier {
  readonly id: string;
  readonly template: string | null;
  /** How many other messages it tells of. */
  readonly others: number;
}

/** What one loan has its borrower told: by a message of its own or by its bundle's. */
export interface LoanMessage extends MessageView {
  readonly carrier?: Carrier;
}

/**
 * The messages of a loan, each once: one that rides in a bundle and the bundle's are one, planned for when it was decided
 * and tried by whatever tried either of them. A bundle's message in which none of these rides stays one of its own.
 */
export function loanMessages(messages: readonly MessageView[]): LoanMessage[] {
  const carriers = new Set(messages.flatMap(({ bundle }) => bundle?.messageId ?? []));
  return messages.filter(({ id }) => !carriers.has(id)).map((message) => withCarrier(message, messages));
}

function withCarrier(message: MessageView, all: readonly MessageView[]): LoanMessage {
  const bundles = all.find(({ id }) => id === message.bundle?.messageId);
  if (!bundles) return message;
  const { id, template, items, attempts } = bundles;
  const told = items.filter(({ withdrawnAt }) => withdrawnAt === null).length;
  return {
    ...message,
    attempts: [...message.attempts, ...attempts],
    carrier: { id, template, others: Math.max(0, told - 1) },
  };
}

/** What a phone shows under an id, whether it came by itself or in a bundle. */
export const messageOnPhone = <T extends LoanMessage>(
  messages: readonly T[],
  messageId: string | undefined,
): T | undefined =>
  messageId === undefined
    ? undefined
    : messages.find(({ id, carrier }) => id === messageId || carrier?.id === messageId);
