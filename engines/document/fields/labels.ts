/**
 * What the fields of documents are called, in the languages that print Latin letters, and where such a label stands in a line. Spellings are
 * bare: capitals without accents, spaces or points, so that a lost space or accent makes no difference.
 */
import type { FieldName } from '../report-types'

/**
 * What a label asks for: a field; `name`, of which only the other labels tell whether it is the surname or all names; `other`, which is no
 * field of ours, and keeps its value from being taken for another's.
 */
export type LabelKind = FieldName | 'name' | 'other'

const spellings: Partial<Record<LabelKind, string>> = {
  surnames: `SURNAME SURNAMES FAMILYNAME LASTNAME PRIMARYIDENTIFIER IDENTIFIANTPRIMAIRE NOMDEFAMILLE APELLIDOS APELLIDO APELIDOS APELIDO
    COGNOME NACHNAME FAMILIENNAME ACHTERNAAM NAZWISKO PRIJMENI PRIEZVISKO PREZIME PRIIMEK EFTERNAMN ETTERNAVN EFTERNAVN SUKUNIMI
    PEREKONNANIMI PERENIMI UZVARDS PAVARDE NUMEDEFAMILIE CSALADINEV SOYADI MBIEMRI`,
  names: `GIVENNAMES GIVENNAME FORENAMES FORENAME FIRSTNAME FIRSTNAMES SECONDARYIDENTIFIER IDENTIFIANTSECONDAIRE PRENOM PRENOMS NOMBRE NOMBRES
    NOMEPROPRIO NOMESPROPRIOS VORNAME VORNAMEN VOORNAMEN VOORNAAM IMIONA IMIE JMENO JMENA MENO MENA IME IMENA FORNAVNE FORNAVN FORNAMN
    ETUNIMET EESNIMED EESNIMI VARDS VARDAS PRENUME UTONEV UTONEVEK KERESZTNEV EMRI`,
  name: `NAME NOM NOME NOMES NAAM NUME NOMI NIMI NEV NAZWA NAMN NAVN`,
  documentNumber: `DOCUMENTNO DOCUMENTNUMBER DOCUMENTN DOCNO DOCUMENTNR PASSPORTNO PASSPORTNUMBER PASSPORTN PASSPORTNR PASSEPORTN NDEPASSEPORT
    NDUPASSEPORT NODUPASSEPORT NODEPASSEPORT NUMERODEPASSEPORT NUMERODUPASSEPORT CARDNO CARDNUMBER CARDN IDENTITYCARDNO IDENTITYCARDNUMBER
    NUMERODODOCUMENTO NDODOCUMENTO NUMDOC NDOC NUMERODEDOCUMENTO NUMERODODOCUMENTODEIDENTIFICACAO NUMERODEPASAPORTE PASAPORTEN PASAPORTENO
    NDOPASSAPORTE PASSAPORTEN PASSAPORTON PASSNR PASSNUMMER REISEPASSNR AUSWEISNUMMER DOKUMENTNR DOCUMENTNUMMER PASPOORTNUMMER
    NUMERPASZPORTU NRPASZPORTU PASZPORTNR NUMERDOWODU NRDOWODU CISLOPASU CISLODOKLADU CISLOPREUKAZU BROJPUTOVNICE BROJISKAZNICE
    BROJOSOBNEISKAZNICE BROJDOKUMENTA PASENR PASNR PASSINRO PASSINUMERO DOKUMENDINR PASESNR PASONR UTLEVELSZAM OKMANYAZONOSITO NDUDOCUMENT
    NDUDOC NUMERODEDOCUMENT NUMERODUDOCUMENT NUMERODOCUMENTO STEVILKADOKUMENTA STEVILKAPOTNEGALISTA VEGABREFNR`,
  personalNumber: `PERSONALNO PERSONALNUMBER NPERSONNEL NUMEROPERSONNEL PERSONALCODE CODEPERSONNEL PERSONALIDENTIFICATIONNUMBER
    PERSONALIDENTIFYINGNUMBER IDENTIFICATIONNUMBER IDENTITYNUMBER PERSONALIDNO NATIONALIDNO IDENTIFIANTPERSONNEL CODICEFISCALE PESEL NRPESEL
    RODNECISLO OSOBNICISLO OIB JMBG ISIKUKOOD PERSONASKODS ASMENSKODAS CNP BSN BURGERSERVICENUMMER PERSONNUMMER PERSOONSNUMMER
    FODSELSNUMMER HENKILOTUNNUS KENNITALA EMSO SZEMELYIAZONOSITO PERSONNR`,
  birthDate: `DATEOFBIRTH BIRTHDATE DATEDENAISSANCE FECHADENACIMIENTO DATADENASCIMENTO DATADINASCITA GEBURTSDATUM GEBURTSTAG GEBOORTEDATUM
    DATAURODZENIA DATUMNAROZENI DATUMNARODENIA DATUMRODENJA DATUMROJSTVA FODELSEDATUM FODSELSDATO FODSELSDATO FOEDSELSDATO SYNTYMAAIKA
    SUNNIAEG SUNNIKUUPAEV DZIMSANASDATUMS DZIMSANASDATI GIMIMODATA DATANASTERII SZULETESIIDO SZULETESIDATUM DOGUMTARIHI NEELE NELE NATOIL
    FAEDINGARDAGUR DATELINDJA`,
  issueDate: `DATEOFISSUE ISSUEDATE ISSUED ISSUEDON ISSUEDATE DATEDEDELIVRANCE DATEDELIVRANCE DELIVRELE FECHADEEXPEDICION DATADEEMISSAO
    DATADIRILASCIO AUSSTELLUNGSDATUM DATUMDERAUSSTELLUNG DATUMVANAFGIFTE DATUMAFGIFTE AFGIFTEDATUM DATAWYDANIA DATUMVYDANI DATUMVYDANIA
    DATUMIZDAVANJA DATUMIZDAJE UTFARDANDEDATUM UTSTEDTDATO UTSTEDELSESDATO UDSTEDELSESDATO MYONTAMISPAIVA VALJAANTUD VALJAANDMISEKUUPAEV
    IZDOSANASDATUMS ISDAVIMODATA DATAELIBERARII DATAEMITERII KIALLITASKELTE KIALLITASDATUMA VERILISTARIHI UTGAFUDAGUR`,
  expiryDate: `DATEOFEXPIRY EXPIRYDATE EXPIRATIONDATE DATEOFEXPIRATION DATEDEXPIRATION EXPIRY EXPIRATION EXPIRES EXPIRESON VALIDUNTIL VALIDTO
    VALIDTHRU DATEDEXPIRATION VALABLEJUSQUAU VALIDEJUSQUAU FECHADECADUCIDAD FECHADEVENCIMIENTO VALIDOHASTA VALIDEZ DATADEVALIDADE
    VALIDADE DATADISCADENZA SCADENZA GULTIGBIS ABLAUFDATUM GELDIGTOT TERMINWAZNOSCI DATAWAZNOSCI DATAUPLYWUWAZNOSCI PLATNOSTDO DATUMPLATNOSTI
    DATUMSKONCENIPLATNOSTI VRIJEDIDO VAZIDO VELJADO DATUMVELJAVNOSTI DATUMISTEKA GILTIGTTILL GYLDIGTIL UTLOPSDATO UDLOBSDATO VIIMEINENVOIMASSAOLOPAIVA
    KEHTIVKUNI DERIGALIDZ DERIGSLIDZ GALIOJAIKI DATAEXPIRARII ERVENYES GECERLILIKTARIHI SONGECERLILIKTARIHI GILDIRTIL`,
  gender: `SEX SEXE SEXO SESSO GESCHLECHT GESLACHT PLEC POHLAVI POHLAVIE SPOL POL KON KJONN SUKUPUOLI SUGU DZIMUMS LYTIS NEM CINSIYETI GENDER KYN
    GJINIA`,
  nationality: `NATIONALITY NATIONALITE NACIONALIDAD NACIONALIDADE CITTADINANZA STAATSANGEHORIGKEIT NATIONALITEIT OBYWATELSTWO STATNIOBCANSTVI
    STATNEOBCIANSTVO DRZAVLJANSTVO CITIZENSHIP NATIONALITET MEDBORGARSKAP STATSBORGERSKAP KANSALAISUUS KODAKONDSUS PILSONIBA PILIETYBE
    CETATENIE CETATENIA ALLAMPOLGARSAG UYRUGU RIKISFANG SHTETESIA`,
  birthPlace: `PLACEOFBIRTH BIRTHPLACE LIEUDENAISSANCE LUGARDENACIMIENTO LOCALDENASCIMENTO NATURALIDADE LUOGODINASCITA GEBURTSORT GEBOORTEPLAATS
    MIEJSCEURODZENIA MISTONAROZENI MIESTONARODENIA MJESTORODENJA KRAJROJSTVA FODELSEORT FODESTED FODSELSSTED FODEBY SYNTYMAPAIKKA
    SYNTYMAKOTIKUNTA SUNNIKOHT DZIMSANASVIETA GIMIMOVIETA LOCULNASTERII SZULETESIHELY DOGUMYERI FAEDINGARSTADUR`,
  authority: `AUTHORITY AUTORITE ISSUINGAUTHORITY AUTORIDAD AUTORIDADE AUTORITA BEHORDE AUSSTELLENDEBEHORDE AUTORITEIT ORGANWYDAJACY VYDAL
    NADLEZNOTIJELO IZDALO IZDALA MYNDIGHET MYNDIGHED VIRANOMAINEN VALJAANDJA VALJAANDNUDASUTUS IESTADE IZDEVEJIESTADE IZDEVEJINSTITUCIJA
    ISDAVEISTAIGA AUTORITATEA KIALLITOHATOSAG VERENMAKAM ISSUEDBY UTGEFANDI`,
  address: `ADDRESS RESIDENCE DOMICILE ADRESSE DIRECCION DOMICILIO MORADA ENDERECO RESIDENZA INDIRIZZO ANSCHRIFT WOHNORT ADRES TRVALYPOBYT
    PREBIVALISTE STALNOPREBIVALISTE LAKCIM`,
  height: `HEIGHT TAILLE ESTATURA ALTURA STATURA GROSSE LENGTE WZROST VYSKA VISINA LANGD HOYDE HOJDE PITUUS PIKKUS AUGUMS UGIS INALTIME MAGASSAG`,
  other: `TYPE TYP TIPO TYYPPI TIPS CODE KOD COUNTRYCODE CODEDUPAYS CODEOFISSUINGSTATE CODEDELETATEMETTEUR ISSUINGSTATE PASSPORT PASSEPORT PASAPORTE
    PASSAPORTE PASSAPORTO REISEPASS PASPOORT PASZPORT PUTOVNICA VISA SIGNATURE SIGNATUREOFBEARER SIGNATUREOFHOLDER SIGNATUREDUTITULAIRE
    HOLDERSSIGNATURE UNTERSCHRIFT FIRMA PROFESSION OCCUPATION PLACEOFISSUE LIEUDEDELIVRANCE VALIDFROM VALABLEAPARTIRDU VALIDEAPARTIRDU
    NUMBEROFENTRIES NOOFENTRIES NOMBREDENTREES REMARKS OBSERVATIONS ANNOTATIONS COLOUROFEYES EYES IDENTITYCARD NATIONALIDENTITYCARD
    CARTENATIONALEDIDENTITE ENDORSEMENTS CATEGORY CATEGORIE CONTROLNUMBER CLASS VISATYPECLASS ISSUINGPOSTNAME RESIDENTSINCE OTHERNAMES BIRTHNAME
    NOMDENAISSANCE NAMEATBIRTH MAIDENNAME RODNEPRIJMENI GEBURTSNAME USCIS ALIENNUMBER`,
}

/** So short, or such a word, that it may be a value as well: it counts beside another label of its kind only. */
const weak = new Set(['POL', 'KON', 'NEM', 'KYN', 'MENA', 'NEV', 'BSN', 'TIPS', 'KOD'])

const exact = new Map<string, LabelKind>()
for (const [kind, list] of Object.entries(spellings)) {
  for (const spelling of list.split(/\s+/)) exact.set(folded(spelling), kind as LabelKind)
}
const byLength = [...exact].sort(([a], [b]) => b.length - a.length)

/** Bare: capitals without accents, nothing but letters. */
export function bare(text: string): string {
  return text
    .normalize('NFD')
    .toUpperCase()
    .replace(/[ŁĐØÆßẞ]/g, (letter) => ({ Ł: 'L', Đ: 'D', Ø: 'O', Æ: 'AE' })[letter] ?? 'SS')
    .replace(/[^A-Z]/g, '')
}

/** What readers mistake for each other made the same: RN and M, L and I. */
function folded(spelling: string): string {
  return spelling.replaceAll('RN', 'M').replaceAll('L', 'I')
}

/** The label a bare text is, allowing one slip in six letters; undefined when it is none. */
export function labelOf(text: string): LabelKind | undefined {
  const wanted = folded(text)
  const found = exact.get(wanted)
  if (found || wanted.length < 6) return found
  let best: { kind: LabelKind; slips: number } | undefined
  for (const [spelling, kind] of byLength) {
    const allowed = spelling.length < 6 ? 0 : Math.min(3, Math.floor(spelling.length / 5))
    if (allowed === 0 || Math.abs(spelling.length - wanted.length) > allowed) continue
    const slips = distance(spelling, wanted, allowed)
    if (slips > allowed || (best && slips >= best.slips)) continue
    best = { kind, slips }
  }
  return best?.kind
}

/** Levenshtein's; anything above `most` is given as `most + 1`. */
function distance(a: string, b: string, most: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      next[j] = Math.min(change, row[j] + 1, next[j - 1] + 1)
    }
    if (Math.min(...next) > most) return most + 1
    row = next
  }
  return row[b.length]
}

export interface LabelPart {
  kind: LabelKind
  /** Place in the line's text, from and to in characters. */
  from: number
  to: number
}

export interface LabelledLine {
  labels: LabelPart[]
  /** What follows the last label in the same line, if anything does. */
  value: string | null
}

/** The labels of a line, or null when it has none. */
export function labelsOf(text: string): LabelledLine | null {
  const labels: LabelPart[] = []
  let value: string | null = null
  const plain = text.replace(/\((\p{L}{1,2})\)/gu, ' $1 ')
  for (const { chunk, from, afterColon } of chunksOf(plain)) {
    const letters = bare(chunk)
    if (letters === '' && !/\d/.test(chunk)) continue
    const whole = splitLabels(letters)
    if (whole) {
      whole.forEach((kind, index) => {
        const share = chunk.length / whole.length
        labels.push({ kind, from: from + index * share, to: from + (index + 1) * share })
      })
      continue
    }
    const led = labels.length === 0 ? leadingLabel(chunk) : null
    if (led && led.kind !== 'other') {
      labels.push({ kind: led.kind, from, to: from + led.length })
      value = plain.slice(from + led.length).trim()
    } else if (labels.length > 0 && afterColon) value = plain.slice(from).trim()
    if (value !== null) break
  }
  const sure = labels.some(({ from, to }) => !weak.has(bare(plain.slice(from, to))))
  return labels.length === 0 || !sure ? null : { labels, value }
}

/** The parts between marks that part languages and fields. */
function chunksOf(text: string): { chunk: string; from: number; afterColon: boolean }[] {
  return [...text.matchAll(/[^/|:;,•·()]+/g)].map((match) => ({
    chunk: match[0],
    from: match.index,
    afterColon: text[match.index - 1] === ':',
  }))
}

/** A bare text as one label or as several that follow each other; null where anything is left over. */
function splitLabels(letters: string, most = 3): LabelKind[] | null {
  const one = labelOf(letters)
  if (one) return [one]
  if (most === 1) return null
  for (let at = letters.length - 3; at >= 5; at--) {
    const first = labelOf(letters.slice(0, at))
    const rest = first && splitLabels(letters.slice(at), most - 1)
    if (first && rest) return [first, ...rest]
  }
  return null
}

/** The longest run of words at the beginning that is a label, with something left over. */
function leadingLabel(chunk: string): { kind: LabelKind; length: number } | null {
  const ends = [...chunk.matchAll(/(?<=\p{Ll})(?=\p{Lu}\p{Lu}|\d)|\s+/gu)].map(({ index }) => index).reverse()
  for (const end of ends) {
    const kind = labelOf(bare(chunk.slice(0, end)))
    if (kind && chunk.slice(end).trim() !== '') return { kind, length: end }
  }
  return null
}
