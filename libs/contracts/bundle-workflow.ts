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
