/** The report on liveness as a person reads it. */
import type { LivenessReport, ReasonCount } from './liveness'
import { line } from './print'
import { share } from './print-shares'

const labels: Record<string, string> = {
  still: 'a still photograph',
  plane: 'the same photograph, moved and tilted',
  'sent-again': 'a burst sent again for its own challenge',
  'sent-for-another': 'the same burst for another challenge',
  replay: 'movements of another plan, at this one’s pace',
  recording: 'a recording of another challenge',
  swap: 'a face swapped midway',
}

export function printLivenessReport({
  models,
  seeds,
  steps,
  people,
  challenge,
  samples,
  ...rest
}: LivenessReport): void {
  console.log(`Nets: ${models.join(', ')}. Shares with Wilson's interval, 95 %.`)
  console.log(
    `\nRendered bursts for challenges of ${steps} movements, seeds ${seeds.first} to ${seeds.last}, ${people} people`,
  )
  for (const { species, apcer, reasons, sameOrder } of challenge.attacks) {
    line(`APCER, ${labels[species] ?? species}`, share(apcer))
    console.log(`    ${found(reasons)}${sameOrder ? `; ${sameOrder} held the movements asked for` : ''}`)
  }
  const { standIn } = challenge
  line('stand-in accepted', share(standIn.accepted))
  for (const { seed, identity, reasons } of standIn.refused) line(`  seed ${seed}, ${identity}`, reasons.join(', '))
  line('BPCER', challenge.bpcer.reason)
  console.log('\nLabelled pictures, each held up still for a challenge')
  for (const { species, source, apcer, reasons } of samples.attacks) {
    line(source ? `  ${source}` : `APCER, ${species}`, share(apcer))
    if (!source) console.log(`    ${found(reasons)}`)
  }
  line('pictures of people accepted', share(samples.picturesOfPeople.accepted))
  line('BPCER', samples.bpcer.reason)
  console.log(`\nPassive: ${rest.passive.reason}`)
  console.log('\nBars')
  for (const { bar, holds } of rest.bars) line(bar, holds ? 'holds' : 'DOES NOT HOLD')
  for (const { name, message } of rest.problems) line(name, message)
}

const found = (reasons: readonly ReasonCount[]) =>
  reasons.length === 0 ? 'nothing found' : reasons.map(({ reason, bursts }) => `${reason} ${bursts}`).join(', ')
