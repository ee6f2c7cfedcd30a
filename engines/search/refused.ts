/** The search refuses what it was given: a mistake of the caller, nothing was changed. Holds nothing of the vectors. */
export class SearchRefused extends Error {
  override readonly name = 'SearchRefused'
}
