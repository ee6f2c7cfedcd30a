/**
 * Writes machine-readable zones by ICAO 9303 parts 3 to 7, and the French card's, from the standard's tables alone: what
 * reads zones shares no line with it.
 */
import type { ZoneFormat } from '../types'

export interface ZoneFacts {
  documentCode: string
  issuingState: string
  nationality: string
  surnames: string
  names: string
  documentNumber: string
  /** `YYYY-MM-DD` */
  birthDate: string
  expiryDate: string
  gender: 'F' | 'M' | 'X'
  /** Optional data: personal number or none. */
  personalNumber?: string
  /** French card: department and office that issued it. */
  office?: string
}

/** Characters a line and lines. */
export const zoneShapes: Readonly<Record<ZoneFormat, { lines: number; length: number }>> = {
  TD1: { lines: 3, length: 30 },
  TD2: { lines: 2, length: 36 },
  TD3: { lines: 2, length: 44 },
  MRVA: { lines: 2, length: 44 },
  MRVB: { lines: 2, length: 36 },
  IDFR: { lines: 2, length: 36 },
}

export function zoneLines(format: ZoneFormat, facts: ZoneFacts): string[] {
  const code = pad(facts.documentCode, 2)
  const state = pad(facts.issuingState, 3)
  const nation = pad(facts.nationality, 3)
  const number = withDigit(pad(facts.documentNumber, 9))
  const birth = withDigit(shortDate(facts.birthDate))
  const expiry = withDigit(shortDate(facts.expiryDate))
  const sex = facts.gender === 'X' ? '<' : facts.gender
  const optional = facts.personalNumber ?? ''
  switch (format) {
    case 'TD1': {
      const first = code + state + number + pad(optional, 15)
      const second = birth + sex + expiry + nation + pad('', 11)
      const digit = checkDigit(first.slice(5) + second.slice(0, 7) + second.slice(8, 15) + second.slice(18))
      return [first, second + digit, zoneNames(facts, 30)]
    }
    case 'TD2': {
      const second = number + nation + birth + sex + expiry + pad(optional, 7)
      return [code + state + zoneNames(facts, 31), second + checkDigit(number + birth + second.slice(21))]
    }
    case 'TD3': {
      const personal = pad(optional, 14)
      // Where there is no personal number its digit may be left out; most issuers print 0.
      const second = number + nation + birth + sex + expiry + withDigit(personal)
      return [code + state + zoneNames(facts, 39), second + checkDigit(number + birth + second.slice(21))]
    }
    case 'MRVA':
    case 'MRVB': {
      const { length } = zoneShapes[format]
      return [
        code + state + zoneNames(facts, length - 5),
        pad(number + nation + birth + sex + expiry + optional, length),
      ]
    }
    case 'IDFR': {
      const first = 'IDFRA' + pad(zoneText(facts.surnames), 25) + pad(facts.office ?? '', 6)
      const names = pad(zoneText(facts.names).replaceAll('<', '<<'), 14)
      const second = withDigit(pad(facts.documentNumber, 12)) + names + birth + sex
      return [first, second + checkDigit(first + second)]
    }
  }
}

/** Weights 7, 3, 1 over the values 0-9, A-Z = 10-35, filler = 0, modulo 10 (part 3 section 4.9). */
export function checkDigit(text: string): string {
  let sum = 0
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!
    const value = character === '<' ? 0 : parseInt(character, 36)
    sum += value * [7, 3, 1][i % 3]!
  }
  return String(sum % 10)
}

const withDigit = (text: string) => text + checkDigit(text)
const shortDate = (date: string) => date.slice(2).replaceAll('-', '')

function pad(text: string, length: number): string {
  return text.slice(0, length).padEnd(length, '<')
}

/** Names that are too long are cut off at the end, the last character a letter (part 3 section 4.6). */
function zoneNames({ surnames, names }: ZoneFacts, length: number): string {
  return pad(`${zoneText(surnames)}<<${zoneText(names)}`, length)
}

const transliterations: Readonly<Record<string, string>> = {
  Ä: 'AE',
  Ö: 'OE',
  Ü: 'UE',
  Å: 'AA',
  Æ: 'AE',
  Ø: 'OE',
  ß: 'SS',
  Ł: 'L',
  Đ: 'D',
  ı: 'I',
}

/** Capitals without marks, as part 3 section 6 writes them; apostrophes vanish, hyphens and spaces become fillers. */
export function zoneText(text: string): string {
  return [...text.normalize('NFC')]
    .map((letter) => transliterations[letter] ?? transliterations[letter.toUpperCase()] ?? letter.toUpperCase())
    .join('')
    .normalize('NFD')
    .replace(/[\u0300-\u036f']/g, '')
    .replace(/[^A-Z0-9]+/g, '<')
    .replace(/^<|<$/g, '')
}
