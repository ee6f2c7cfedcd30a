/** The benchmark of documents: zones beside a peer, and where the time of a whole picture goes. */
import { benchSteps, type StepsReport } from './steps'
import { benchZones, type ZoneRow } from './zones'

export interface DocumentsBench {
  zones: ZoneRow[]
  steps: StepsReport
}

export async function benchDocuments(root: string, step: (label: string) => void): Promise<DocumentsBench> {
  return { zones: await benchZones(root, step), steps: await benchSteps(root, step) }
}
