'use server'

import { ask, change } from '@/app/_graph/ask'
import { AccessSettingsNowDocument, ChangeAccessSettingsDocument } from '@/app/_graph/documents'
import { act } from '@/app/_lib/act'
import { AppError } from '@/domain/errors'
import type { TenantChange } from '@/domain/tenants'
import { byField } from '../_parts/by-field'

/** What the form holds: a browser's words. */
export interface AccessSettingsForm {
  terminalStalenessHours: string
  revocationAlarmMinutes: string
  doorMovements: string
  qrCredentialDays: string
  eventLongestDays: string
  /** Empty: until somebody deletes the event. */
  eventRetentionHours: string
  accessLogDays: string
}

/** @returns what was before, for an undo */
export async function saveAccess(form: AccessSettingsForm) {
  return act(async (context): Promise<TenantChange['before']> => {
    const { settings: before } = await ask(context, AccessSettingsNowDocument, {})
    const settings = {
      terminalStalenessHours: whole('terminalStalenessHours', form.terminalStalenessHours),
      revocationAlarmMinutes: whole('revocationAlarmMinutes', form.revocationAlarmMinutes),
      doorMovements: whole('doorMovements', form.doorMovements),
      qrCredentialDays: whole('qrCredentialDays', form.qrCredentialDays),
      eventLongestDays: whole('eventLongestDays', form.eventLongestDays),
      eventRetentionHours:
        form.eventRetentionHours.trim() === '' ? null : whole('eventRetentionHours', form.eventRetentionHours),
      accessLogDays: whole('accessLogDays', form.accessLogDays),
    }
    await change(context, ChangeAccessSettingsDocument, { settings }).catch(byField)
    const names = Object.keys(settings) as (keyof typeof settings)[]
    return {
      settings: Object.fromEntries(
        names.filter((name) => settings[name] !== before[name]).map((name) => [name, before[name]]),
      ),
    }
  })
}

function whole(field: keyof AccessSettingsForm, text: string): number {
  if (/^\d{1,9}$/.test(text.trim())) return Number(text)
  const message = 'A whole number.'
  throw new AppError('invalid_input', message, { fields: [{ field, message }] })
}
