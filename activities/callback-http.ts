import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { request as requestInClear, type IncomingMessage } from 'node:http';
import { request as requestByTls } from 'node:https';
import type { LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import { isLoopbackCallback } from '#libs/contracts/callback-url.js';
import type { CallbackResult } from '#libs/contracts/callback-workflow.js';
import { isCallableAddress, isLoopbackAddress, literalAddress } from './callback-address.js';
import type { CallbackRequest } from './callback-request.js';

export interface CallbackAnswer {
  readonly result: CallbackResult;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
}

/** Every address of a host name. Throws when there is none. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export interface CallLimits {
  /** A call is over after this, answered or not, ms; looking up the name, connecting and TLS included. */
  readonly timeoutMs: number;
  /** Whether calls may go to this very machine, in clear too. */
  readonly toLoopback: boolean;
  /** Absent: as the operating system resolves names. */
  readonly resolve?: Resolve;
}

/** Of an answer's body so much is taken, bytes, for good manners; it is not looked at. */
const ANSWER_BYTES = 64 * 1024;
/** Of its headers, bytes. */
const HEADER_BYTES = 16 * 1024;

/** The name belongs to an address that is not called. */
class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

const resolveBySystem: Resolve = (hostname) => promisify(lookUp)(hostname, { all: true, verbatim: true });

/**
 * Makes one call. A host is looked up once, all its addresses are checked, and the connection goes to what was checked: a
 * name that changes its address in between is of no use to anybody. Host header and TLS keep to the name. Redirects are not
 * followed: who moves an endpoint sets the new address. Never throws; nothing of what the other side said is kept but its
 * status.
 */
export async function postCallback(url: string, request: CallbackRequest, limits: CallLimits): Promise<CallbackAnswer> {
  if (!mayBeCalled(url, limits.toLoopback)) return { result: 'not-allowed' };
  const signal = AbortSignal.timeout(limits.timeoutMs);
  try {
    const status = await statusOf(url, request, limits, signal);
    return { result: resultOf(status), status };
  } catch (error) {
    if (error instanceof AddressRefused) return { result: 'not-allowed' };
    return { result: signal.aborted ? 'timed-out' : 'unreachable' };
  }
}

/** The same, and how long it took, ms. */
export async function timedCallback(
  url: string,
  request: CallbackRequest,
  limits: CallLimits,
): Promise<{ readonly answer: CallbackAnswer; readonly tookMs: number }> {
  const began = performance.now();
  const answer = await postCallback(url, request, limits);
  return { answer, tookMs: Math.round(performance.now() - began) };
}

/** What an address says of itself, without looking a name up: in clear to this machine alone, by number only where it may be. */
export function mayBeCalled(url: string, toLoopback: boolean): boolean {
  if (isLoopbackCallback(url) && !toLoopback) return false;
  const address = literalAddress(url);
  return address === undefined || isCallableAddress(address, toLoopback);
}

/**
 * Whether the host of a URL leads, now, to addresses that are not called. False also where it leads nowhere, or nobody
 * says so in time: the call will tell.
 */
export async function leadsAstray(url: string, limits: CallLimits): Promise<boolean> {
  if (!mayBeCalled(url, limits.toLoopback)) return true;
  if (literalAddress(url) !== undefined) return false;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limits.timeoutMs);
  });
  try {
    await Promise.race([checkedAddresses(new URL(url).hostname, isLoopbackCallback(url), limits), late]);
    return false;
  } catch (error) {
    return error instanceof AddressRefused;
  } finally {
    clearTimeout(timer);
  }
}

/** Throws AddressRefused when even one is not to be called: of several the connection would choose. */
async function checkedAddresses(
  hostname: string,
  inClear: boolean,
  { toLoopback, resolve = resolveBySystem }: CallLimits,
): Promise<readonly LookupAddress[]> {
  const addresses = await resolve(hostname);
  const callable = ({ address }: LookupAddress): boolean =>
    inClear ? isLoopbackAddress(address) : isCallableAddress(address, toLoopback);
  if (!addresses.every(callable)) throw new AddressRefused();
  return addresses;
}

/** For the connection: only what has been checked comes out of it. */
function checkedLookup(inClear: boolean, limits: CallLimits): LookupFunction {
  return (hostname, { all }, done) => {
    checkedAddresses(hostname, inClear, limits).then(
      (addresses) => {
        const [first] = addresses;
        if (!first) done(new Error('The name has no address.'), '', 0);
        else if (all) done(null, [...addresses]);
        else done(null, first.address, first.family);
      },
      (error: unknown) => done(error as NodeJS.ErrnoException, '', 0),
    );
  };
}

function statusOf(
  url: string,
  { body, headers }: CallbackRequest,
  limits: CallLimits,
  signal: AbortSignal,
): Promise<number> {
  const inClear = isLoopbackCallback(url);
  const request = inClear ? requestInClear : requestByTls;
  return new Promise((resolve, reject) => {
    let status: number | undefined;
    const sent = request(
      url,
      {
        method: 'POST',
        signal,
        // A connection for each call: none is kept beyond the check that it was opened by.
        agent: false,
        lookup: checkedLookup(inClear, limits),
        maxHeaderSize: HEADER_BYTES,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        const said = response.statusCode ?? 0;
        status = said;
        passOver(response, () => {
          sent.destroy();
          resolve(said);
        });
      },
    );
    // What goes wrong after the status, its time included, takes nothing of it back.
    sent.on('error', (error) => (status === undefined ? reject(error) : resolve(status)));
    sent.end(body);
  });
}

/** The status has said it all: a body that is too long, breaks off or never ends changes nothing. */
function passOver(response: IncomingMessage, done: () => void): void {
  let taken = 0;
  response.on('data', (chunk: Buffer) => {
    taken += chunk.byteLength;
    if (taken > ANSWER_BYTES) done();
  });
  response.on('end', done);
  response.on('error', done);
  response.on('close', done);
}

function resultOf(status: number): CallbackResult {
  if (status >= 200 && status < 300) return 'delivered';
  if (status >= 300 && status < 400) return 'redirected';
  return status >= 400 && status < 500 ? 'refused' : 'failed';
}
