/**
 * A moment as ms since 1970, in SQL, as a column of a result: the driver reads a float8 as a number and a bigint as text.
 * @param moment a column or another expression of type timestamptz
 */
export const msColumn = (moment: string): string => `(extract(epoch from ${moment}) * 1000)::float8`;
