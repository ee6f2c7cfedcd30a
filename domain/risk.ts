/** What a setting of risk means for this tenant now: scores and shares from the measured table of the engine's model. */
import { and, count, eq } from 'drizzle-orm'
import { defaultFmr, searchThreshold, thresholdAt } from '@/engines/face/decide'
import type { ModelRef, ThresholdTable } from '@/engines/types'
import type { Context } from './context'
import { tenantFor } from './permissions'

/** False match rates and false hit shares that are offered; a tenant may have another one by the command line. */
export const levels = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6]

/** What a verification means with one model. */
export interface VerificationRisk {
  model: string
  /** On how many comparisons, and of which data, the table rests. */
  measuredOn: { nonMated: number; mated: number; data: string }
  verification: { fmr: number; threshold: number; extrapolated: boolean }[]
}

/** Of faces, but for `voice`. */
export interface Risk extends VerificationRisk {
  voice: VerificationRisk
  /** Templates that a search goes through. */
  gallerySize: number
  search: {
    fpir: number
    threshold: number
    /** Share of searches of strangers that name somebody in the gallery as it is: may differ from what was asked for. */
    expected: number
    extrapolated: boolean
  }[]
}

export async function readRisk(context: Context): Promise<Risk> {
  const tenantId = tenantFor(context, 'tenants:read')
  const { face, voice } = context.engines
  const { model, thresholds } = face
  const { templates } = context.db.tables
  const [row] = await context.db.sql
    .select({ total: count() })
    .from(templates)
    .where(and(eq(templates.tenantId, tenantId), eq(templates.model, model.id)))
  const gallerySize = row!.total
  const { strictest, loosest, measured } = reachOf(thresholds)
  const within = (fmr: number) => Math.min(loosest, Math.max(strictest, fmr))

  return {
    ...verificationRisk(face),
    voice: verificationRisk(voice),
    gallerySize,
    search: levels
      .filter((fpir) => fpir <= 0.1 && fpir >= 1e-4)
      .map((fpir) => {
        // As searches decide: never looser than a verification by default, however small the gallery.
        const perComparison = Math.min(defaultFmr, within(fpir / Math.max(1, gallerySize)))
        return {
          fpir,
          threshold: Math.max(thresholdAt(thresholds, defaultFmr), searchThreshold(thresholds, fpir, gallerySize)),
          expected: 1 - (1 - perComparison) ** gallerySize,
          extrapolated: perComparison < measured,
        }
      }),
  }
}

/** Where a table ends, and down to where somebody measured it. */
function reachOf({ points }: ThresholdTable) {
  const rates = points.map(({ fmr }) => fmr)
  const measured = points.filter(({ extrapolated }) => !extrapolated).map(({ fmr }) => fmr)
  return { strictest: Math.min(...rates), loosest: Math.max(...rates), measured: Math.min(...measured) }
}

function verificationRisk({ model, thresholds }: { model: ModelRef; thresholds: ThresholdTable }): VerificationRisk {
  const { strictest, loosest, measured } = reachOf(thresholds)
  return {
    model: model.id,
    measuredOn: {
      nonMated: thresholds.nonMatedComparisons,
      mated: thresholds.matedComparisons,
      data: thresholds.fittedOn,
    },
    verification: levels
      .filter((fmr) => fmr >= strictest && fmr <= loosest)
      .map((fmr) => ({ fmr, threshold: thresholdAt(thresholds, fmr), extrapolated: fmr < measured })),
  }
}
