/**
 * Pictures as arrays of numbers and the one operation the nets need of them: a resampled square cut out by an affine map.
 * Pure loops over typed arrays; decoding files is decode.ts, colour management happens there.
 */

/** 8-bit sRGB, three interleaved bytes per pixel, rows from the top. */
export interface RgbImage {
  width: number
  height: number
  data: Uint8Array
}

/**
 * Maps a point (u, v) of a cut to the picture: x = a*u + b*v + tx, y = c*u + d*v + ty.
 * Both in pixels, a pixel's centre lying at +0.5.
 */
export interface Affine {
  a: number
  b: number
  c: number
  d: number
  tx: number
  ty: number
}

/** How many picture pixels one step in the cut covers. */
export function scaleOf(map: Affine): number {
  return Math.sqrt(Math.abs(map.a * map.d - map.b * map.c))
}

export function applyAffine(map: Affine, u: number, v: number): [x: number, y: number] {
  return [map.a * u + map.b * v + map.tx, map.c * u + map.d * v + map.ty]
}

/**
 * The levelled square of `side` picture pixels around a centre, seen as a cut of `size` pixels.
 * @param angle radians by which the square is turned clockwise in the picture
 */
export function squareMap(centreX: number, centreY: number, side: number, angle: number, size: number): Affine {
  const a = (Math.cos(angle) * side) / size
  const c = (Math.sin(angle) * side) / size
  const half = size / 2
  return { a, b: -c, c, d: a, tx: centreX - (a - c) * half, ty: centreY - (c + a) * half }
}

/**
 * Averages blocks of `factor` x `factor` pixels over the part of the picture between two corners (whole pixels, clipped).
 * Blocks at the right and lower edge that are not full are averaged over what is there.
 */
export function boxShrink(image: RgbImage, factor: number, left: number, top: number, right: number, bottom: number) {
  const width = Math.ceil((right - left) / factor)
  const height = Math.ceil((bottom - top) / factor)
  const data = new Uint8Array(width * height * 3)
  const sums = new Uint32Array(width * 3)
  const fullWidth = Math.floor((right - left) / factor)
  for (let row = 0; row < height; row++) {
    sums.fill(0)
    const firstY = top + row * factor
    const lastY = Math.min(firstY + factor, bottom)
    for (let y = firstY; y < lastY; y++) {
      let from = (y * image.width + left) * 3
      for (let column = 0, to = 0; column < width; column++, to += 3) {
        const count = column < fullWidth ? factor : right - left - fullWidth * factor
        let red = 0
        let green = 0
        let blue = 0
        for (let i = 0; i < count; i++, from += 3) {
          red += image.data[from]
          green += image.data[from + 1]
          blue += image.data[from + 2]
        }
        sums[to] += red
        sums[to + 1] += green
        sums[to + 2] += blue
      }
    }
    const rows = lastY - firstY
    const out = row * width * 3
    for (let column = 0, i = 0; column < width; column++) {
      const count = rows * (column < fullWidth ? factor : right - left - fullWidth * factor)
      const half = count >> 1
      for (let channel = 0; channel < 3; channel++, i++) data[out + i] = (sums[i] + half) / count
    }
  }
  return { width, height, data }
}

/** Whole-pixel rectangle of the picture that a cut can touch, one pixel wider for the bilinear neighbours; may be empty. */
function touched(image: RgbImage, map: Affine, size: number) {
  const xs = [0, map.a * size, map.b * size, (map.a + map.b) * size]
  const ys = [0, map.c * size, map.d * size, (map.c + map.d) * size]
  const clip = (value: number, limit: number) => Math.min(Math.max(Math.floor(value), 0), limit)
  return {
    left: clip(Math.min(...xs) + map.tx - 2, image.width),
    top: clip(Math.min(...ys) + map.ty - 2, image.height),
    right: clip(Math.max(...xs) + map.tx + 3, image.width),
    bottom: clip(Math.max(...ys) + map.ty + 3, image.height),
  }
}

/**
 * Cuts a `size` x `size` square out of the picture, as three planes (red, green, blue) of rows, 0..255, which is what every
 * net takes: bilinear, black outside the picture. When the cut is at most half as fine as the picture, blocks of pixels
 * are averaged first, so that nothing aliases.
 * @param out where to write, `3 * size * size` floats from `start`; lets a batch share one array
 * @returns the share of the cut that lies outside the picture, 0..1
 */
export function cut(image: RgbImage, map: Affine, size: number, out: Float32Array, start = 0): number {
  const factor = Math.floor(scaleOf(map))
  if (factor < 2) return bilinear(image, map, size, out, start)
  const { left, top, right, bottom } = touched(image, map, size)
  if (left >= right || top >= bottom) {
    out.fill(0, start, start + 3 * size * size)
    return 1
  }
  const shrunk: Affine = {
    a: map.a / factor,
    b: map.b / factor,
    c: map.c / factor,
    d: map.d / factor,
    tx: (map.tx - left) / factor,
    ty: (map.ty - top) / factor,
  }
  return bilinear(boxShrink(image, factor, left, top, right, bottom), shrunk, size, out, start)
}

function bilinear(image: RgbImage, map: Affine, size: number, out: Float32Array, start: number): number {
  const { width, height, data } = image
  const plane = size * size
  let outside = 0
  let to = start
  for (let v = 0; v < size; v++) {
    let x = map.a * 0.5 + map.b * (v + 0.5) + map.tx - 0.5
    let y = map.c * 0.5 + map.d * (v + 0.5) + map.ty - 0.5
    for (let u = 0; u < size; u++, x += map.a, y += map.c, to++) {
      if (x <= -1 || y <= -1 || x >= width || y >= height) {
        out[to] = out[to + plane] = out[to + 2 * plane] = 0
        outside++
        continue
      }
      const x0 = Math.floor(x)
      const y0 = Math.floor(y)
      const fx = x - x0
      const fy = y - y0
      // A neighbour outside counts as black: its weight is dropped, its index points at a pixel that exists.
      const left = x0 >= 0 ? 1 - fx : 0
      const right = x0 + 1 < width ? fx : 0
      const upper = y0 >= 0 ? 1 - fy : 0
      const lower = y0 + 1 < height ? fy : 0
      const i00 = ((y0 >= 0 ? y0 : 0) * width + (x0 >= 0 ? x0 : 0)) * 3
      const i01 = left > 0 && right > 0 ? i00 + 3 : i00
      const i10 = upper > 0 && lower > 0 ? i00 + width * 3 : i00
      const i11 = i10 + (i01 - i00)
      const w00 = left * upper
      const w01 = right * upper
      const w10 = left * lower
      const w11 = right * lower
      out[to] = w00 * data[i00] + w01 * data[i01] + w10 * data[i10] + w11 * data[i11]
      out[to + plane] = w00 * data[i00 + 1] + w01 * data[i01 + 1] + w10 * data[i10 + 1] + w11 * data[i11 + 1]
      out[to + 2 * plane] = w00 * data[i00 + 2] + w01 * data[i01 + 2] + w10 * data[i10 + 2] + w11 * data[i11 + 2]
      if (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5) outside++
    }
  }
  return outside / plane
}

/** Copies planes with left and right exchanged. */
export function mirrorPlanes(source: Float32Array, size: number, out: Float32Array, start: number): void {
  for (let row = 0; row < 3 * size; row++) {
    const line = row * size
    for (let column = 0; column < size; column++) out[start + line + column] = source[line + size - 1 - column]
  }
}
