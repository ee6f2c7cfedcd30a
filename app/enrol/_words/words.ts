/** The words of the enrolment page in one of its languages, so that a browser gets one only. */
import type { EnrolmentLanguage } from '@/domain/self-enrolment/link'
import { de } from './de'
import { en, type Words } from './en'
import { pt } from './pt'

export type { Words } from './en'

const all: Record<EnrolmentLanguage, Words> = { en, de, pt }

export const wordsOf = (language: EnrolmentLanguage): Words => all[language]

/** The languages of a browser, best first, out of its `accept-language`. */
export function languagesOf(header: string | null): string[] {
  return (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [language = '', ...parameters] = part.trim().split(';')
      const share = Number(/^\s*q=([\d.]+)/.exec(parameters.join(';'))?.[1] ?? 1)
      return { language: language.trim(), share }
    })
    .filter(({ language, share }) => /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/.test(language) && share > 0)
    .sort((one, other) => other.share - one.share)
    .map(({ language }) => language)
}

/** The first of the page's languages that the link or the browser asks for. */
export function pageLanguage(own: EnrolmentLanguage | null, browser: readonly string[]): EnrolmentLanguage {
  const asked = browser.map((language) => language.toLowerCase().split('-')[0]!)
  return own ?? (asked.find((language) => language in all) as EnrolmentLanguage | undefined) ?? 'en'
}

/** Dates as people of the language write them. */
export const locales: Record<EnrolmentLanguage, string> = { en: 'en-GB', de: 'de', pt: 'pt' }

export const dayOf = (language: EnrolmentLanguage, at: Date) =>
  at.toLocaleDateString(locales[language], { dateStyle: 'long', timeZone: 'UTC' })
