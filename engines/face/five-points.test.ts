import { expect, it } from 'vitest'
import { applyAffine, type Affine } from '../image'
import { faceManifest } from '../added/testing'
import { inputOf } from './embed-added'
import { arcFaceMap, arcFacePoints, fivePoints } from './five-points'

const at = (map: Affine, x: number, y: number) => applyAffine(map, x, y).map((value) => Number(value.toFixed(6)))

it('takes the centres of the eyes, the tip of the nose and the corners of the mouth', () => {
  const points = Array.from({ length: 68 }, (_, index) => ({ x: index, y: 100 + index }))
  expect(fivePoints(points)).toEqual([
    { x: 38.5, y: 138.5 },
    { x: 44.5, y: 144.5 },
    { x: 30, y: 130 },
    { x: 48, y: 148 },
    { x: 54, y: 154 },
  ])
})

it('leaves a face that stands where ArcFace wants it, with pixels counted from their corners', () => {
  const map = arcFaceMap(arcFacePoints)
  expect(at(map, 0, 0)).toEqual([0, 0])
  expect(at(map, 112, 56)).toEqual([112, 56])
  expect(arcFacePoints[0]).toEqual({ x: 38.7946, y: 52.1963 })
})

it('finds a face that is twice as large, turned by a quarter and elsewhere', () => {
  // (x, y) of the chip lies at (300 - 2y, 40 + 2x) of the picture.
  const map = arcFaceMap(arcFacePoints.map(({ x, y }) => ({ x: 300 - 2 * y, y: 40 + 2 * x })))
  expect(at(map, 0, 0)).toEqual([300, 40])
  expect(at(map, 56, 0)).toEqual([300, 152])
  expect(at(map, 0, 56)).toEqual([188, 40])
})

it('shares out what does not fit by least squares, measured in the chip', () => {
  // With x + iy as one number: w = sum(chip - mean)(picture - mean)* / sum|picture - mean|^2, of which the map is the inverse.
  const map = arcFaceMap(arcFacePoints.map(({ x, y }, index) => ({ x: x + (index === 2 ? 10 : 0), y })))
  const golden = { a: 1.029603, b: -0.000626, c: 0.000626, d: 1.029603, tx: 0.37193, ty: -2.178669 }
  for (const [name, value] of Object.entries(golden)) expect(map[name as keyof Affine], name).toBeCloseTo(value, 5)
})

it('gives the net its numbers in the stated order', () => {
  const plane = 112 * 112
  const chip = Float32Array.from({ length: 3 * plane }, (_, index) => [10, 20, 30][Math.floor(index / plane)])
  const { pixels } = faceManifest.input
  const firsts = (data: Float32Array, step: number) => [0, 1, 2].map((channel) => data[channel * step])
  const plain = { ...pixels, mean: 0, std: 10 }
  expect(firsts(inputOf(chip, plain), plane)).toEqual([1, 2, 3])
  expect(firsts(inputOf(chip, { ...plain, colours: 'BGR' }), plane)).toEqual([3, 2, 1])
  expect(firsts(inputOf(chip, { ...plain, layout: 'NHWC' }), 1)).toEqual([1, 2, 3])
  const apart = { ...plain, colours: 'BGR' as const, mean: [30, 0, 0] as [number, number, number] }
  expect(firsts(inputOf(chip, apart), plane)).toEqual([0, 2, 1])
})
