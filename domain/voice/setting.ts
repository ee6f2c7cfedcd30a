/** The settings under which a voice is heard, once it is clear that the tenant may have one heard. */
import type { Context } from '../context'
import { engineSettings } from '../engine-settings'
import { AppError } from '../errors'
import type { Action } from '../permissions'
import type { Settings } from '../settings'
import { languages, type LanguageCode } from './languages'

/** @throws AppError `not_found` with subject `voice_engine` when the tenant has switched voice recognition off */
export const voiceSettings = (context: Context, action: Action) => engineSettings(context, action, 'voice')

/** For transports that have to refuse before they read a recording. @throws as `voiceSettings` */
export async function requireVoiceEngine(context: Context): Promise<void> {
  await voiceSettings(context, 'users:read')
}

/**
 * @param asked a code as a caller sent it; none: the tenant's default
 * @throws AppError `not_found` with subject `language`
 */
export function languageOf({ voiceLanguages, voiceLanguage }: Settings, asked: string | undefined): LanguageCode {
  if (asked === undefined) return voiceLanguage
  const code = asked.toLowerCase()
  const found = voiceLanguages.find((language) => language === code)
  if (found) return found
  throw new AppError('not_found', `This language is not one of ${voiceLanguages.join(', ')}.`, { subject: 'language' })
}

export interface OfferedLanguage {
  code: LanguageCode
  /** In the language itself. */
  name: string
  isDefault: boolean
}

/** In which languages people of this tenant may be asked to speak. @throws as `voiceSettings` */
export async function listLanguages(context: Context): Promise<OfferedLanguage[]> {
  const { settings } = await voiceSettings(context, 'tenants:read')
  return settings.voiceLanguages.map((code) => ({
    code,
    name: languages[code].name,
    isDefault: code === settings.voiceLanguage,
  }))
}
