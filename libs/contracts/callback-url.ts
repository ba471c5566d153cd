const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/;

/**
 * Whether a text can be the address of a sender's system: https, or http on this very machine, without a name and password
 * (they would be read in settings) and without a fragment.
 */
export function isCallbackUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (username !== '' || password !== '' || hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

/** In clear, to this very machine: for development and tests, where the configuration allows it. */
export const isLoopbackCallback = (url: string): boolean => new URL(url).protocol === 'http:';
