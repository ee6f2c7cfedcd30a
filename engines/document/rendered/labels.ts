/** Words that documents print beside what they say, and how they write dates. */
import type { FieldName } from '../report-types'
import type { Language } from './people'
import type { Random } from './random'

type Labels = Readonly<Record<FieldName, string>>

const labels: Readonly<Record<Language, Labels>> = {
  en: {
    documentCode: 'Type',
    surnames: 'Surname',
    names: 'Given names',
    documentNumber: 'Document No.',
    personalNumber: 'Personal No.',
    nationality: 'Nationality',
    issuingState: 'Code of issuing State',
    gender: 'Sex',
    birthDate: 'Date of birth',
    birthPlace: 'Place of birth',
    issueDate: 'Date of issue',
    expiryDate: 'Date of expiry',
    authority: 'Authority',
    address: 'Address',
    height: 'Height',
  },
  fr: {
    documentCode: 'Type',
    surnames: 'Nom',
    names: 'Prénoms',
    documentNumber: 'No du document',
    personalNumber: 'No personnel',
    nationality: 'Nationalité',
    issuingState: 'Code du pays',
    gender: 'Sexe',
    birthDate: 'Date de naissance',
    birthPlace: 'Lieu de naissance',
    issueDate: 'Date de délivrance',
    expiryDate: "Date d'expiration",
    authority: 'Autorité',
    address: 'Adresse',
    height: 'Taille',
  },
  de: {
    documentCode: 'Typ',
    surnames: 'Name',
    names: 'Vornamen',
    documentNumber: 'Dokumentennummer',
    personalNumber: 'Personennummer',
    nationality: 'Staatsangehörigkeit',
    issuingState: 'Code',
    gender: 'Geschlecht',
    birthDate: 'Geburtsdatum',
    birthPlace: 'Geburtsort',
    issueDate: 'Ausstellungsdatum',
    expiryDate: 'Gültig bis',
    authority: 'Behörde',
    address: 'Anschrift',
    height: 'Größe',
  },
  es: {
    documentCode: 'Tipo',
    surnames: 'Apellidos',
    names: 'Nombre',
    documentNumber: 'Número de documento',
    personalNumber: 'Número personal',
    nationality: 'Nacionalidad',
    issuingState: 'País',
    gender: 'Sexo',
    birthDate: 'Fecha de nacimiento',
    birthPlace: 'Lugar de nacimiento',
    issueDate: 'Fecha de expedición',
    expiryDate: 'Fecha de caducidad',
    authority: 'Autoridad',
    address: 'Domicilio',
    height: 'Estatura',
  },
  it: {
    documentCode: 'Tipo',
    surnames: 'Cognome',
    names: 'Nome',
    documentNumber: 'Numero documento',
    personalNumber: 'Codice fiscale',
    nationality: 'Cittadinanza',
    issuingState: 'Codice Paese',
    gender: 'Sesso',
    birthDate: 'Data di nascita',
    birthPlace: 'Luogo di nascita',
    issueDate: 'Data di rilascio',
    expiryDate: 'Data di scadenza',
    authority: 'Autorità',
    address: 'Indirizzo',
    height: 'Statura',
  },
  pl: {
    documentCode: 'Typ',
    surnames: 'Nazwisko',
    names: 'Imiona',
    documentNumber: 'Numer dokumentu',
    personalNumber: 'Numer PESEL',
    nationality: 'Obywatelstwo',
    issuingState: 'Kod',
    gender: 'Płeć',
    birthDate: 'Data urodzenia',
    birthPlace: 'Miejsce urodzenia',
    issueDate: 'Data wydania',
    expiryDate: 'Termin ważności',
    authority: 'Organ wydający',
    address: 'Adres',
    height: 'Wzrost',
  },
  nl: {
    documentCode: 'Type',
    surnames: 'Naam',
    names: 'Voornamen',
    documentNumber: 'Documentnummer',
    personalNumber: 'Persoonsnummer',
    nationality: 'Nationaliteit',
    issuingState: 'Code',
    gender: 'Geslacht',
    birthDate: 'Geboortedatum',
    birthPlace: 'Geboorteplaats',
    issueDate: 'Datum van afgifte',
    expiryDate: 'Geldig tot',
    authority: 'Autoriteit',
    address: 'Adres',
    height: 'Lengte',
  },
  pt: {
    documentCode: 'Tipo',
    surnames: 'Apelidos',
    names: 'Nomes',
    documentNumber: 'Número do documento',
    personalNumber: 'Número pessoal',
    nationality: 'Nacionalidade',
    issuingState: 'Código',
    gender: 'Sexo',
    birthDate: 'Data de nascimento',
    birthPlace: 'Local de nascimento',
    issueDate: 'Data de emissão',
    expiryDate: 'Data de validade',
    authority: 'Autoridade',
    address: 'Morada',
    height: 'Altura',
  },
}

/** In the state's own language, with English or French beside it. */
export function labelOf(field: FieldName, language: Language, second: 'en' | 'fr' | null): string {
  const own = labels[language][field]
  const other = second && second !== language ? labels[second][field] : own
  return other === own ? own : `${own} / ${other}`
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

/** One way of writing dates, which a document keeps to. */
export function dateStyle(chance: Random): (date: string) => string {
  return chance.pick<(date: string) => string>([
    (date) => parts(date).join('.'),
    (date) => parts(date).join('/'),
    (date) => parts(date).join(' '),
    (date) => date,
    (date) => {
      const [day, month, year] = parts(date)
      return `${day} ${months[Number(month) - 1]} ${year}`
    },
  ])
}

const parts = (date: string) => date.split('-').reverse()
