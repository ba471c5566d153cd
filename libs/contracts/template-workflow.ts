/** What is to be done at the dealers' desks: a tenant's acts at once, or without one whatever is due of anybody's. */
export interface TemplateDeskInput {
  readonly tenant?: string;
}

export interface TemplateDeskRound {
  /** Acts that were tried. */
  readonly acts: number;
  /** Channels that a dealer was asked after. */
  readonly lists: number;
  /** Versions of templates that changed by what the dealers said. */
  readonly changed: number;
}

/** Name under which the workflow is registered. */
export const TEMPLATE_DESK_WORKFLOW = 'templateDesk';
