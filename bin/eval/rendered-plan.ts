/** Which rendered documents are read: the set that the bar is set on, one distortion at a time, and pictures without a zone. */
import type { ZoneFormat } from '@/engines/document/types'
import { undistorted, withinBar, type Distortion } from '@/engines/document/rendered/distort'
import { handNames } from '@/engines/document/rendered/lettering'
import { random } from '@/engines/document/rendered/random'
import type { DocumentOrder } from '@/engines/document/rendered/render'

/** A stroke of OCR-B is two pixels wide. */
const usual: Distortion = { ...undistorted, pixelsPerCharacter: 14.5 }

const formats: readonly ZoneFormat[] = ['TD1', 'TD2', 'TD3', 'MRVA', 'MRVB', 'IDFR']

export interface Sweep {
  distortion: keyof Distortion
  label: string
  unit: '°' | '%' | 'px' | ''
  /** In the unit; what a distortion of that value is. */
  values: readonly number[]
  of: (value: number) => Partial<Distortion>
  /** How far the bar goes. */
  bar: number | null
}

export const sweeps: readonly Sweep[] = [
  {
    distortion: 'tilt',
    label: 'tilt',
    unit: '°',
    values: [0, 5, 10, 15, 20, 30, 45],
    of: (tilt) => ({ tilt }),
    bar: 10,
  },
  {
    distortion: 'perspective',
    label: 'perspective',
    unit: '%',
    values: [0, 5, 10, 15, 20, 30],
    of: (percent) => ({ perspective: percent / 100 }),
    bar: 10,
  },
  {
    distortion: 'blur',
    label: 'blur, sigma',
    unit: 'px',
    values: [0, 0.5, 1, 1.5, 2, 2.5],
    of: (blur) => ({ blur }),
    bar: 1,
  },
  {
    distortion: 'quality',
    label: 'JPEG quality',
    unit: '',
    values: [90, 80, 60, 40, 25, 15, 8],
    of: (quality) => ({ quality }),
    bar: 80,
  },
  {
    distortion: 'pixelsPerCharacter',
    label: 'pixels a character',
    unit: 'px',
    values: [24, 18, 14.5, 11, 9, 7, 5.5],
    of: (pixelsPerCharacter) => ({ pixelsPerCharacter }),
    bar: 14.5,
  },
  {
    distortion: 'noise',
    label: 'noise, sigma of 255',
    unit: '',
    values: [0, 10, 20, 35, 50, 70],
    of: (noise) => ({ noise }),
    bar: null,
  },
  {
    distortion: 'shade',
    label: 'shadow',
    unit: '%',
    values: [0, 30, 50, 70, 85, 95],
    of: (percent) => ({ shade: percent / 100 }),
    bar: null,
  },
  {
    distortion: 'glare',
    label: 'glare on the zone',
    unit: '%',
    values: [0, 30, 50, 70, 85, 100],
    of: (percent) => ({ glare: percent / 100 }),
    bar: null,
  },
]

export interface RenderedCase {
  /** Unlike any other case's; a part of file names. */
  name: string
  order: DocumentOrder
}

/** Formats and hands in turn: six and seven of them, so that every format is written in every hand. */
export function barCases(count: number): RenderedCase[] {
  return Array.from({ length: count }, (_, i) => {
    const seed = 10_000 + i
    const distortion = withinBar(random(seed, 'bar'))
    return { name: `bar-${i}`, order: { ...documentAt(i), seed, distortion } }
  })
}

/** The same documents at every value. */
export function sweepCases({ distortion, of }: Sweep, value: number, count: number): RenderedCase[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `${distortion}-${value}-${i}`,
    order: { ...documentAt(i), seed: 20_000 + i, distortion: { ...usual, ...of(value) } },
  }))
}

const documentAt = (index: number): Pick<DocumentOrder, 'format' | 'font'> => ({
  format: formats[index % formats.length],
  font: handNames[index % handNames.length],
})

export interface Counts {
  bar: number
  /** At each value of each distortion. */
  each: number
  negatives: number
}

/** A count of 200 is some 700 pictures. */
export function countsOf(count: number): Counts {
  return { bar: count, each: Math.max(1, Math.round(count / 20)), negatives: Math.max(1, Math.round(count / 4)) }
}

/** Negatives are seen as documents of the bar are. */
export function negativeDistortion(seed: number): Distortion {
  return withinBar(random(seed, 'negative'))
}
