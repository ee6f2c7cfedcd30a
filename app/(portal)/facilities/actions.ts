'use server'

import { change } from '@/app/_graph/ask'
import {
  ArchivePlaceDocument,
  ChangePlaceDocument,
  CreateFacilityDocument,
  CreateSpaceDocument,
} from '@/app/_graph/documents'
import { act } from '@/app/_lib/act'
import type { Mode } from './_parts/places'

/** What the forms of a facility and of a space send: words as they were typed. */
export interface PlaceForm {
  name: string
  region: string
  slug: string
  timeZone: string
  mode: Mode
}

export async function createFacility({ name, region, slug, timeZone, mode }: PlaceForm) {
  return act(async (context) => {
    const place = { name, timeZone, mode, region: typed(region), slug: typed(slug) }
    return (await change(context, CreateFacilityDocument, place)).zone
  })
}

export async function createSpace(facilityId: string, { name, slug, mode }: PlaceForm) {
  return act(async (context) => {
    return (await change(context, CreateSpaceDocument, { facilityId, name, mode, slug: typed(slug) })).zone
  })
}

/** @param timeZone of a facility; a space has that of its facility */
export async function changePlace(zoneId: string, place: { name: string; mode: Mode; timeZone?: string }) {
  return act(async (context) => {
    await change(context, ChangePlaceDocument, { zoneId, ...place })
  })
}

export async function archivePlace(zoneId: string, archived: boolean) {
  return act(async (context) => {
    await change(context, ArchivePlaceDocument, { zoneId, archived })
  })
}

/** What is left empty is not sent, so that its default holds. */
const typed = (text: string) => text.trim().toLowerCase() || undefined
