/** Languages by their names, for people. */
const names = new Intl.DisplayNames('en-GB', { type: 'language' })

export function languageName(code: string): string {
  try {
    return names.of(code) ?? code
  } catch {
    // A code that is well formed and that nobody uses.
    return code
  }
}
