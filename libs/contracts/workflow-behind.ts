/**
 * Type of the failure with which a workflow turns an event away because it does not know all that were accepted before:
 * it was reset, and has to hear those first.
 */
export const WORKFLOW_BEHIND = 'WORKFLOW_BEHIND';
