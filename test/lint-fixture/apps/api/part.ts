export const part = 'of the same app';
