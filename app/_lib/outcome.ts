/** What a server action answers: a value, or a refusal in words for the person who asked. Seen by both sides. */
export type Outcome<T> =
  | { ok: true; value: T }
  | {
      ok: false
      /** A code of domain/errors.ts. */
      code: string
      message: string
      /** Field -> what is wrong with it. */
      problems: Record<string, string>
    }
