/** What a setting of risk means for this tenant now: scores and shares from the measured table of the engine's model. */
import { and, count, eq } from 'drizzle-orm'
import { defaultFmr, searchThreshold, thresholdAt } from '@/engines/face/decide'
import type { Context } from './context'
import { tenantFor } from './permissions'

/** False match rates and false hit shares that are offered; a tenant may have another one by the command line. */
export const levels = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6]

export interface Risk {
  model: string
  /** On how many comparisons, and of which data, the table rests. */
  measuredOn: { nonMated: number; mated: number; data: string }
  /** Templates that a search goes through. */
  gallerySize: number
  verification: { fmr: number; threshold: number; extrapolated: boolean }[]
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
  const { model, thresholds } = context.engines.face
  const { templates } = context.db.tables
  const [row] = await context.db.sql
    .select({ total: count() })
    .from(templates)
    .where(and(eq(templates.tenantId, tenantId), eq(templates.model, model.id)))
  const gallerySize = row!.total
  const strictest = Math.min(...thresholds.points.map(({ fmr }) => fmr))
  const loosest = Math.max(...thresholds.points.map(({ fmr }) => fmr))
  const measured = Math.min(...thresholds.points.filter(({ extrapolated }) => !extrapolated).map(({ fmr }) => fmr))
  const within = (fmr: number) => Math.min(loosest, Math.max(strictest, fmr))

  return {
    model: model.id,
    measuredOn: {
      nonMated: thresholds.nonMatedComparisons,
      mated: thresholds.matedComparisons,
      data: thresholds.fittedOn,
    },
    gallerySize,
    verification: levels
      .filter((fmr) => fmr >= strictest && fmr <= loosest)
      .map((fmr) => ({ fmr, threshold: thresholdAt(thresholds, fmr), extrapolated: fmr < measured })),
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
