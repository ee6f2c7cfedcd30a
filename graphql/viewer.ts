/** Who is asking. */
import { getViewer, type Viewer as ViewerShape } from '@/domain/viewer'
import { Role } from './admin'
import { builder } from './builder'
import { enumOf } from './enums'

const Tenant = builder.objectRef<ViewerShape['tenant']>('Tenant').implement({
  description: 'The organisation that a caller belongs to; everything that is shown belongs to it.',
  fields: (t) => ({
    slug: t.exposeString('slug', { description: 'Names the tenant in addresses.' }),
    name: t.exposeString('name'),
  }),
})

const ViewerKind = enumOf('ViewerKind', ['client', 'admin'])

const Viewer = builder.objectRef<ViewerShape>('Viewer').implement({
  description: 'The caller.',
  fields: (t) => ({
    id: t.exposeID('id'),
    kind: t.expose('kind', { type: ViewerKind }),
    name: t.exposeString('name'),
    scopes: t.exposeStringList('scopes', { description: 'What a client may do: enrol, read, erase, …' }),
    role: t.expose('role', { type: Role, nullable: true, description: "An admin's; null for a client." }),
    tenant: t.expose('tenant', { type: Tenant }),
  }),
})

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    description: 'The client whose key and secret came with the request, or the admin who is signed in.',
    resolve: (_root, _args, context) => getViewer(context),
  }),
)
