/** The forms in which the events API takes its fields: text, times, ids, pages, selfies. */
import { z } from 'zod'
import { isStorableTime, storableText } from '@/domain/parse'
import { Refusal, wrongField } from './answer'
import { SELFIE_BYTES } from './codes'

/** Long enough for every id of ours and of zones; nobody's row has a longer one. */
export const id = storableText.pipe(z.string().min(1).max(200))
export const text = (most: number) => storableText.pipe(z.string().trim().min(1).max(most))

/** What a list is asked for by: nobody has a longer one. */
export const filterText = storableText.pipe(z.string().max(256))

/** RFC 3339 with an offset; in UTC, its year still has four digits. */
export const time = z.iso
  .datetime({ offset: true, message: 'is no RFC 3339 time with an offset' })
  .refine(
    (given) => Number.isNaN(Date.parse(given)) || isStorableTime(new Date(given)),
    'is of a year that is not one from 1 to 9999',
  )
export const asDate = (value: string | null | undefined) => (value == null ? undefined : new Date(value))

/** Of a change: what was not sent is left as it is, which is not the same as a value that is undefined. */
export function onlyGiven<T extends object>(change: T): Partial<T> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<T>
}

const pageSize = z
  .string()
  .regex(/^\d{1,3}$/, 'is no number from 1 to 200')
  .refine((given) => Number(given) >= 1 && Number(given) <= 200, 'is no number from 1 to 200')

/** What every list takes. */
export const page = { limit: pageSize.default('50'), cursor: z.string().max(200).optional() }

const placeSchema = z.tuple([
  z.iso.datetime().refine((given) => isStorableTime(new Date(given))),
  storableText.pipe(z.string().max(64)),
])

/** After which row a page begins. */
export function placeOf({ limit, cursor }: { limit: string; cursor?: string }) {
  const first = Number(limit)
  if (cursor === undefined) return { first, after: undefined }
  try {
    const [at, last] = placeSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    return { first, after: { at: new Date(at), id: last } }
  } catch {
    // One reply gave it to the next request: what cannot be read was never given out.
    throw wrongField('cursor', 'invalid', 'was not given out by this list')
  }
}

export function nextCursor(rows: readonly { at: Date; id: string }[], hasMore: boolean): string | null {
  const last = rows.at(-1)
  if (!hasMore || !last) return null
  return Buffer.from(JSON.stringify([last.at.toISOString(), last.id])).toString('base64url')
}

/** `data:image/jpeg;base64,…`; its bytes are looked at where they are needed. */
export const selfie = z.string()

/** @throws Refusal `validation_error`, `selfie_too_large` */
export function pictureOf(uri: string): Uint8Array {
  const [head, type] = /^data:([a-z]+\/[a-z0-9.+-]+);base64,/i.exec(uri.slice(0, 100)) ?? []
  if (head === undefined || type === undefined) {
    throw wrongField('selfie', 'not_a_data_uri', 'is no data URI such as data:image/jpeg;base64,…')
  }
  if (!/^image\/(jpeg|jpg|png)$/i.test(type)) {
    throw wrongField('selfie', 'image_type_not_supported', 'is neither image/jpeg nor image/png')
  }
  const base64 = uri.slice(head.length)
  // Both alphabets are in use; a length of 1 beyond a multiple of 4 is none.
  const digits = base64.replace(/={0,2}$/, '')
  if (digits === '' || digits.length % 4 === 1 || /[^A-Za-z0-9+/_-]/.test(digits)) {
    throw wrongField('selfie', 'image_not_readable', 'is not base64')
  }
  const bytes = Buffer.from(digits, 'base64')
  if (bytes.length > SELFIE_BYTES) throw new Refusal('selfie_too_large', 'The selfie is larger than 5 MiB.')
  return bytes
}

const unit = { W: 604_800, D: 86_400, H: 3_600, M: 60, S: 1 }
const duration = /^P(?!$)(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?!$)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?$/

/** `manual`, or an ISO 8601 duration whose length does not depend on the calendar. */
export const retention = z
  .string()
  .max(40)
  .refine(
    (given) => given === 'manual' || duration.test(given),
    'is neither manual nor a duration such as P1D or PT12H',
  )

export function secondsOf(given: string): number | null {
  if (given === 'manual') return null
  const [, ...parts] = duration.exec(given)!
  return Object.values(unit).reduce((sum, seconds, at) => sum + seconds * Number(parts[at] ?? 0), 0)
}

export function durationOf(seconds: number | null): string {
  if (seconds === null) return 'manual'
  const days = Math.floor(seconds / unit.D)
  const rest = seconds % unit.D
  const time = [
    [Math.floor(rest / unit.H), 'H'],
    [Math.floor((rest % unit.H) / unit.M), 'M'],
    [rest % unit.M, 'S'],
  ] as const
  const clock = time.flatMap(([count, name]) => (count > 0 ? [`${count}${name}`] : [])).join('')
  return `P${days > 0 ? `${days}D` : ''}${clock ? `T${clock}` : ''}`.replace(/^P$/, 'PT0S')
}
