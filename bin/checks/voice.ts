/**
 * Enrols, verifies, rejects and adapts people by real recordings over HTTP, in the exact sequence of the legacy contract, with both editions,
 * and asks that each answer is the next one of the sequence. `npm run check:voice -- --data DIR`.
 *
 *   --data DIR     evaluation data with `voice/` (its README); speakers of ravdess and urdu speak, in FLAC that is sent as WAV
 *   --speakers N   of each set (default 6)
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createClient, RunningServer, type Credentials } from '@/e2e/running-server'
import { flacToWav } from '../eval/flac'
import { endWith } from './findings'

const root = process.cwd()
/** Sentences of two seconds and more, several a speaker. */
const sets = ['ravdess', 'urdu']
/** Three to enrol, one to verify, one to adapt, one to verify afterwards. */
const needed = 6

interface Speaker {
  name: string
  recordings: Uint8Array[]
}

async function readSpeakers(dataDir: string, set: string, count: number): Promise<Speaker[]> {
  const folder = join(dataDir, 'voice', set)
  const speakers: Speaker[] = []
  for (const name of (await readdir(folder)).sort()) {
    if (speakers.length === count) break
    const files = (await readdir(join(folder, name))).sort()
    if (files.length < needed) continue
    // From all over: neighbours are often one sentence said twice.
    const spread = Array.from({ length: needed }, (_, at) => files[Math.floor((at * files.length) / needed)]!)
    const recordings = await Promise.all(
      spread.map(async (file) => flacToWav(new Uint8Array(await readFile(join(folder, name, file))))),
    )
    speakers.push({ name: `${set}/${name}`, recordings })
  }
  return speakers
}

interface Answer {
  http: number
  message: string
}

/** A client as the vendor's: it keeps the cookie that it was given. */
class Phone {
  #cookie = ''

  constructor(
    private readonly server: RunningServer,
    private readonly edition: string,
    private readonly client: Credentials,
    private readonly userId: string,
  ) {}

  async call(path: string, audio?: Uint8Array): Promise<Answer> {
    const form = new FormData()
    if (audio) form.set('audio', new Blob([new Uint8Array(audio)], { type: 'audio/wav' }), 'prompt.wav')
    const { key, secret } = this.client
    const response = await fetch(`${this.server.url}/api/${this.edition}/users/${this.userId}/${path}`, {
      method: 'POST',
      headers: { 'x-biometrid-key': key, 'x-biometrid-secret': secret, cookie: this.#cookie },
      body: audio ? form : undefined,
    })
    this.#cookie = response.headers.get('set-cookie')?.split(';')[0] ?? this.#cookie
    const { data } = (await response.json()) as { data: { message: string } }
    return { http: response.status, message: data.message }
  }
}

/** What each act may be answered with, in the words of an edition; the first says yes. */
const words = {
  '1.0': {
    next: 'AUDIO_SUBMITTED_WITH_SUCCESS',
    enrolled: ['AUDIO_ENROLLED_WITH_SUCCESS', 'AUDIO_ENROLLMENT_FAILED'],
    verified: ['AUDIO_VERIFIED_WITH_SUCCESS', 'AUDIO_VERIFICATION_FAILED'],
  },
  '1.1': {
    next: 'VALID_ATTEMPT',
    enrolled: ['AUDIO_ENROLLED_WITH_SUCCESS', 'ENROLLMENT_FAILED'],
    verified: ['AUDIO_RECOGNIZED_WITH_SUCCESS', 'AUDIO_RECOGNITION_FAILED'],
  },
} as const
const adapted = ['AUDIO_ADAPTED_WITH_SUCCESS', 'AUDIO_NOT_REALIABLE_TO_ADAPT']

class Tally {
  readonly findings: string[] = []
  readonly #counts = new Map<string, [yes: number, all: number]>()

  expect(who: string, answer: Answer, ...messages: string[]): boolean {
    const isPlanned = answer.http === 200 && messages.includes(answer.message)
    if (!isPlanned)
      this.findings.push(`${who}: ${answer.http} ${answer.message} where ${messages.join(' or ')} was due`)
    return isPlanned
  }

  count(what: string, isYes: boolean): void {
    const [yes, all] = this.#counts.get(what) ?? [0, 0]
    this.#counts.set(what, [yes + Number(isYes), all + 1])
  }

  print(): void {
    for (const [what, [yes, all]] of this.#counts) console.log(`${what}: ${yes} of ${all}`)
  }
}

async function check(phone: Phone, edition: '1.0' | '1.1', one: Speaker, other: Speaker, tally: Tally): Promise<void> {
  const { next, enrolled, verified } = words[edition]
  const [verify, adapt, enrol] = ['dialogue/verify/voice', 'adapt/voice', 'dialogue/enroll/voice']
  tally.expect(one.name, await phone.call(enrol), 'DIALOGUE_STARTED_WITH_SUCCESS')
  tally.expect(one.name, await phone.call(enrol, one.recordings[0]), next)
  tally.expect(one.name, await phone.call(enrol, one.recordings[1]), next)
  const last = await phone.call(enrol, one.recordings[2])
  // A recording may be refused as noise or as another voice; the contract then has the prompt spoken anew.
  tally.expect(one.name, last, ...enrolled, next)
  tally.count(`${edition} enrolled with three recordings`, last.message === enrolled[0])
  if (last.message !== enrolled[0]) return

  const compare = async (what: string, recording: Uint8Array) => {
    if (edition === '1.0') tally.expect(one.name, await phone.call(verify), 'DIALOGUE_STARTED_WITH_SUCCESS')
    const answer = await phone.call(verify, recording)
    // Of little speech edition 1.0 asks for one recording more.
    tally.expect(one.name, answer, ...verified, ...(edition === '1.0' ? [next] : []))
    tally.count(`${edition} ${what}`, answer.message === verified[0])
  }
  await compare('verified by an own recording', one.recordings[3]!)
  await compare("verified by another person's recording", other.recordings[3]!)
  await compare('verified by a recording played again', one.recordings[0]!)
  tally.expect(one.name, await phone.call(adapt), 'DIALOGUE_STARTED_WITH_SUCCESS')
  const change = await phone.call(adapt, one.recordings[4])
  tally.expect(one.name, change, ...adapted, 'AUDIO_SUBMITTED_WITH_SUCCESS')
  tally.count(`${edition} adapted by an own recording`, change.message === adapted[0])
  await compare('verified after adapting', one.recordings[5]!)
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { data: { type: 'string' }, speakers: { type: 'string', default: '6' } } })
  if (!values.data) throw new Error('Say where the evaluation data is: npm run check:voice -- --data DIR')
  const speakers: Speaker[] = []
  for (const set of sets) speakers.push(...(await readSpeakers(values.data, set, Number(values.speakers))))

  const folder = await mkdtemp(join(tmpdir(), 'limen-voice-'))
  const env = { LIMEN_DATA_DIR: join(folder, 'data'), LIMEN_LOG_LEVEL: 'warn', DATABASE_URL: '' }
  const tally = new Tally()
  try {
    const client = await createClient(root, env, 'voices')
    const server = await RunningServer.start(root, env)
    for (const edition of ['1.0', '1.1'] as const) {
      for (const [at, one] of speakers.entries()) {
        const other = speakers[(at + 1) % speakers.length]!
        const { data } = await server.legacy(client, 'POST', '/users', { reference_id: `${edition} ${one.name}` })
        await check(new Phone(server, edition, client, data.id!), edition, one, other, tally)
      }
    }
    await server.end('SIGTERM')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  tally.print()
  endWith(tally.findings)
}

await main()
