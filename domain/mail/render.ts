/** Words into a letter: HTML from the template, and the same as plain text, said by hand so that it reads well. */
import { render } from '@react-email/render'
import { frameWords } from './languages'
import { Letter as LetterTemplate } from './templates/letter'
import type { Letter } from './transport'
import type { Words } from './words'

export async function renderLetter(
  words: Words,
  publicUrl: string,
): Promise<Pick<Letter, 'subject' | 'html' | 'text'>> {
  const from = new URL(publicUrl).host
  const { sentBy } = frameWords[words.language ?? 'en']
  return {
    subject: words.subject,
    html: await render(LetterTemplate({ ...words, from })),
    text: [
      words.heading,
      ...words.paragraphs,
      ...(words.button ? [`${words.button.label}:\n${words.button.url}`] : []),
      ...words.remarks,
      `--\n${sentBy(from)}`,
    ].join('\n\n'),
  }
}
