/** Numbers, codes and kinds of the dashboard in words. */
import type { Moment, Range } from '@/domain/figures/read'

export const counted = (count: number) => count.toLocaleString('en-GB')

/** Near an end a decimal more, unless it is that end: 50 %, 99.8 %, 100 %. */
export function percent(share: number): string {
  const words = (100 * share).toFixed(share > 0.995 || share < 0.1 ? 1 : 0)
  return `${words.replace(/\.0$/, '')} %`
}

export function duration(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const hour = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })

export function momentName({ at }: Pick<Moment, 'at'>, range: Range): string {
  return (range === '48h' ? hour : day).format(at)
}

const reasons: Record<string, string> = {
  face_not_found: 'No face in the picture',
  more_than_one_face: 'More than one face',
  face_too_small: 'Face too small',
  face_not_alignable: 'Face not to be aligned',
  face_cropped: 'Face cut off',
  head_pose_out_of_range: 'Head turned too far',
  image_blurred: 'Blurred',
  image_too_dark: 'Too dark',
  image_too_bright: 'Too bright',
  empty: 'Empty file',
  unsupported_format: 'Not a format we read',
  damaged: 'Damaged file',
  animated: 'Moving picture',
  too_many_pixels: 'Too many pixels',
  too_many_bytes: 'Too many bytes',
  too_small: 'Picture too small',
  no_speech: 'No speech',
  too_little_speech: 'Too little speech',
  too_noisy: 'Too much noise',
  clipped: 'Overdriven',
  too_quiet: 'Too quiet',
  too_long: 'Recording too long',
  rate_too_low: 'Sample rate too low',
  replayed: 'Recording heard before',
  another_voice: 'Several people spoke',
}

export const reasonName = (code: string) => reasons[code] ?? code
