/** What two versions of a text have in common: by words, and by whole lines where the texts are too long for that. */

export interface Piece {
  kind: 'same' | 'added' | 'removed'
  text: string
}

/** Both sides multiplied: a table of this many cells is made in some tens of milliseconds. */
const mostCells = 4_000_000

export function diffTexts(before: string, after: string): Piece[] {
  const words = pieces(tokens(before), tokens(after))
  return (
    words ?? pieces(lines(before), lines(after)) ?? [removed(before), added(after)].filter(({ text }) => text !== '')
  )
}

const tokens = (text: string) => text.match(/\s+|[^\s]+/g) ?? []
const lines = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? []
const removed = (text: string): Piece => ({ kind: 'removed', text })
const added = (text: string): Piece => ({ kind: 'added', text })

/** Null where it would take too long. */
function pieces(left: string[], right: string[]): Piece[] | null {
  let head = 0
  while (head < left.length && head < right.length && left[head] === right[head]) head++
  let tail = 0
  const rest = Math.min(left.length, right.length) - head
  while (tail < rest && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++
  const middleLeft = left.slice(head, left.length - tail)
  const middleRight = right.slice(head, right.length - tail)
  if ((middleLeft.length + 1) * (middleRight.length + 1) > mostCells) return null
  const same = (part: string[]): Piece => ({ kind: 'same', text: part.join('') })
  return joined([
    same(left.slice(0, head)),
    ...longestCommon(middleLeft, middleRight),
    same(left.slice(left.length - tail)),
  ])
}

/** The classic table of longest common subsequences, walked from its beginning. */
function longestCommon(left: string[], right: string[]): Piece[] {
  const width = right.length + 1
  const length = new Uint32Array((left.length + 1) * width)
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      length[i * width + j] =
        left[i] === right[j]
          ? length[(i + 1) * width + j + 1]! + 1
          : Math.max(length[(i + 1) * width + j]!, length[i * width + j + 1]!)
    }
  }
  const found: Piece[] = []
  let [i, j] = [0, 0]
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      found.push({ kind: 'same', text: left[i]! })
      i++
      j++
    } else if (j === right.length || (i < left.length && length[(i + 1) * width + j]! >= length[i * width + j + 1]!)) {
      found.push(removed(left[i++]!))
    } else {
      found.push(added(right[j++]!))
    }
  }
  return found
}

function joined(all: Piece[]): Piece[] {
  const out: Piece[] = []
  for (const piece of all) {
    if (piece.text === '') continue
    const last = out.at(-1)
    if (last?.kind === piece.kind) last.text += piece.text
    else out.push({ ...piece })
  }
  return out
}
