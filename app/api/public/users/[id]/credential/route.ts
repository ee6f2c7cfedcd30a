/** 4.3, section 7: the QR credential, as a picture or as what stands in it. */
import { z } from 'zod'
import { issueQrCredential } from '@/domain/qr-credential/issue'
import { qrPng, qrSvg } from '@/domain/qr-credential/picture'
import { requireUserByUuid } from '@/domain/users/by-uuid'
import { Refusal, type AnsweredFile } from '../../../_public/answer'
import { eventsApi, operation } from '../../../_public/events-api'

const formats = ['png', 'svg', 'raw', 'pkpass'] as const
type Served = Exclude<(typeof formats)[number], 'pkpass'>

const files: Record<Served, (text: string) => Promise<AnsweredFile>> = {
  png: async (text) => ({ type: 'image/png', bytes: await qrPng(text) }),
  svg: async (text) => ({ type: 'image/svg+xml', bytes: Buffer.from(await qrSvg(text)) }),
  raw: async (text) => ({ type: 'text/plain; charset=us-ascii', bytes: Buffer.from(text) }),
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = eventsApi({
  GET: operation({
    summary: 'The person’s QR credential. It is made where there is none that is good and says what holds now.',
    action: 'qr:issue',
    budget: 'writes',
    query: z.object({ format: z.enum(formats).default('png') }),
    answers: { 200: null },
    files: ['image/png', 'image/svg+xml', 'text/plain'],
    async answer({ context, id, query: { format } }) {
      const { id: userId } = await requireUserByUuid(context, id)
      if (format === 'pkpass') {
        const message =
          'A wallet pass needs a certificate of Apple’s, which this bureau has none of. Served are png, svg and raw.'
        throw new Refusal('wallet_pass_not_offered', message)
      }
      const { text } = await issueQrCredential(context, { userId })
      return { status: 200, file: await files[format](text) }
    },
  }),
})
