/** `limen receipt …`: whether the receipt of an erasure is this bureau's own, as it was signed. */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { receiptIsGenuine, type SignedReceipt } from '@/domain/erasures'
import { NotWell, unreadable, type Command } from './command'

const shape = z.object({
  receipt: z.looseObject({ id: z.string(), requestedAt: z.string(), finishedAt: z.string() }),
  keyId: z.string(),
  signature: z.string(),
})

const verify: Command = {
  name: 'receipt verify',
  summary: 'tell whether the receipt of an erasure was signed by this bureau and is unaltered',
  usage: 'FILE',
  positionals: 1,
  help: ['FILE is what the portal lets you download after an erasure. Ends with exit code 1 when it is not genuine.'],
  async run({ positionals: [file], bureau, pathOf, print }) {
    const signed = await read(pathOf(file!))
    const isGenuine = receiptIsGenuine(await bureau(), signed)
    const { id, requestedAt, finishedAt } = signed.receipt
    print({
      json: { genuine: isGenuine, id, requestedAt, finishedAt },
      text: isGenuine
        ? `Genuine: erasure ${id}, asked for at ${requestedAt}, finished at ${finishedAt}.`
        : 'NOT GENUINE: it was altered, or another bureau signed it.',
    })
    if (!isGenuine) throw new NotWell('The receipt is not genuine.')
  },
}

/** @throws AppError */
async function read(file: string): Promise<SignedReceipt> {
  try {
    return shape.parse(JSON.parse(await readFile(file, 'utf8'))) as unknown as SignedReceipt
  } catch (error) {
    throw unreadable(file, error, 'a receipt of an erasure')
  }
}

export const receiptCommands = [verify]
