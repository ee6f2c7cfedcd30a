/** Seeded people who do not exist, and what an office would write down of them. */
import type { ZoneFormat } from '../types'
import { random, type Random } from './random'
import type { ZoneFacts } from './zone-lines'

export interface Holder extends ZoneFacts {
  gender: 'F' | 'M' | 'X'
  birthPlace: string
  issueDate: string
  authority: string
  address: string
  height: string
  language: Language
  stateName: string
}

export type Language = 'en' | 'fr' | 'de' | 'es' | 'it' | 'pl' | 'nl' | 'pt'

interface State {
  code: string
  name: string
  language: Language
  people: keyof typeof surnames
}

const states: readonly State[] = [
  { code: 'UTO', name: 'UTOPIA', language: 'en', people: 'north' },
  { code: 'D', name: 'BUNDESREPUBLIK DEUTSCHLAND', language: 'de', people: 'german' },
  { code: 'AUT', name: 'REPUBLIK ÖSTERREICH', language: 'de', people: 'german' },
  { code: 'CHE', name: 'SCHWEIZ SUISSE SVIZZERA', language: 'de', people: 'german' },
  { code: 'FRA', name: 'RÉPUBLIQUE FRANÇAISE', language: 'fr', people: 'french' },
  { code: 'BEL', name: 'ROYAUME DE BELGIQUE', language: 'fr', people: 'french' },
  { code: 'GBR', name: 'UNITED KINGDOM', language: 'en', people: 'english' },
  { code: 'IRL', name: 'IRELAND', language: 'en', people: 'english' },
  { code: 'CAN', name: 'CANADA', language: 'en', people: 'english' },
  { code: 'ESP', name: 'ESPAÑA', language: 'es', people: 'spanish' },
  { code: 'MEX', name: 'ESTADOS UNIDOS MEXICANOS', language: 'es', people: 'spanish' },
  { code: 'ITA', name: 'REPUBBLICA ITALIANA', language: 'it', people: 'italian' },
  { code: 'POL', name: 'RZECZPOSPOLITA POLSKA', language: 'pl', people: 'polish' },
  { code: 'CZE', name: 'CESKA REPUBLIKA', language: 'en', people: 'polish' },
  { code: 'NLD', name: 'KONINKRIJK DER NEDERLANDEN', language: 'nl', people: 'north' },
  { code: 'PRT', name: 'REPÚBLICA PORTUGUESA', language: 'pt', people: 'spanish' },
  { code: 'SWE', name: 'SVERIGE', language: 'en', people: 'north' },
  { code: 'KEN', name: 'REPUBLIC OF KENYA', language: 'en', people: 'east' },
  { code: 'IND', name: 'REPUBLIC OF INDIA', language: 'en', people: 'east' },
]

const surnames = {
  north: ['Eriksson', 'Sandström', 'Ødegård', 'van der Meer', 'Lindqvist', 'de Vries', 'Åkesson', 'Koskinen', 'Bakker'],
  german: [
    'Müller',
    'Öztürk',
    'Großmann',
    'Weiß',
    'Schäfer',
    'von Hohenfels',
    'Kühn',
    'Bäcker-Lenz',
    'Zwingli',
    'Vogt',
  ],
  french: [
    'Lefèvre',
    'Dubois',
    "D'Aubigné",
    'Martin-Roux',
    'Çelik',
    'Bélanger',
    'Quennec',
    'Fouché',
    'Jarry',
    'Wauters',
  ],
  english: [
    "O'Connor",
    'Smith',
    'Featherstonehaugh',
    'Byrne',
    'Whitby',
    'Knox',
    'Quigley',
    'Jones-Fox',
    'Zimmer',
    'Hyde',
  ],
  spanish: ['García López', 'Muñoz Vázquez', 'Ibáñez', 'Núñez Ortiz', 'Gonçalves', 'de la Cruz', 'Jiménez', 'Soares'],
  italian: ['Rossi', "D'Angelo", 'Bianchi', 'Lo Giudice', 'Ferrari', 'Quaglia', 'Zanetti', 'Esposito', 'Bruni'],
  polish: ['Kowalska', 'Łukasik', 'Wójcik', 'Zając', 'Dvořák', 'Novotná', 'Świątek', 'Jabłoński', 'Krzyż'],
  east: ['Odhiambo', 'Wanjiku', 'Krishnamurthy', 'Patel', 'Mwangi', 'Venkataraman', 'Okoye', 'Bhattacharya', 'Singh'],
} as const

const firstNames = {
  F: [
    'Anna Maria',
    'Zoë',
    'Béatrice',
    'Jana',
    'Ingrid',
    'Lucía',
    'Wanda',
    'Fatima',
    'Grace',
    'Quinn',
    'Élodie',
    'Priya',
  ],
  M: [
    'Johann',
    'Björn Erik',
    'Kevin',
    'José',
    'Matteo',
    'Grzegorz',
    'Xavier',
    'Pieter',
    'Yusuf',
    'Liam',
    'Bob',
    'Jiří',
  ],
  X: ['Alex', 'Robin', 'Kim', 'Sascha', 'Jo', 'Noa'],
} as const

const towns = [
  'Zenith',
  'Bad Ober',
  'Saint-Rémy',
  'Kilbride',
  'Villanueva',
  'Montefiore',
  'Gorzów',
  'Waterdam',
  'Nakuru',
  'Porto Vale',
]
const streets = ['Mill Lane', 'Hauptstr.', 'Rue du Lac', 'Via Roma', 'Calle Mayor', 'Kerkweg', 'Park Road', 'Lindenweg']
const authorities = [
  'Ministry of Interior',
  'Passport Office',
  'Préfecture',
  'Bürgeramt',
  'Comune',
  'City Hall',
  'Consulate',
]

export function holder(seed: number, format: ZoneFormat): Holder {
  const chance = random(seed, 'holder')
  const state = format === 'IDFR' ? states.find(({ code }) => code === 'FRA')! : chance.pick(states)
  const gender = format !== 'IDFR' && chance.chance(0.06) ? 'X' : chance.pick(['F', 'M'] as const)
  const isVisa = format === 'MRVA' || format === 'MRVB'
  // The holder of a visa is a stranger to the state that gives it.
  const home = isVisa || chance.chance(0.05) ? chance.pick(states) : state
  const birthDate = date(chance, 1932, 2006)
  const issueDate = date(chance, 2014, 2025)
  const validYears = isVisa ? chance.whole(1, 4) : chance.pick([5, 10])
  return {
    documentCode: chance.pick(documentCodes[format]),
    issuingState: state.code,
    stateName: state.name,
    language: state.language,
    nationality: home.code,
    surnames: chance.pick(surnames[home.people]),
    names: chance.pick(firstNames[gender]),
    documentNumber: format === 'IDFR' ? frenchNumber(chance, issueDate) : numberLike(chance, chance.pick(numberShapes)),
    birthDate,
    birthPlace: chance.pick(towns),
    issueDate,
    expiryDate: dayBefore(`${Number(issueDate.slice(0, 4)) + validYears}${issueDate.slice(4)}`),
    gender,
    ...(personalShapes[format] && chance.chance(0.5)
      ? { personalNumber: numberLike(chance, chance.pick(personalShapes[format]!)) }
      : {}),
    ...(format === 'IDFR' ? { office: numberLike(chance, '999999') } : {}),
    authority: chance.pick(authorities),
    address: `${chance.pick(streets)} ${chance.whole(1, 180)}, ${chance.whole(10000, 99999)} ${chance.pick(towns)}`,
    height: `${chance.whole(151, 199)} cm`,
  }
}

const documentCodes: Readonly<Record<ZoneFormat, readonly string[]>> = {
  TD1: ['I', 'ID', 'IR', 'AR', 'C'],
  TD2: ['I', 'ID', 'AC'],
  TD3: ['P', 'P', 'P', 'PD', 'PO'],
  MRVA: ['V', 'VB', 'VC'],
  MRVB: ['V', 'VC'],
  IDFR: ['ID'],
}

/** `A` a letter, `9` a digit, `*` either. */
const numberShapes = ['AA9999999', 'A99999999', '999999999', 'A9AAAAA99', '*********', 'AA999999', 'AAA999999']
const personalShapes: Partial<Record<ZoneFormat, readonly string[]>> = {
  TD1: ['99999999999', '999999AA9', 'A99999999'],
  TD2: ['9999999', 'AA999'],
  TD3: ['99999999999', 'AAAAAA99A99A', '9999999999'],
  MRVA: ['9999999', 'AAA999'],
  MRVB: ['99999'],
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const numerals = '0123456789'

export function numberLike(chance: Random, shape: string): string {
  return shape.replace(/[A9*]/g, (place) =>
    chance.pick([...(place === 'A' ? letters : place === '9' ? numerals : letters + numerals)]),
  )
}

/** Year and month of issue, department, five digits. */
function frenchNumber(chance: Random, issueDate: string): string {
  return issueDate.slice(2, 7).replace('-', '') + numberLike(chance, '99999999')
}

function date(chance: Random, from: number, to: number): string {
  const day = Date.UTC(chance.whole(from, to), 0, 1) + chance.whole(0, 364) * 86_400_000
  return new Date(day).toISOString().slice(0, 10)
}

function dayBefore(text: string): string {
  return new Date(Date.parse(`${text.replace('-02-29', '-03-01')}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
}
