'use server'

import { act } from '@/app/_lib/act'
import { updateOwnTenant, type TenantChange } from '@/domain/tenants'
import { byField } from './_parts/by-field'

export async function rename(name: string) {
  return act(async (context) => (await updateOwnTenant(context, { name })).before)
}

/** What the form of decisions holds: a browser's words. */
export interface DecisionsForm {
  verifyFmr: string
  searchFpir: string
  duplicates: string
  /** Empty: what each API asks for itself. */
  minEyeDistancePx: string
  faceEngine: boolean
  liveness: boolean
  emotions: boolean
  documentEngine: boolean
  documentDays: string
  voiceEngine: boolean
  voiceLanguages: string[]
  voiceLanguage: string
  voiceFmr: string
  keepSamples: boolean
  auditorsSeePictures: boolean
}

export async function decide({
  verifyFmr,
  searchFpir,
  duplicates,
  minEyeDistancePx,
  documentDays,
  voiceLanguages,
  voiceLanguage,
  voiceFmr,
  ...switches
}: DecisionsForm) {
  return act(async (context) => {
    const { before } = await updateOwnTenant(context, {
      settings: {
        verifyFmr: Number(verifyFmr),
        searchFpir: Number(searchFpir),
        duplicates: duplicates as never,
        minEyeDistancePx: minEyeDistancePx.trim() === '' ? null : Number(minEyeDistancePx),
        // An empty field is no number, and no zero either.
        documentDays: documentDays.trim() === '' ? Number.NaN : Number(documentDays),
        voiceLanguages: voiceLanguages as never,
        voiceLanguage: voiceLanguage as never,
        voiceFmr: Number(voiceFmr),
        ...switches,
      },
    }).catch(byField)
    return before
  })
}

/** Takes a change back: what was before is set again, as a change of its own. */
export async function undo(before: TenantChange['before']) {
  return act(async (context) => {
    await updateOwnTenant(context, before)
  })
}
