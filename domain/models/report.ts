/** Who must enrol again: people with templates of another model and none of the one that is in use, or is about to be. */
import { and, asc, eq, ne, not } from 'drizzle-orm'
import type { Context } from '../context'
import { assertMay } from '../permissions'
import { hasTemplateOf, type Why } from './remake'
import type { Kind } from './rows'
import { underWay } from './switches'

export interface MustEnrol {
  tenant: string
  userId: string
  externalId: string | null
  kind: Kind
  /** Of a voice. */
  language: string | null
  /** `not_kept`: there is no sample. `not_made`: nobody has tried, because a switch goes on, or the model was changed by a setting. */
  why: Why | 'not_kept' | 'not_made'
}

export interface Report {
  /** Against which the list was made. */
  models: Record<Kind, string>
  people: MustEnrol[]
}

/** By tenant and user, each once for each kind and language. */
export async function reportModels(context: Context): Promise<Report> {
  assertMay(context, 'tenants:manage')
  const of = async (kind: Kind) => {
    const running = await underWay(context.db, kind)
    return running?.state === 'running' ? running.toModel : context.engines[kind].model.id
  }
  const models = { face: await of('face'), voice: await of('voice') }
  const people = [
    ...(await withoutTemplate(context, 'face', models.face)),
    ...(await withoutTemplate(context, 'voice', models.voice)),
  ]
  return { models, people }
}

async function withoutTemplate({ db }: Context, kind: Kind, model: string): Promise<MustEnrol[]> {
  const { templates, users, tenants, modelLeftovers } = db.tables
  const rows = await db.sql
    .select({
      tenant: tenants.slug,
      userId: users.id,
      externalId: users.externalId,
      language: templates.language,
      sampleId: templates.sampleId,
      why: modelLeftovers.why,
    })
    .from(templates)
    .innerJoin(users, eq(users.id, templates.userId))
    .innerJoin(tenants, eq(tenants.id, templates.tenantId))
    .leftJoin(modelLeftovers, and(eq(modelLeftovers.templateId, templates.id), eq(modelLeftovers.toModel, model)))
    .where(and(eq(templates.kind, kind), ne(templates.model, model), not(hasTemplateOf(db, model))))
    .orderBy(asc(tenants.slug), asc(users.id), asc(templates.id))
  const found = new Map<string, MustEnrol>()
  for (const { sampleId, why, ...row } of rows) {
    const name = `${row.userId} ${row.language}`
    const reason = why ?? (sampleId === null ? 'not_kept' : 'not_made')
    // One that may still be made says more than one that cannot.
    if (!found.has(name) || reason === 'not_made') found.set(name, { ...row, kind, why: reason })
  }
  return [...found.values()]
}
