/** Text that a row can hold: PostgreSQL holds no NUL, and no database half a surrogate pair. */
export const isStorable = (text: string): boolean => !/[\0\p{Surrogate}]/u.test(text)
