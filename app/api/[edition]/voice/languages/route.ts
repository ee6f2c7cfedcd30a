/** Get Available Languages (7.5): in which languages people can be asked to speak. Path and answer are ours (I). */
import { z } from 'zod'
import { listLanguages } from '@/domain/voice/setting'
import { legacy, operation } from '../../_legacy/legacy'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  GET: operation({
    summary: 'Get Available Languages.',
    answers: z.array(z.object({ code: z.string(), name: z.string(), default: z.boolean() })),
    engine: 'voice',
    async answer({ context }) {
      const languages = await listLanguages(context)
      return { list: languages.map(({ code, name, isDefault }) => ({ code, name, default: isDefault })) }
    },
  }),
})
