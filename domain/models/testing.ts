/** A bureau whose operator has added a model. Nothing outside of tests imports it. */
import { faceManifest, faceNet, voiceManifest, voiceNet } from '@/engines/added/testing'
import type { Context } from '../context'
import { newId } from '../ids'
import { PutOff, type RunningJob } from '../jobs'
import { addModel, chosenModels } from './models'
import { graceMs, switchModelsJob } from './switch'
import { useModel, type SwitchRow, type Wanted } from './switches'

export { dimension, faceManifest, faceNet, voiceManifest, voiceNet } from '@/engines/added/testing'

export const addFaceModel = (context: Context, version = '1') =>
  addModel(context, { manifest: { ...faceManifest, version }, file: faceNet(), cohort: null })

export const addVoiceModel = (context: Context) =>
  addModel(context, { manifest: voiceManifest, file: voiceNet(), cohort: null })

export function runningJob(signal = new AbortController().signal): RunningJob {
  return { id: newId(), attempt: 1, signal, progress: () => undefined }
}

/** One run of the switch's job, as the loop makes it. */
export async function workOn(context: Context, { id }: Pick<SwitchRow, 'id'>, job = runningJob()): Promise<unknown> {
  const own: Context = { ...context, actor: { kind: 'system', id: job.id, tenantId: 'bureau' } }
  return switchModelsJob.run(own, { switchId: id }, job)
}

/** As a process does that has noticed what is in use. */
export async function refreshed(context: Context): Promise<Context> {
  return { ...context, engines: context.engines.open(await chosenModels(context)) }
}

export const afterGrace = (context: Context): Context => {
  const { now } = context
  return { ...context, now: () => new Date(now().getTime() + graceMs) }
}

/** The job until it waits for instances to notice. */
export async function untilInUse(context: Context, row: Pick<SwitchRow, 'id'>): Promise<void> {
  const outcome = await workOn(context, row).catch((error: unknown) => error)
  if (!(outcome instanceof PutOff)) throw outcome
}

/** From the order to the end. @returns the context under the model that is in use then */
export async function switchTo(context: Context, wanted: Wanted): Promise<Context> {
  const row = await useModel(context, wanted)
  await untilInUse(context, row)
  await workOn(await refreshed(afterGrace(context)), row)
  return refreshed(context)
}
