/** How good the picture of one side is, in words: what was measured, and what to do where it falls short. */
import type { DocumentQuality } from './view'

export interface QualityWord {
  what: string
  says: string
  isPoor: boolean
}

/** Below this, print of a zone is a guess; twice that is what a scanner gives. */
const leastDotsPerInch = 150
const goodDotsPerInch = 300
/** An edge of print is this wide in a sharp picture, and this wide where it runs into its neighbour. */
const sharpEdgePx = 3
const blurredEdgePx = 5
const muchGlare = 0.02
const dark = 60
const bright = 235
const pale = 60

export function qualityWords(quality: DocumentQuality): QualityWord[] {
  const { dotsPerInch, edgeWidthPx, glareShare, brightness, contrast, cutEdges } = quality
  const words: QualityWord[] = []
  const say = (what: string, isPoor: boolean, says: string) => words.push({ what, says, isPoor })
  if (dotsPerInch !== null) {
    const dots = `${Math.round(dotsPerInch)} dots an inch`
    if (dotsPerInch < leastDotsPerInch) say('Resolution', true, `${dots}: too few. Come closer.`)
    else say('Resolution', false, dotsPerInch < goodDotsPerInch ? `${dots}: enough` : `${dots}: good`)
  }
  if (edgeWidthPx !== null) {
    if (edgeWidthPx > blurredEdgePx) say('Sharpness', true, 'Blurred. Hold still, and let the camera focus.')
    else say('Sharpness', false, edgeWidthPx > sharpEdgePx ? 'A little soft' : 'Sharp')
  }
  if (glareShare > muchGlare)
    say('Glare', true, `${Math.round(glareShare * 100)} % is burnt out. Turn it away from the lamp.`)
  else say('Glare', false, 'None that matters')
  if (brightness < dark) say('Light', true, 'Too dark. Find more light.')
  else if (brightness > bright) say('Light', true, 'Too bright. Less light, or no flash.')
  else if (contrast < pale) say('Light', true, 'Pale: print and ground are nearly alike.')
  else say('Light', false, 'Good')
  if (cutEdges.length > 0) say('Edges', true, `Cut off: ${cutEdges.join(', ')}. Move back a little.`)
  else say('Edges', false, 'All four are in the picture')
  return words
}
