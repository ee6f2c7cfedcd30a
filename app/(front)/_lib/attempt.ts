/** Server actions of pages for who is not signed in: they work without scripts too, so that their answer is a form's state. */
import { headers } from 'next/headers'
import { getContext } from '@/app/_lib/context'
import type { Context } from '@/domain/context'
import { AppError } from '@/domain/errors'

export interface FormState {
  message?: string
  /** Field -> what is wrong with it. */
  problems: Record<string, string>
  /** What was typed, passwords excepted, so that nobody has to type it again. */
  typed: Record<string, string>
}

/** What the browser sent: the field's text, or nothing. */
export type Fields = (name: string) => string

/**
 * Runs one act for a stranger.
 * @param kept names of the fields whose text is shown again
 * @returns what came of it, upon which the caller leads on; or the form's next state, when it was refused
 */
export async function attempt<T>(
  form: FormData,
  kept: string[],
  run: (context: Context, field: Fields, source: string) => Promise<T>,
): Promise<{ value: T } | { refused: FormState }> {
  const asked = await headers()
  const field: Fields = (name) => {
    const value = form.get(name)
    return typeof value === 'string' ? value : ''
  }
  try {
    return { value: await run(await getContext({ headers: asked }), field, asked.get('x-forwarded-for') ?? '') }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { fields = [] } = error.options
    const refused = {
      message: error.code === 'invalid_input' ? 'Please look at the marked fields.' : error.message,
      // Of several complaints about one field the first is the one to mend first.
      problems: Object.fromEntries([...fields].reverse().map(({ field: name, message }) => [name, message])),
      // Nobody gets a megabyte back.
      typed: Object.fromEntries(kept.map((name) => [name, field(name).slice(0, 1_000)])),
    }
    return { refused }
  }
}
