/**
 * What the print of one side says in fields: each value is found by its label, below it or to its right. A value whose label was not found,
 * that two labels claim with different results, or that has not the form of its field is absent: precision before completeness.
 */
import type { FieldName, VisualField } from '../report-types'
import type { Quad, TextLine } from '../types'
import { orderOf } from './dates'
import { extentOf, overlap, runAlike, turned, type Extent } from './extent'
import { labelsOf, type LabelKind, type LabelPart } from './labels'
import { valueOf, type Circumstances } from './values'

/** A line that was read with less certainty gives no value; its label may still be known. */
const leastConfidence = 0.85

interface Label extends Extent {
  kind: LabelKind
  /** Surname and given names are one value behind this label. */
  isWholeName: boolean
  /** Of its line, the first of several. */
  quad: Quad
}

interface Claim {
  label: Label
  value: string
  line: TextLine
  cost: number
}

/**
 * @param lines of one side, without those of its machine-readable zone; upright
 * @param today by which two digits of a year are understood
 */
export function visualFields(lines: readonly TextLine[], today: Date): VisualField[] {
  const labelled: { line: TextLine; labels: Label[]; value: string | null }[] = []
  const values: TextLine[] = []
  for (const line of lines) {
    if (/<.*<.*</.test(line.text)) continue
    const found = labelsOf(line.text)
    if (found) labelled.push({ line, labels: labelsIn(line, found.labels), value: found.value })
    else values.push(line)
  }
  const texts = [...values.map(({ text }) => text), ...labelled.flatMap(({ value }) => value ?? [])]
  const circumstances: Circumstances = { today, order: orderOf(texts) }
  const claims: Claim[] = []
  const open: Label[] = []
  for (const { line, labels, value } of labelled) {
    const claim = value === null || labels.length > 1 ? null : claimOf(labels[0], line, value, 0, circumstances)
    if (claim) claims.push(claim)
    else open.push(...labels)
  }
  const merged = mergedLabels(open)
  const extents = values.map(({ quad }) => extentOf(quad))
  for (const label of merged) {
    const alike = new Set(values.filter(({ quad }) => runAlike(label.quad, quad)))
    for (const [index, line] of values.entries()) {
      if (!alike.has(line)) continue
      const others = [
        ...merged.filter((other) => other !== label),
        ...extents.filter((_, other) => other !== index && alike.has(values[other])),
      ]
      const cost = costOf(label, extents[index], others)
      const claim = cost === null ? null : claimOf(label, line, line.text, cost, circumstances)
      if (claim) claims.push(claim)
    }
  }
  return fieldsOf(granted(claims))
}

/** One label for each kind in a line: it begins where the one before it ends, since what lies between was not understood but belongs to it. */
function labelsIn({ quad, text }: TextLine, parts: readonly LabelPart[]): Label[] {
  const extent = extentOf(quad)
  const kinds = new Set(parts.map(({ kind }) => kind))
  const isWholeName = kinds.has('names') && (kinds.has('surnames') || kinds.has('name'))
  const labels: Label[] = []
  for (const { kind, to } of parts) {
    const meant = isWholeName && (kind === 'names' || kind === 'surnames') ? 'name' : kind
    const right = extent.left + ((extent.right - extent.left) * to) / text.length
    const known = labels.find((label) => label.kind === meant)
    if (known) known.right = right
    else {
      const left = labels.at(-1)?.right ?? extent.left
      labels.push({ ...extent, quad, kind: meant, isWholeName: isWholeName && meant === 'name', left, right })
    }
  }
  labels.at(-1)!.right = extent.right
  return labels
}

/** Labels of one kind whose lines follow each other, in two languages, are one label. */
function mergedLabels(labels: readonly Label[]): Label[] {
  const merged: Label[] = []
  for (const label of [...labels].sort((a, b) => a.top - b.top)) {
    const above = merged.find(
      (other) =>
        other.kind === label.kind &&
        overlap(other, label) > 0 &&
        label.top - other.bottom < 0.8 * (label.bottom - label.top),
    )
    if (!above) merged.push({ ...label })
    else {
      above.isWholeName ||= label.isWholeName
      above.left = Math.min(above.left, label.left)
      above.right = Math.max(above.right, label.right)
      above.bottom = Math.max(above.bottom, label.bottom)
    }
  }
  return merged
}

/** How far a line is from where a label's value stands, in heights of print; null where it cannot be its value, or another line lies between. */
function costOf(label: Label, line: Extent, others: readonly Extent[]): number | null {
  const height = Math.max(1, Math.min(label.bottom - label.top, line.bottom - line.top))
  const down = (line.top - label.bottom) / height
  const indent = (line.left - label.left) / height
  if (down >= -0.7 && down <= 2.5 && indent >= -2.5 && line.left < label.right + height) {
    const isBlocked = others.some(
      (other) =>
        other.top >= label.bottom - 0.7 * height && other.bottom <= line.top + 0.7 * height && overlap(other, line) > 0,
    )
    return isBlocked ? null : Math.max(0, down) + Math.abs(indent) / 4
  }
  const middle = (extent: Extent) => (extent.top + extent.bottom) / 2
  const gap = (line.left - label.right) / height
  if (Math.abs(middle(line) - middle(label)) < 0.6 * height && gap >= -0.5 && gap <= 10) {
    const isBlocked = others.some(
      (other) => other.left >= label.right && other.left < line.left && overlap(turned(other), turned(label)) > 0,
    )
    return isBlocked ? null : 0.75 + gap / 4
  }
  return null
}

function claimOf(label: Label, line: TextLine, text: string, cost: number, circumstances: Circumstances): Claim | null {
  if (label.kind === 'other') return { label, line, cost, value: text }
  if (line.confidence < leastConfidence) return null
  const value = valueOf(label.kind, text, circumstances)
  return value === null ? null : { label, line, cost, value }
}

/** Each line to the label that is nearest, each label its nearest line: the cheapest claim first. */
function granted(claims: readonly Claim[]): Claim[] {
  const labels = new Set<Label>()
  const lines = new Set<TextLine>()
  const taken: Claim[] = []
  for (const claim of [...claims].sort((a, b) => a.cost - b.cost)) {
    if (labels.has(claim.label) || lines.has(claim.line)) continue
    labels.add(claim.label)
    lines.add(claim.line)
    taken.push(claim)
  }
  return taken
}

function fieldsOf(claims: readonly Claim[]): VisualField[] {
  const kinds = new Set(claims.map(({ label }) => label.kind))
  const fields: VisualField[] = []
  const add = (name: FieldName, value: string, { line }: Claim) =>
    fields.push({ name, value, confidence: line.confidence, quad: line.quad })
  for (const claim of claims) {
    const { kind, isWholeName } = claim.label
    if (kind === 'other') continue
    if (kind !== 'name') add(kind, claim.value, claim)
    else if (claim.value.includes(',')) {
      const [surnames, names, ...more] = claim.value.split(',').map((part) => part.trim())
      if (more.length > 0 || surnames === '' || names === '') continue
      add('surnames', surnames, claim)
      add('names', names, claim)
    } else if (isWholeName) continue
    else if (kinds.has('names') && !kinds.has('surnames')) add('surnames', claim.value, claim)
    else if (kinds.has('surnames') && !kinds.has('names')) add('names', claim.value, claim)
  }
  return fields
    .filter(({ name, value }) => fields.every((other) => other.name !== name || other.value === value))
    .filter(isFirst)
}

const isFirst = (field: VisualField, index: number, fields: VisualField[]) =>
  fields.findIndex(({ name }) => name === field.name) === index
