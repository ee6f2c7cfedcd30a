/**
 * Languages in which people can be asked to speak, each with its ten digits as words. Which of them a tenant offers is a setting.
 * A prompt is spoken digit by digit, so that it is the same in every language but for the words.
 */

interface Language {
  /** In the language itself, as whoever chooses it reads it. */
  name: string
  /** From zero to nine. */
  digits: readonly string[]
}

const words = (text: string): readonly string[] => text.split(' ')

export const languages = {
  en: { name: 'English', digits: words('zero one two three four five six seven eight nine') },
  pt: { name: 'Português', digits: words('zero um dois três quatro cinco seis sete oito nove') },
  es: { name: 'Español', digits: words('cero uno dos tres cuatro cinco seis siete ocho nueve') },
  fr: { name: 'Français', digits: words('zéro un deux trois quatre cinq six sept huit neuf') },
  de: { name: 'Deutsch', digits: words('null eins zwei drei vier fünf sechs sieben acht neun') },
  it: { name: 'Italiano', digits: words('zero uno due tre quattro cinque sei sette otto nove') },
  nl: { name: 'Nederlands', digits: words('nul een twee drie vier vijf zes zeven acht negen') },
  ca: { name: 'Català', digits: words('zero u dos tres quatre cinc sis set vuit nou') },
  pl: { name: 'Polski', digits: words('zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć') },
  lt: { name: 'Lietuvių', digits: words('nulis vienas du trys keturi penki šeši septyni aštuoni devyni') },
  ar: { name: 'العربية', digits: words('صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة') },
  ur: { name: 'اردو', digits: words('صفر ایک دو تین چار پانچ چھ سات آٹھ نو') },
} as const satisfies Record<string, Language>

export type LanguageCode = keyof typeof languages

export const languageCodes = Object.keys(languages) as LanguageCode[]

export function isLanguage(code: string): code is LanguageCode {
  return Object.hasOwn(languages, code)
}

/** The digits of a prompt in words. */
export function promptText(prompt: string, language: LanguageCode): string {
  return [...prompt].map((digit) => languages[language].digits[Number(digit)]).join(' ')
}
