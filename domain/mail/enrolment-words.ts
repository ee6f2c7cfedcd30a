/** What the mails to people who enrol themselves say, in their language. */
import type { EnrolmentLanguage } from '../self-enrolment/link'
import type { Words } from './words'

interface Of {
  tenant: string
  /** How they are addressed; null: not at all. */
  name: string | null
  url: string
}

/** The invitation. @param expiresAt last day on which it works, UTC */
export function enrolmentLinkWords(language: EnrolmentLanguage, { expiresAt, ...of }: Of & { expiresAt: Date }): Words {
  const day = expiresAt.toLocaleDateString(locales[language], { dateStyle: 'long', timeZone: 'UTC' })
  return { language, ...linkMails[language](of, day) }
}

/** The confirmation, with the way back. */
export function enrolmentDoneWords(language: EnrolmentLanguage, of: Of): Words {
  return { language, ...doneMails[language](of) }
}

const locales: Record<EnrolmentLanguage, string> = { en: 'en-GB', de: 'de', pt: 'pt' }

const linkMails: Record<EnrolmentLanguage, (of: Of, day: string) => Words> = {
  en: ({ tenant, name, url }, day) => ({
    subject: `${tenant} asks you to enrol your face`,
    preview: 'It takes about two minutes with the camera of your phone.',
    heading: name ? `Hello ${name}` : 'Enrol your face',
    paragraphs: [
      `${tenant} would like to recognise you by your face. You decide: the page first says what for, and nothing is stored before you agree.`,
      'Open it on a device with a camera. Your phone will do, no app is needed. It takes about two minutes.',
    ],
    button: { label: 'Open the page', url },
    remarks: [
      `The link is for you alone and works until ${day}. Please do not hand it on.`,
      'If you do not know what this is about, you can ignore this mail.',
    ],
  }),
  de: ({ tenant, name, url }, day) => ({
    subject: `${tenant} bittet Sie, Ihr Gesicht zu erfassen`,
    preview: 'Es dauert etwa zwei Minuten, mit der Kamera Ihres Telefons.',
    heading: name ? `Guten Tag, ${name}` : 'Ihr Gesicht erfassen',
    paragraphs: [
      `${tenant} möchte Sie an Ihrem Gesicht erkennen. Sie entscheiden: Die Seite sagt zuerst, wozu, und vor Ihrer Zustimmung wird nichts gespeichert.`,
      'Öffnen Sie sie auf einem Gerät mit Kamera. Ihr Telefon genügt, eine App brauchen Sie nicht. Es dauert etwa zwei Minuten.',
    ],
    button: { label: 'Seite öffnen', url },
    remarks: [
      `Der Link ist nur für Sie und gilt bis ${day}. Bitte geben Sie ihn nicht weiter.`,
      'Wenn Sie nicht wissen, worum es geht, können Sie diese Nachricht ignorieren.',
    ],
  }),
  pt: ({ tenant, name, url }, day) => ({
    subject: `${tenant} pede-lhe que registe o seu rosto`,
    preview: 'Demora cerca de dois minutos, com a câmara do seu telemóvel.',
    heading: name ? `Olá, ${name}` : 'Registe o seu rosto',
    paragraphs: [
      `${tenant} gostaria de o reconhecer pelo rosto. A decisão é sua: a página diz primeiro para quê, e nada é guardado antes de concordar.`,
      'Abra-a num dispositivo com câmara. O seu telemóvel serve, sem qualquer aplicação. Demora cerca de dois minutos.',
    ],
    button: { label: 'Abrir a página', url },
    remarks: [
      `A ligação é só para si e funciona até ${day}. Por favor, não a partilhe.`,
      'Se não sabe do que se trata, pode ignorar esta mensagem.',
    ],
  }),
}

const doneMails: Record<EnrolmentLanguage, (of: Of) => Words> = {
  en: ({ tenant, name, url }) => ({
    subject: `You are enrolled with ${tenant}`,
    preview: 'Keep this mail: it holds the way back.',
    heading: name ? `Thank you, ${name}` : 'You are enrolled',
    paragraphs: [
      `${tenant} can recognise you by your face from now on, as you agreed.`,
      'You may withdraw your consent at any time. The page says what will be erased before you confirm.',
    ],
    button: { label: 'Withdraw and erase', url },
    remarks: [
      'Keep this mail: the link stays good as long as you are enrolled.',
      'If it was not you who enrolled, withdraw, and tell whoever sent you the invitation.',
    ],
  }),
  de: ({ tenant, name, url }) => ({
    subject: `Sie sind bei ${tenant} erfasst`,
    preview: 'Bewahren Sie diese Nachricht auf: Sie enthält den Weg zurück.',
    heading: name ? `Danke, ${name}` : 'Sie sind erfasst',
    paragraphs: [
      `${tenant} kann Sie von nun an an Ihrem Gesicht erkennen, so wie Sie zugestimmt haben.`,
      'Sie können Ihre Einwilligung jederzeit widerrufen. Die Seite sagt, was gelöscht wird, bevor Sie bestätigen.',
    ],
    button: { label: 'Widerrufen und löschen', url },
    remarks: [
      'Bewahren Sie diese Nachricht auf: Der Link gilt, solange Sie erfasst sind.',
      'Wenn nicht Sie es waren, widerrufen Sie und sagen Sie es dem, der Sie eingeladen hat.',
    ],
  }),
  pt: ({ tenant, name, url }) => ({
    subject: `Está registado em ${tenant}`,
    preview: 'Guarde esta mensagem: tem o caminho de volta.',
    heading: name ? `Obrigado, ${name}` : 'O registo está feito',
    paragraphs: [
      `A partir de agora, ${tenant} pode reconhecê-lo pelo rosto, como concordou.`,
      'Pode retirar o seu consentimento a qualquer momento. A página diz o que será apagado antes de confirmar.',
    ],
    button: { label: 'Retirar e apagar', url },
    remarks: [
      'Guarde esta mensagem: a ligação funciona enquanto estiver registado.',
      'Se não foi você, retire o consentimento e avise quem lhe enviou o convite.',
    ],
  }),
}
