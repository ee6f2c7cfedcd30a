/** The document report: what the shipped engine reads of labelled pictures, with intervals over pictures and over documents. Pure. */
import { median, percentile } from '@/bin/bench/timing'
import { visualFields } from '@/engines/document/fields'
import type { FieldName } from '@/engines/document/report-types'
import { mayBeShortened } from '@/engines/document/side-by-side'
import type { ZoneText } from '@/engines/document/types'
import { parseZone, type ParsedZone } from '@/engines/document/zone/parse'
import { alignLines, sumOf, type Alignment } from './alignment'
import type { LabelledDocument } from './document-lists'
import type { Outcome, TimedReadings } from './document-readings'
import { fieldShares, type FieldShares } from './print-fields'
import { share, type Share } from './shares'
import { bootstrapByPerson, type Interval } from './statistics'

/** A share whose pictures are of fewer documents: its second interval resamples documents. */
export interface ShareByDocument extends Share {
  overDocuments: Interval
}

export interface DocumentMiss {
  path: string
  kind: LabelledDocument['kind']
  wrong: ('zone not found' | 'zone misread' | 'zone claimed' | 'format' | 'portrait missed' | 'portrait claimed')[]
  /** Read and expected beside each other, line by line; empty where the zone is right or none was read. */
  lines: Omit<Alignment, 'distance'>[]
}

export interface DocumentsReport {
  models: readonly string[]
  pictures: number
  documents: number
  zones: {
    pictures: number
    documents: number
    /** Every character of every line is right, as it was read. */
    wholeExact: ShareByDocument
    /** And after corrections by the place and the check digits, which is what Limen answers. */
    wholeExactCorrected: ShareByDocument
    byKind: { kind: string; wholeExact: Share }[]
    found: Share
    format: Share
    /** One less edit distance over the characters printed; a line that was not read counts whole. */
    characters: { rate: number; errors: number; of: number; overDocuments: Interval }
  }
  checkDigits: {
    /** The verdict is the labelled one; a zone that was not read has none, which is wrong. */
    agrees: ShareByDocument
    /** Of zones labelled wrong: called right. */
    wrongCalledRight: Share
    /** Of zones labelled right: called wrong. */
    rightCalledWrong: Share
    /** Called right although a character of it is not what is printed. */
    misreadCalledRight: number
  }
  /** `claimedOfPeople`: of pictures of faces that are no document. */
  portraits: { found: Share; wronglyClaimed: Share; claimedOfPeople: Share }
  /** Of the pictures with a zone, held against what the zone says; a side may not print every field of its zone. */
  print: FieldShares[]
  /** Pictures that hold no zone and of which one was claimed. */
  falseZones: { labelled: Share; faces: Share; rendered: Share }
  /** Bytes to reading, each picture alone, one thread. */
  timeMs: { pictures: number; median: number; p95: number; longest: number; withLoadingOfNets: number }
  /** The same in time of the processor, which a machine that is shared disturbs less. */
  processorMs: { median: number; p95: number }
  misses: DocumentMiss[]
  /** Pictures that gave no reading; they count as misses above. */
  problems: { path: string; kind: 'refused' | 'failed'; message: string }[]
}

export type Negatives = Record<'faces' | 'rendered', Map<string, Outcome>>

export function reportDocuments(
  { models, outcomes, firstMs }: TimedReadings,
  labelled: LabelledDocument[],
  negatives: Negatives,
): DocumentsReport {
  const judged = labelled.map((label) => judge(label, outcomes.get(label.path)!))
  const withZone = judged.filter(({ label }) => label.kind !== 'NONE')
  const withoutZone = judged.filter(({ label }) => label.kind === 'NONE')
  const withPortrait = judged.filter(({ label }) => label.portrait)
  const withoutPortrait = judged.filter(({ label }) => !label.portrait)
  const times = judged.map(({ outcome }) => outcome.ms)
  const processorTimes = judged.map(({ outcome }) => outcome.processorMs)
  const negativeOutcomes = [...negatives.faces, ...negatives.rendered]
  const claims = (of: Map<string, Outcome>, what: 'zone' | 'portrait') =>
    share([...of.values()], ({ reading }) => Boolean(reading?.[what]))
  const characters = withZone.reduce((sum, { characters }) => sum + characters, 0)
  const errors = withZone.reduce((sum, { errors }) => sum + errors, 0)

  return {
    models,
    pictures: judged.length,
    documents: new Set(labelled.map(({ document }) => document)).size,
    zones: {
      pictures: withZone.length,
      documents: new Set(withZone.map(({ label }) => label.document)).size,
      wholeExact: shareByDocument(withZone, ({ errors }) => errors === 0),
      wholeExactCorrected: shareByDocument(withZone, isExactCorrected),
      byKind: [...new Set(withZone.map(({ label }) => label.kind))].sort().map((kind) => ({
        kind,
        wholeExact: share(
          withZone.filter(({ label }) => label.kind === kind),
          ({ errors }) => errors === 0,
        ),
      })),
      found: share(withZone, ({ outcome }) => Boolean(outcome.reading?.zone)),
      format: share(withZone, ({ outcome, label }) => outcome.reading?.zone?.format === label.kind),
      characters: {
        rate: 1 - errors / characters,
        errors,
        of: characters,
        overDocuments: overDocuments(
          withZone,
          (one) => one.characters - one.errors,
          (one) => one.characters,
        ),
      },
    },
    checkDigits: {
      agrees: shareByDocument(withZone, ({ label, parsed }) => parsed?.valid === label.checkDigitsValid),
      wrongCalledRight: share(
        withZone.filter(({ label }) => !label.checkDigitsValid),
        ({ parsed }) => parsed?.valid === true,
      ),
      rightCalledWrong: share(
        withZone.filter(({ label }) => label.checkDigitsValid),
        ({ parsed }) => parsed?.valid === false,
      ),
      misreadCalledRight: withZone.filter((one) => one.parsed?.valid && !isExactCorrected(one)).length,
    },
    portraits: {
      found: share(withPortrait, ({ outcome }) => Boolean(outcome.reading?.portrait)),
      wronglyClaimed: share(withoutPortrait, ({ outcome }) => Boolean(outcome.reading?.portrait)),
      claimedOfPeople: claims(negatives.faces, 'portrait'),
    },
    print: fieldShares(withZone.map(printedFields)),
    falseZones: {
      labelled: share(withoutZone, ({ outcome }) => Boolean(outcome.reading?.zone)),
      faces: claims(negatives.faces, 'zone'),
      rendered: claims(negatives.rendered, 'zone'),
    },
    timeMs: {
      pictures: times.length,
      median: median(times),
      p95: percentile(times, 0.95),
      longest: Math.max(...times),
      withLoadingOfNets: firstMs,
    },
    processorMs: { median: median(processorTimes), p95: percentile(processorTimes, 0.95) },
    misses: [...judged.flatMap(missOf), ...negativeOutcomes.flatMap(claimedBy)],
    problems: [...outcomes, ...negativeOutcomes].flatMap(([path, { problem }]) =>
      problem ? { path, ...problem } : [],
    ),
  }
}

interface Judged {
  label: LabelledDocument
  outcome: Outcome
  lines: Alignment[]
  parsed: ParsedZone | null
  /** At most `characters`: lines that are not printed cannot make a picture worse than unread. */
  errors: number
  characters: number
}

function judge(label: LabelledDocument, outcome: Outcome): Judged {
  const zone = outcome.reading?.zone
  const parsed = zone ? parseZone(zone, new Date()) : null
  const lines = alignLines(zone?.lines ?? [], label.lines)
  const characters = label.lines.join('').length
  return { label, outcome, lines, parsed, errors: Math.min(sumOf(lines), characters), characters }
}

/** What zone and print both say. */
const compared: readonly FieldName[] = [
  'surnames',
  'names',
  'documentNumber',
  'nationality',
  'gender',
  'birthDate',
  'expiryDate',
]

function printedFields({ label, outcome }: Judged) {
  const parsed = parseZone(printedZone(label), new Date())
  const known = parsed.fields.filter(({ name }) => compared.includes(name))
  return {
    expected: new Map(known.map(({ name, value }) => [name, value])),
    mayBeShortened: mayBeShortened(parsed),
    found: visualFields(outcome.reading?.lines ?? [], new Date()),
  }
}

/** As if it had been read without a doubt. */
function printedZone({ kind, lines }: LabelledDocument): ZoneText {
  const nowhere = { x: 0, y: 0 }
  return {
    format: kind as ZoneText['format'],
    lines,
    confidences: lines.map((line) => Array.from(line, () => 1)),
    quad: [nowhere, nowhere, nowhere, nowhere],
  }
}

function isExactCorrected({ label, parsed }: Judged): boolean {
  return parsed !== null && parsed.lines.join('\n') === label.lines.join('\n')
}

function missOf({ label, outcome, lines }: Judged): DocumentMiss[] {
  const wrong: DocumentMiss['wrong'] = []
  const { zone = null, portrait = null } = outcome.reading ?? {}
  const isClaimed = zone !== null && label.kind === 'NONE'
  const isMisread = zone !== null && label.kind !== 'NONE' && sumOf(lines) > 0
  if (isClaimed) wrong.push('zone claimed')
  if (label.kind !== 'NONE' && !zone) wrong.push('zone not found')
  if (isMisread) wrong.push('zone misread')
  if (label.kind !== 'NONE' && zone && zone.format !== label.kind) wrong.push('format')
  if (label.portrait && !portrait) wrong.push('portrait missed')
  if (!label.portrait && portrait) wrong.push('portrait claimed')
  if (wrong.length === 0) return []
  return [{ path: label.path, kind: label.kind, wrong, lines: isMisread || isClaimed ? lines.map(shown) : [] }]
}

function claimedBy([path, { reading }]: [string, Outcome]): DocumentMiss[] {
  if (!reading?.zone) return []
  return [{ path, kind: 'NONE', wrong: ['zone claimed'], lines: alignLines(reading.zone.lines, []).map(shown) }]
}

function shown({ read, expected, marks }: Alignment): DocumentMiss['lines'][number] {
  return { read, expected, marks }
}

function shareByDocument(all: Judged[], holds: (one: Judged) => boolean): ShareByDocument {
  return {
    ...share(all, holds),
    overDocuments: overDocuments(
      all,
      (one) => (holds(one) ? 1 : 0),
      () => 1,
    ),
  }
}

/** 95 % interval of a ratio of sums by resampling documents: pictures of one document are not independent. */
function overDocuments(all: Judged[], above: (one: Judged) => number, below: (one: Judged) => number): Interval {
  const documents = [...new Set(all.map(({ label }) => label.document))]
  const places = all.map(({ label }) => documents.indexOf(label.document))
  return bootstrapByPerson(
    documents.length,
    (weights) => {
      const weighted = (part: (one: Judged) => number) =>
        all.reduce((sum, one, i) => sum + weights[places[i]] * part(one), 0)
      return weighted(above) / weighted(below)
    },
    { replicates: 2_000 },
  )
}
