/** What carries mail away. Which one a bureau has, its environment says: Resend, else an SMTP server, else files. */

export interface Attachment {
  name: string
  contentType: string
  content: Buffer
  /** By which the letter's text shows it, as `cid:…`; null: it lies beside the text. */
  cid: string | null
}

export interface Letter {
  to: string
  subject: string
  html: string
  text: string
  attachments?: readonly Attachment[]
  /** The same at every try of one mail, so that a carrier that knows it sends it once. */
  key: string
}

export interface Mail {
  readonly kind: 'resend' | 'smtp' | 'files'
  /** Where letters go, in words for people; holds no secret. */
  readonly place: string
  readonly from: string
  /**
   * @returns what the carrier calls the letter: its id there, or the path of its file
   * @throws MailRefused when a second try would end alike; anything else when it may not
   */
  deliver(letter: Letter): Promise<string>
}

/** The carrier will never take this letter as it is: an address that cannot be, a key that is not valid. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused'
}

/** Where letters go, as the environment names it. */
export interface MailPlaces {
  /** Name and address of the sender, e.g. `Limen <bureau@example.org>`. */
  from: string
  resend?: { apiKey: string; baseUrl?: string }
  smtpUrl?: string
  /** Absolute; where letters lie as files when there is no carrier. */
  folder: string
}
