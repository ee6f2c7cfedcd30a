/** Models that the operator added, which of them is in use, and the switches from one to another. Of the bureau, not of a tenant. */
import type { Columns } from '../columns'
import type { templateTables } from './templates'
import type { tenantTables } from './tenants'

const kinds = ['face', 'voice'] as const

export function modelTables(
  c: Columns,
  { tenants }: ReturnType<typeof tenantTables>,
  { templates }: ReturnType<typeof templateTables>,
) {
  const models = c.table(
    'models',
    {
      /** `name@version`, as templates have it. */
      id: c.text().primaryKey(),
      kind: c.text({ enum: kinds }).notNull(),
      /** As engines/added/manifest.ts reads it. */
      manifest: c.json().$type<unknown>().notNull(),
      /** Of the ONNX file, which lies in the blob. */
      sha256: c.text().notNull(),
      sizeBytes: c.bigint().notNull(),
      blobName: c.text().notNull(),
      /** Outputs for strangers; null without. */
      cohort: c.bytes(),
      addedAt: c.time().notNull(),
    },
    (t) => [c.uniqueIndex('models_blob').on(t.blobName)],
  )

  /** What is in use instead of a shipped model; without a row the shipped one is. */
  const activeModels = c.table('active_models', {
    kind: c.text({ enum: kinds }).primaryKey(),
    modelId: c
      .text()
      .notNull()
      .references(() => models.id),
    since: c.time().notNull(),
  })

  const modelSwitches = c.table(
    'model_switches',
    {
      id: c.text().primaryKey(),
      kind: c.text({ enum: kinds }).notNull(),
      /** `name@version` of the templates before and after. */
      fromModel: c.text().notNull(),
      toModel: c.text().notNull(),
      /** Null: back to the shipped one. */
      modelId: c.text(),
      /** `switched`: the new model is in use, and what is left of the old one goes. */
      state: c.text({ enum: ['running', 'switched', 'done', 'cancelled', 'failed'] }).notNull(),
      jobId: c.text().notNull(),
      startedAt: c.time().notNull(),
      switchedAt: c.time(),
      finishedAt: c.time(),
      /** Until then nobody is enrolled with the old model: the last ones are being made anew. */
      pausedUntil: c.time(),
      /** `share` 0..1, `note` for people. */
      progress: c.json().$type<{ share: number; note: string }>(),
      /** For the operator, where it failed. */
      error: c.text(),
      /** Holds `kind` while the switch is under way, so that there is one at a time. */
      slot: c.text(),
    },
    (t) => [c.uniqueIndex('model_switches_slot').on(t.slot), c.index('model_switches_started').on(t.startedAt)],
  )

  /** Templates that could not be made anew, and why. */
  const modelLeftovers = c.table(
    'model_leftovers',
    {
      templateId: c
        .text()
        .notNull()
        .references(() => templates.id, { onDelete: 'cascade' }),
      toModel: c.text().notNull(),
      tenantId: c
        .text()
        .notNull()
        .references(() => tenants.id),
      why: c.text({ enum: ['sample_gone', 'unreadable', 'not_found'] }).notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.templateId, t.toModel] }), c.index('model_leftovers_tenant').on(t.tenantId)],
  )

  return { models, activeModels, modelSwitches, modelLeftovers }
}
