/** What every mail says besides its own words, in the languages in which people who are no admins are written to. */
import type { EnrolmentLanguage } from '../self-enrolment/link'

export interface FrameWords {
  orCopy: string
  sentBy: (host: string) => string
}

export const frameWords: Record<EnrolmentLanguage, FrameWords> = {
  en: {
    orCopy: 'Or copy this address into your browser:',
    sentBy: (host) => `Sent by the biometric bureau at ${host}. Nobody reads answers to this address.`,
  },
  de: {
    orCopy: 'Oder kopieren Sie diese Adresse in Ihren Browser:',
    sentBy: (host) => `Gesendet vom biometrischen Büro unter ${host}. Antworten an diese Adresse liest niemand.`,
  },
  pt: {
    orCopy: 'Ou copie este endereço para o seu navegador:',
    sentBy: (host) => `Enviado pelo serviço biométrico em ${host}. Ninguém lê respostas a este endereço.`,
  },
}
