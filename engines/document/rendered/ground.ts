/** What documents are laid on: a table of some kind, or the plain bed of a scanner. Pure loops over typed arrays. */
import type { RgbImage } from '../../image'
import { random, type Random } from './random'

const kinds = ['wood', 'cloth', 'stone', 'desk'] as const

export function ground(seed: number, width: number, height: number, scene: 'table' | 'page'): RgbImage {
  const chance = random(seed, `ground ${scene}`)
  const base = scene === 'page' ? [244, 244, 243] : colour(chance)
  const shadeAt = scene === 'page' ? () => 0 : texture(chance, width, height)
  const data = new Uint8Array(width * height * 3)
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 3) {
      const shade = shadeAt(x, y)
      for (let channel = 0; channel < 3; channel++) {
        data[to + channel] = Math.min(255, Math.max(0, base[channel]! * (1 + shade)))
      }
    }
  }
  return { width, height, data }
}

/** Anything from a dark desk to a bright one, mostly of little colour. */
function colour(chance: Random): number[] {
  const brightness = chance.between(45, 215)
  const warmth = chance.between(-0.12, 0.3)
  return [brightness * (1 + warmth), brightness, brightness * (1 - warmth)].map((value) => Math.min(250, value))
}

function texture(chance: Random, width: number, height: number): (x: number, y: number) => number {
  const strength = chance.between(0.05, 0.2)
  const size = Math.max(width, height)
  switch (chance.pick(kinds)) {
    case 'wood': {
      const bend = valueNoise(chance)
      const fibre = valueNoise(chance)
      const rings = chance.between(12, 40) / size
      return (x, y) => {
        const wave = Math.sin(2 * Math.PI * (y * rings + 1.5 * bend((x / size) * 2, (y / size) * 5)))
        return strength * (0.5 * wave + fibre((x / size) * 12, (y / size) * 220) - 0.5)
      }
    }
    case 'cloth': {
      const thread = chance.between(0.5, 1.4)
      const folds = valueNoise(chance)
      return (x, y) =>
        strength *
        (0.35 * Math.sin(x * thread) * Math.sin(y * thread) + 1.4 * folds((x / size) * 3, (y / size) * 3) - 0.7)
    }
    case 'stone': {
      const coarse = valueNoise(chance)
      const fine = valueNoise(chance)
      return (x, y) => strength * (coarse((x / size) * 9, (y / size) * 9) + fine((x / size) * 90, (y / size) * 90) - 1)
    }
    case 'desk': {
      const soft = valueNoise(chance)
      return (x, y) => strength * (soft((x / size) * 2, (y / size) * 2) - 0.5)
    }
  }
}

/** Smooth noise in 0..1: random values on a lattice of whole numbers, blended between. */
function valueNoise(chance: Random): (x: number, y: number) => number {
  const side = 256
  const values = Float32Array.from({ length: side * side }, () => chance.next())
  const at = (x: number, y: number) => values[(y & (side - 1)) * side + (x & (side - 1))]!
  return (x, y) => {
    const [x0, y0] = [Math.floor(x), Math.floor(y)]
    const [fx, fy] = [smooth(x - x0), smooth(y - y0)]
    const upper = at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx
    const lower = at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx
    return upper * (1 - fy) + lower * fy
  }
}

const smooth = (t: number) => t * t * (3 - 2 * t)
