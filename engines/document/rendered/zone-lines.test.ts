import { describe, expect, it } from 'vitest'
import type { ZoneFormat } from '../types'
import { holder } from './people'
import { checkDigit, zoneLines, zoneShapes, zoneText, type ZoneFacts } from './zone-lines'

const anna: ZoneFacts = {
  documentCode: 'I',
  issuingState: 'UTO',
  nationality: 'UTO',
  surnames: 'Eriksson',
  names: 'Anna Maria',
  documentNumber: 'D23145890',
  birthDate: '1974-08-12',
  expiryDate: '2012-04-15',
  gender: 'F',
}

const visa = { ...anna, documentCode: 'V', documentNumber: 'L8988901C', nationality: 'XXX', birthDate: '1940-09-07' }

describe('zone lines', () => {
  it.each<[ZoneFormat, ZoneFacts, string[]]>([
    [
      'TD1',
      anna,
      ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'],
    ],
    ['TD2', anna, ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6']],
    [
      'TD3',
      { ...anna, documentCode: 'P', documentNumber: 'L898902C3', personalNumber: 'ZE184226B' },
      ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'],
    ],
    [
      'MRVA',
      { ...visa, expiryDate: '1996-12-10', personalNumber: '6ZE184226B' },
      ['V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L8988901C4XXX4009078F96121096ZE184226B<<<<<<'],
    ],
    [
      'MRVB',
      { ...visa, expiryDate: '1996-12-10' },
      ['V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'L8988901C4XXX4009078F9612109<<<<<<<<'],
    ],
    [
      'IDFR',
      { ...anna, surnames: 'Berthier', names: 'Corinne', documentNumber: '880692310285', birthDate: '1965-12-06' },
      ['IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<', '8806923102858CORINNE<<<<<<<6512068F6'],
    ],
  ])('writes the specimen of %s', (format, facts, lines) => {
    expect(zoneLines(format, facts)).toEqual(lines)
  })

  it('has the shape that the format demands, whoever the holder is', () => {
    for (const format of Object.keys(zoneShapes) as ZoneFormat[]) {
      for (let seed = 0; seed < 300; seed++) {
        const lines = zoneLines(format, holder(seed, format))
        expect(lines).toHaveLength(zoneShapes[format].lines)
        for (const line of lines) {
          expect(line).toMatch(/^[A-Z0-9<]+$/)
          expect(line).toHaveLength(zoneShapes[format].length)
        }
      }
    }
  })

  it('transliterates', () => {
    expect(zoneText("D'Ångström-Łuß ñ")).toBe('DAANGSTROEM<LUSS<N')
    expect(checkDigit('520727')).toBe('3')
  })
})
