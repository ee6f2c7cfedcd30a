/** A reference for people, made of the same document that programs get. */
import type { ReactNode } from 'react'
import { Card } from '@/app/_components/card'
import { CopyText } from '@/app/_components/copy-text'
import { operationsByTag, type OpenApi } from './document'
import { OperationCard } from './operation'
import { SchemaView } from './schema-view'

export interface Reason {
  name: string
  status: number
  basis: string
}

const bases: Record<string, string> = {
  D: 'the vendor’s documents',
  'D1.1': 'the vendor’s, for 1.1',
  C: 'other endpoints of the vendor',
  I: 'inferred from the contract',
  L: 'ours',
}

export function Reference({
  api,
  address,
  headers,
  known,
  reasons,
  children,
}: {
  api: OpenApi
  /** Of the document itself. */
  address: string
  /** By which a caller is known, as curl takes them. */
  headers: string
  /** Parts of paths that are the same in each call. */
  known?: Record<string, string>
  reasons: readonly Reason[]
  children?: ReactNode
}) {
  const groups = operationsByTag(api)
  const schemas = Object.entries(api.components.schemas ?? {})
  return (
    <div className="grid gap-8 xl:grid-cols-[15rem_minmax(0,1fr)]">
      <nav aria-label="On this page" className="hidden xl:block">
        <ul className="sticky top-20 max-h-[calc(100dvh-6rem)] space-y-3 overflow-y-auto pr-2 text-small">
          {groups.map(({ tag, operations }) => (
            <li key={tag}>
              <a href={`#${anchor(tag)}`} className="font-medium hover:text-door first-letter:uppercase">
                {tag}
              </a>
              <ul className="mt-1 space-y-1 border-l border-line pl-3">
                {operations.map(({ operationId, method, path }) => (
                  <li key={operationId}>
                    <a href={`#${operationId}`} className="wrap-anywhere text-ink-soft hover:text-ink">
                      {method} {shortened(path)}
                    </a>
                  </li>
                ))}
              </ul>
            </li>
          ))}
          <li>
            <a href="#reasons" className="font-medium hover:text-door">
              Reasons
            </a>
          </li>
          {schemas.length > 0 && (
            <li>
              <a href="#schemas" className="font-medium hover:text-door">
                Schemas
              </a>
            </li>
          )}
        </ul>
      </nav>
      <div className="min-w-0 space-y-8 wrap-anywhere">
        <Card title={api.info.title}>
          <p>{api.info.description}</p>
          <p className="text-small text-ink-soft">
            As an OpenAPI 3.1 document, for tools: <CopyText label="the address of the document">{address}</CopyText>
          </p>
          {children}
        </Card>
        {groups.map(({ tag, operations }) => (
          <section key={tag} aria-labelledby={anchor(tag)} className="space-y-3">
            <h2 id={anchor(tag)} className="scroll-mt-20 font-display text-title first-letter:uppercase">
              {tag}
            </h2>
            {operations.map((operation) => (
              <OperationCard
                key={operation.operationId}
                operation={operation}
                caller={{ url: api.servers[0]!.url, headers, known }}
              />
            ))}
          </section>
        ))}
        <section aria-labelledby="reasons" className="space-y-3">
          <h2 id="reasons" className="scroll-mt-20 font-display text-title">
            Reasons
          </h2>
          <div
            className="overflow-x-auto rounded-card border border-line bg-surface"
            tabIndex={0}
            role="region"
            aria-label="Every reason"
          >
            <table className="w-full text-left text-small">
              <thead>
                <tr className="border-b border-line text-ink-soft">
                  <th scope="col" className="px-3 py-2 font-medium">
                    Status
                  </th>
                  <th scope="col" className="px-3 py-2 font-medium">
                    Reason
                  </th>
                  <th scope="col" className="px-3 py-2 font-medium">
                    Rests on
                  </th>
                </tr>
              </thead>
              <tbody>
                {reasons.map(({ name, status, basis }) => (
                  <tr key={name} className="border-b border-line last:border-0">
                    <td className="px-3 py-1.5 tabular-nums">{status}</td>
                    <td className="px-3 py-1.5 font-mono whitespace-nowrap">{name}</td>
                    <td className="px-3 py-1.5 whitespace-nowrap text-ink-soft">
                      {basis}: {bases[basis]}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
        {schemas.length > 0 && (
          <section aria-labelledby="schemas" className="space-y-3">
            <h2 id="schemas" className="scroll-mt-20 font-display text-title">
              Schemas
            </h2>
            {schemas.map(([name, schema]) => (
              <details key={name} className="rounded-card border border-line bg-surface">
                <summary className="cursor-pointer px-4 py-3 font-mono text-small sm:px-6">{name}</summary>
                <div id={`schema-${name}`} className="scroll-mt-20 border-t border-line px-4 py-4 sm:px-6">
                  {schema.description && <p className="mb-2">{schema.description}</p>}
                  <SchemaView schema={schema} />
                </div>
              </details>
            ))}
          </section>
        )}
      </div>
    </div>
  )
}

const anchor = (tag: string) => `about-${tag.replaceAll(/\W+/g, '-')}`

/** In the list beside the page the common beginning only takes room. */
const shortened = (path: string) => path.replace(/^\/(api\/(public|1\.[01])|auth\/realms\/\{tenant\})/, '')
