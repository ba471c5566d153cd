/** One bundle, until its message is with the dealer or has come to an explained end. */
export interface BundleInput {
  readonly tenant: string;
  /** That of the first item that came. */
  readonly lifecycleId: string;
  /** The bundle's id and its message's. */
  readonly bundleId: string;
  /** ms since 1970. */
  readonly closesAt: number;
  readonly dealer: string;
}

/** Name under which the workflow is registered. */
export const BUNDLE_WORKFLOW = 'bundle';

/** What rides in a bundle is with the dealer, given up or back with its lifecycle, so long after the bundle has closed, ms. */
export const RIDE_OVER_MS = 2 * 24 * 3_600_000;
