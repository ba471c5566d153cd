/** How a message of several people's items names them: a guardian's two children, for instance. */
export const namesTogether = ([first = '', ...others]: readonly string[]): string =>
  others.length === 0 ? first : `${first} 외 ${String(others.length)}명`;
