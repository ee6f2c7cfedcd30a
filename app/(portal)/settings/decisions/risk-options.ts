/** The levels of risk as choices, each with its meaning in a number of people. */
import type { Risk, VerificationRisk } from '@/domain/risk'
import { oneIn, score } from './words'

const usual = { verify: 1e-3, voice: 1e-2, search: 1e-2 }

interface Option {
  value: string
  label: string
  hint?: string
}

export const verifyOptions = (risk: Risk, current: number) => optionsOf(risk, current, usual.verify, 'strangers')

export const voiceOptions = ({ voice }: Risk, current: number) => optionsOf(voice, current, usual.voice, 'voices')

function optionsOf({ verification }: VerificationRisk, current: number, asUsual: number, of: string): Option[] {
  const options = verification.map(({ fmr, threshold, extrapolated }) => ({
    value: String(fmr),
    label: `${oneIn(fmr)} ${of}${fmr === asUsual ? ', as usual' : ''}`,
    hint: `From a score of ${score(threshold)} on it counts as the person${extrapolated ? '; estimated, not measured' : ''}.`,
  }))
  return withCurrent(options, current, of)
}

export function searchOptions({ search, gallerySize }: Risk, current: number): Option[] {
  const options = search.map(({ fpir, threshold, expected, extrapolated }) => ({
    value: String(fpir),
    label: `${oneIn(fpir)} searches${fpir === usual.search ? ', as usual' : ''}`,
    hint: [
      `From a score of ${score(threshold)} on, with the gallery of now`,
      gallerySize > 0 && expected > fpir * 1.05
        ? `; the gallery is too large for what was measured, so that ${oneIn(expected)} is what it comes to`
        : gallerySize > 0 && expected < fpir * 0.95
          ? `; the gallery is small, so that it comes to ${oneIn(expected)}`
          : '',
      extrapolated ? '; estimated, not measured' : '',
      '.',
    ].join(''),
  }))
  return withCurrent(options, current, 'searches')
}

/** What was set by the command line, where it is none of the levels. */
function withCurrent(options: Option[], current: number, of: string): Option[] {
  if (options.some(({ value }) => Number(value) === current)) return options
  return [...options, { value: String(current), label: `${oneIn(current)} ${of}`, hint: 'Set on the command line.' }]
}
