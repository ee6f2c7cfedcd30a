/**
 * Tesseract (tesseract.js) as its users set it up for zones: one block of text, characters of a zone only, without the dictionaries of
 * English, which know no zone. Program and data are files of dev dependencies: it asks the network for nothing and writes no cache.
 */
import { createRequire } from 'node:module'
import { createWorker, OEM, PSM } from 'tesseract.js'
import type { ZoneReader } from './zone-reader'

export async function tesseract(): Promise<ZoneReader> {
  const { langPath, gzip } = createRequire(import.meta.url)('@tesseract.js-data/eng')
  const worker = await createWorker(
    'eng',
    OEM.LSTM_ONLY,
    { langPath, gzip, cacheMethod: 'none' },
    { load_system_dawg: '0', load_freq_dawg: '0' },
  )
  await worker.setParameters({
    tessedit_char_whitelist: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<',
    tessedit_pageseg_mode: PSM.SINGLE_BLOCK,
  })
  return {
    async read(crop) {
      const { data } = await worker.recognize(Buffer.from(crop))
      return data.text
        .split('\n')
        .map((line) => line.replaceAll(' ', ''))
        .filter((line) => line !== '')
    },
  }
}
