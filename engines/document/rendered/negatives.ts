/** Things that are no document with a zone, however much of them looks like one: SVG, in millimetres. */
import { hands, handNames, lettered, type Writing } from './lettering'
import { pale, securityPrint, silhouette } from './patterns'
import { numberLike } from './people'
import { random, type Random } from './random'

export interface NegativeSheet {
  kind: NegativeKind
  widthMm: number
  heightMm: number
  svg: string
}

type Draw = (chance: Random) => Omit<NegativeSheet, 'kind'>

const dark = '#191b20'
const print = (chance: Random, scale: number): Writing => ({
  hand: hands[chance.pick(handNames)],
  scale,
  proportional: true,
})
const fixed = (chance: Random, scale: number): Writing => ({ hand: hands[chance.pick(handNames)], scale })
const paper = (width: number, height: number, colour: string) =>
  `<rect width="${width}" height="${height}" fill="${colour}"/>`

const words =
  'the of a bureau keeps what it was asked to keep and no more than that which someone may want later on under law Annex Article Section member state shall person data without undue delay request holder right 12 2024 art. 17 (3)'.split(
    ' ',
  )
const sentence = (chance: Random, count: number) => Array.from({ length: count }, () => chance.pick(words)).join(' ')

const draws = {
  'payment card': (chance) => {
    const [width, height] = [85.6, 54]
    const number = Array.from({ length: 4 }, () => numberLike(chance, '9999')).join(' ')
    const lines = [
      lettered(chance.pick(['BANK OF UTOPIA', 'ZENITH CREDIT', 'CAISSE DU LAC']), 6, 9, dark, print(chance, 1.1)),
      `<rect x="8" y="16" width="11" height="9" rx="1.5" fill="#c9b26b"/>`,
      lettered(number, 6, 35, dark, fixed(chance, 1.25)),
      lettered(`VALID THRU ${numberLike(chance, '09/99')}`, 34, 41, dark, print(chance, 0.6)),
      lettered(chance.pick(['ANNA M ERIKSSON', 'J P LEFEVRE', 'MRS W KOWALSKA']), 6, 48, dark, fixed(chance, 0.85)),
    ]
    return { widthMm: width, heightMm: height, svg: securityPrint(chance, width, height) + lines.join('') }
  },
  'page of text': (chance) => {
    const [width, height] = [120, 150]
    const writing = print(chance, chance.between(0.7, 1))
    const lines = Array.from({ length: 21 }, (_, i) => lettered(sentence(chance, 9), 8, 12 + i * 6.4, dark, writing))
    return { widthMm: width, heightMm: height, svg: paper(width, height, '#f7f6f1') + lines.join('') }
  },
  'form with chevrons': (chance) => {
    const [width, height] = [130, 90]
    const rows = Array.from({ length: 7 }, (_, i) => {
      const y = 14 + i * 10.5
      const label = lettered(
        chance.pick(['Name', 'Street', 'Town', 'Tax No.', 'Account', 'Reason']),
        6,
        y,
        dark,
        print(chance, 0.8),
      )
      const arrows = lettered('<'.repeat(chance.whole(3, 24)), 32, y, '#666', fixed(chance, 1))
      return `${label}${arrows}<path d="M30 ${y + 2}h94" stroke="#888" stroke-width="0.2"/>`
    })
    return { widthMm: width, heightMm: height, svg: paper(width, height, '#fff') + rows.join('') }
  },
  table: (chance) => {
    const [width, height] = [130, 95]
    const writing = fixed(chance, 0.8)
    const rows = Array.from({ length: 13 }, (_, i) =>
      [
        numberLike(chance, 'AA9999'),
        numberLike(chance, '99.99.2099'),
        numberLike(chance, '9999,99'),
        numberLike(chance, 'AAA'),
      ]
        .map((cell, column) => lettered(cell, 6 + column * 31, 10 + i * 6.4, dark, writing))
        .join(''),
    )
    const rules = Array.from(
      { length: 14 },
      (_, i) => `<path d="M4 ${5.5 + i * 6.4}h122" stroke="#999" stroke-width="0.15"/>`,
    )
    return { widthMm: width, heightMm: height, svg: paper(width, height, '#fcfcfa') + rules.join('') + rows.join('') }
  },
  'bar codes': (chance) => {
    const [width, height] = [100, 70]
    const codes = [8, 38].map((y) => {
      const bars: string[] = []
      for (let x = 10; x < 88; x += chance.between(0.8, 2.2)) bars.push(`M${x.toFixed(2)} ${y}v18`)
      return `<path d="${bars.join('')}" stroke="#000" stroke-width="${chance.between(0.4, 0.7).toFixed(2)}"/>${lettered(numberLike(chance, '9999999999999999999999999999'), 12, y + 23, dark, fixed(chance, 1))}`
    })
    return { widthMm: width, heightMm: height, svg: paper(width, height, '#fff') + codes.join('') }
  },
  ticket: (chance) => {
    const [width, height] = [140, 62]
    const lines = [
      lettered('BOARDING PASS', 6, 9, dark, print(chance, 1.3)),
      lettered(
        `ERIKSSON/ANNA MS   ${numberLike(chance, 'AAA')} - ${numberLike(chance, 'AAA')}`,
        6,
        20,
        dark,
        fixed(chance, 0.95),
      ),
      lettered(
        `${numberLike(chance, 'AA 9999')}  GATE ${numberLike(chance, 'A99')}  SEAT ${numberLike(chance, '29A')}`,
        6,
        30,
        dark,
        fixed(chance, 1),
      ),
      lettered(
        `M1ERIKSSON/ANNA      ${numberLike(chance, 'A9AAAAA AAAAAAAA 9999 999A999A9999')}`,
        6,
        44,
        dark,
        fixed(chance, 0.85),
      ),
      lettered(
        `ETKT ${numberLike(chance, '999 9999999999')} ${numberLike(chance, 'AA9999AA999AA9999')}`,
        6,
        54,
        dark,
        fixed(chance, 0.85),
      ),
    ]
    return { widthMm: width, heightMm: height, svg: paper(width, height, pale(chance, 92)) + lines.join('') }
  },
  keyboard: (chance) => {
    const [width, height] = [150, 56]
    const writing = print(chance, 1.2)
    const keys = ['1234567890-=', 'QWERTYUIOP()', "ASDFGHJKL:'#", '<ZXCVBNM,./+'].flatMap((row, r) =>
      [...row].map((letter, column) => {
        const [x, y] = [6 + r * 2 + column * 11.2, 6 + r * 11.4]
        return `<rect x="${x}" y="${y}" width="10" height="10" rx="1.4" fill="#e9e9ea" stroke="#9a9a9e" stroke-width="0.2"/>${lettered(letter, x + 3.6, y + 6.4, dark, writing)}`
      }),
    )
    return { widthMm: width, heightMm: height, svg: paper(width, height, '#c4c5c9') + keys.join('') }
  },
  'tiled decoration': (chance) => {
    const [width, height] = [120, 80]
    const tile = chance.pick(['<<<', '<<', '<', '</>', '<<+'])
    const count = chance.pick([36, 44, 30])
    const rows = Array.from({ length: 11 }, (_, i) =>
      lettered(tile.repeat(20).slice(0, count), 4, 9 + i * 6.4, dark, { ...fixed(chance, 1), pitchMm: 2.54 }),
    )
    return { widthMm: width, heightMm: height, svg: securityPrint(chance, width, height) + rows.join('') }
  },
  'lines of capitals': (chance) => {
    const [width, height] = [125, 88]
    const writing = fixed(chance, 1)
    const count = chance.pick([30, 36, 44])
    const rows = Array.from({ length: chance.whole(2, 8) }, (_, i) =>
      lettered(numberLike(chance, '*'.repeat(count)), 6, 20 + i * 6.35, dark, writing),
    )
    return { widthMm: width, heightMm: height, svg: paper(width, height, '#f4f4f0') + rows.join('') }
  },
  'card without a zone': (chance) => {
    const [width, height] = [85.6, 54]
    const lines = [
      'STUDENT CARD',
      `NO ${numberLike(chance, 'AA999999999')}`,
      'ANNA M ERIKSSON',
      `EXP ${numberLike(chance, '2099-09')}`,
    ].map((text, i) => lettered(text, 34, 14 + i * 10, dark, print(chance, 1)))
    const svg =
      securityPrint(chance, width, height) + silhouette({ x: 5, y: 8, width: 25, height: 32 }) + lines.join('')
    return { widthMm: width, heightMm: height, svg }
  },
} satisfies Record<string, Draw>

export type NegativeKind = keyof typeof draws
const negativeKinds = Object.keys(draws) as NegativeKind[]

/** Seed after seed goes through the kinds in turn. */
export function negativeSheet(seed: number): NegativeSheet {
  const kind = negativeKinds[seed % negativeKinds.length]!
  return { kind, ...draws[kind](random(seed, kind)) }
}
