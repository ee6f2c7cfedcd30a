/**
 * Names of the print against names of the zone, which has 26 letters: by the transliterations that ICAO 9303 part 3 section 6 recommends, with
 * its exceptions by language, and by its rules for names that are too long (section 4.6).
 */

/** Where several are given, states differ, or the table allows both. */
const latin: Record<string, string> = {
  Ä: 'AE A',
  Å: 'AA A',
  Æ: 'AE',
  Ð: 'D',
  Đ: 'D',
  Ə: 'E',
  Ħ: 'H',
  ı: 'I',
  Ĳ: 'IJ',
  ĸ: 'Q',
  Ł: 'L',
  Ŀ: 'L',
  Ñ: 'N NXX',
  Ŋ: 'N',
  Ö: 'OE O',
  Ø: 'OE O',
  Œ: 'OE',
  ẞ: 'SS',
  Þ: 'TH',
  Ŧ: 'T',
  Ü: 'UE UXX U',
}

const cyrillic: Record<string, string> = {
  А: 'A',
  Б: 'B',
  В: 'V',
  Г: 'G H',
  Ґ: 'G',
  Ѓ: 'G GJ',
  Д: 'D',
  Ђ: 'D DJ',
  Е: 'E',
  Ё: 'E IO',
  Є: 'IE YE',
  Ж: 'ZH Z',
  З: 'Z',
  Ѕ: 'DZ',
  И: 'I Y',
  І: 'I',
  Ї: 'I YI',
  Й: 'I Y',
  Ј: 'J',
  К: 'K',
  Ќ: 'K KJ',
  Л: 'L',
  Љ: 'LJ',
  М: 'M',
  Н: 'N',
  Њ: 'NJ',
  О: 'O',
  П: 'P',
  Р: 'R',
  С: 'S',
  Т: 'T',
  Ћ: 'C',
  У: 'U',
  Ў: 'U',
  Ѫ: 'U',
  Ф: 'F',
  Х: 'KH H',
  Ц: 'TS C',
  Ч: 'CH C',
  Џ: 'DZ DJ',
  Ш: 'SH S',
  Щ: 'SHCH SHT',
  Ъ: 'IE A',
  Ы: 'Y',
  Э: 'E',
  Ю: 'IU YU',
  Я: 'IA YA',
  Ѵ: 'Y',
}

/** Readers of print lose marks above letters, so a plain vowel may have been one of those that zones write with two letters. */
const unmarked: Record<string, string> = { A: 'A AE AA', O: 'O OE', U: 'U UE' }

/** The soft sign is left out, but in Bulgarian. */
const softSign = ['', 'Y']

const spellings: ReadonlyMap<string, string[]> = new Map([
  ...Object.entries({ ...latin, ...unmarked, ...cyrillic }).map(([letter, written]): [string, string[]] => [
    letter,
    written.split(' '),
  ]),
  ['Ь', softSign],
])

/** How a letter may be written in a zone; null for a letter of a script that the tables do not hold. */
type Speller = (letter: string) => readonly string[] | null

const spellingsOf: Speller = (letter) => {
  const known = spellings.get(letter)
  if (known) return known
  const base = letter.normalize('NFD').replace(/\p{M}/gu, '')
  return /^[A-Z]$/.test(base) ? [base] : (spellings.get(base) ?? null)
}

/** As `spellingsOf`, of print that has lost no mark. */
const ownSpellingsOf: Speller = (letter) => (/^[A-Z]$/.test(letter) ? [letter] : spellingsOf(letter))

type Word = (readonly string[])[]

/** The words of a printed name, each letter with its spellings; null when one of them cannot be compared. */
function wordsOf(print: string, speller: Speller): Word[] | null {
  // Upper case makes SS of ß by itself; apostrophes and dots are left out, everything else that is no letter separates words.
  const words = print
    .normalize('NFC')
    .toUpperCase()
    .replace(/['’`´.]/g, '')
    .split(/[^\p{L}\p{M}]+/u)
    .filter(Boolean)
  const spelt = words.map((word) => [...word].filter((letter) => !/\p{M}/u.test(letter)).map(speller))
  return spelt.every((word): word is Word => word.every((letter) => letter !== null)) ? spelt : null
}

/** How much of `text` some spelling of the word fits, from the start: every length that is possible. */
function reach(word: Word, text: string, from: ReadonlySet<number>, isPrefixEnough: boolean): Set<number> {
  let ends = new Set(from)
  const early = new Set<number>()
  for (const letter of word) {
    const next = new Set<number>()
    for (const start of ends) {
      for (const spelling of letter) if (text.startsWith(spelling, start)) next.add(start + spelling.length)
      // A name may be cut off within the spelling of a letter.
      const rest = text.slice(start)
      if (isPrefixEnough && letter.some((spelling) => spelling.startsWith(rest))) early.add(text.length)
    }
    ends = next
  }
  return isPrefixEnough ? new Set([...ends, ...early]) : ends
}

/**
 * Whether the print says the name that the zone says; null when it is written in a script that is not compared.
 * Print in two scripts, or of two spellings, is parted by a stroke, and one of them must agree.
 * @param zone letters and spaces
 * @param cutOff the zone's line is full: words may be shortened or left out at the end
 */
export function namesAgree(print: string, zone: string, cutOff: boolean): boolean | null {
  const answers = print
    .split('/')
    .filter((part) => /\p{L}/u.test(part))
    .map((part) => nameAgrees(part, zone, cutOff))
  if (answers.includes(true)) return true
  return answers.includes(false) ? false : null
}

/**
 * Whether the print says the name with every mark that its zone tells of; not where the zone has two letters for one and the print the bare
 * one, whose mark the reader lost. As `namesAgree` otherwise, in one script.
 */
export function speltAsRead(print: string, zone: string, cutOff: boolean): boolean {
  return nameAgrees(print, zone, cutOff, ownSpellingsOf) === true
}

function nameAgrees(print: string, zone: string, cutOff: boolean, speller = spellingsOf): boolean | null {
  const words = wordsOf(print, speller)
  if (!words) return null
  const text = zone.replaceAll(' ', '')
  // States differ in what separates words, so the words may run into each other.
  if (reach(words.flat(), text, new Set([0]), cutOff).has(text.length)) return true
  return cutOff && isAbbreviated(words, zone.split(' '))
}

/** Whether the zone's words are beginnings of printed words, in their order. */
function isAbbreviated(print: readonly Word[], zone: readonly string[]): boolean {
  let next = 0
  return zone.every((word) => {
    while (next < print.length && !reach(print[next]!, word, new Set([0]), true).has(word.length)) next++
    return next++ < print.length
  })
}
