import { DefaultFailureConverter } from '@temporalio/common';

/** Failure messages and stack traces pass the payload codec too: an error text may quote what it failed on. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
