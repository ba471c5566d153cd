/** What the API answers about pictures; part of ERROR_CODES. */
export const IMAGE_ERROR_CODES = {
  IMAGE_REFUSED: {
    group: 'Fields',
    status: 400,
    title: 'The picture cannot be used',
    remedy: 'Send a whole JPEG or PNG of at most 500,000 bytes; its type is read from its bytes, not from the header.',
    retryable: false,
  },
  IMAGE_NOT_FOUND: {
    group: 'Fields',
    status: 404,
    title: 'There is no such picture',
    remedy: 'Upload it with POST /v1/images, whose answer has its id.',
    retryable: false,
  },
} as const;
