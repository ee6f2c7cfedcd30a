/** What is asked of single entries of the manifest, in browsers too: apart from the manifest's own checks, which weigh more than they help there. */
import type { NetEntry, PinnedFile, TemplateEntry } from './models'
import type { ModelRef } from './types'

/** What is stored with every template so that two models' templates never meet. */
export function modelRef({ name, version, sha256, dimension }: Omit<TemplateEntry, 'nets'>): ModelRef {
  return { id: `${name}@${version}`, name, version, sha256, dimension }
}

/** Where a net comes from, in few words. */
export function sourceName(source: NetEntry['source']): string {
  return 'path' in source ? source.path : `${source.package} ${source.version}`
}

/**
 * Refuses a file that is not the one the manifest pins: a swapped net would make templates that match nobody, or anybody.
 * @throws Error with both hashes
 */
export async function verifyModelFile({ file, sha256, source }: PinnedFile, bytes: Uint8Array): Promise<void> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)))
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  if (found === sha256) return
  throw new Error(
    `${file} is not the file that models.json names: its SHA-256 is ${found}, expected ${sha256} ` +
      `(made from ${sourceName(source)}).`,
  )
}
