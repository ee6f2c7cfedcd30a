/** What the engine measured of a recording, as people say it. */

export interface Measure {
  name: string
  words: string
}

const decimal = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 })

/** What was not measured is left out. */
export function measuresOf(quality: Record<string, unknown> | null): Measure[] {
  const number = (name: string) => (typeof quality?.[name] === 'number' ? (quality[name] as number) : null)
  const [speech, length] = [number('speechSeconds'), number('durationSeconds')]
  const [snr, clipped, level] = [number('snrDb'), number('clippedShare'), number('levelDb')]
  const [rate, band] = [number('rateHz'), number('bandwidthHz')]
  const khz = (hz: number) => `${decimal.format(hz / 1000)} kHz`
  const all: [name: string, words: string | null][] = [
    [
      'Speech',
      speech === null ? null : `${decimal.format(speech)} s${length ? ` of ${decimal.format(length)} s` : ''}`,
    ],
    ['Above the noise', snr === null ? null : `${Math.round(snr)} dB, ${snrWords(snr)}`],
    ['Overdriven', clipped === null ? null : shareWords(clipped)],
    ['Loudness', level === null ? null : `${Math.round(-level)} dB below full scale`],
    ['Sample rate', rate === null ? null : khz(rate)],
    ['Heard up to', band ? khz(band) : null],
  ]
  return all.flatMap(([name, words]) => (words === null ? [] : [{ name, words }]))
}

const snrWords = (db: number) => (db >= 20 ? 'clear' : db >= 12 ? 'some noise' : 'noisy')

function shareWords(share: number): string {
  if (share === 0) return 'nowhere'
  return share < 0.01 ? 'less than 1 % of the speech' : `${Math.round(share * 100)} % of the speech`
}
