/** `김하나` → `김*나`, `이솔` → `이*`; one letter stays nothing but a star. Length beyond six is not shown. */
export function maskName(name: string): string {
  const letters = Array.from(name.trim());
  const [first] = letters;
  if (first === undefined || letters.length === 1) return '*';
  if (letters.length === 2) return `${first}*`;
  return `${first}${'*'.repeat(Math.min(letters.length - 2, 4))}${letters.at(-1) ?? ''}`;
}
