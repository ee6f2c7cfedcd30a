/** A schema for people: each field in a line with what it is; what is inside of it stands indented below. */
import { limitWords, refName, typeWords, withoutNull, type Schema } from './document'

export function SchemaView({ schema: given }: { schema: Schema }) {
  const { schema, isNullable } = withoutNull(given)
  return (
    <div className="min-w-0 space-y-2">
      <p className="text-small text-ink-soft">
        <TypeOf schema={schema} isNullable={isNullable} />
      </p>
      <Inside schema={schema} />
    </div>
  )
}

function TypeOf({ schema, isNullable }: { schema: Schema; isNullable: boolean }) {
  const limits = limitWords(schema)
  const inner = schema.type === 'array' && schema.items ? withoutNull(schema.items) : undefined
  return (
    <>
      {schema.$ref ? <Reference to={schema.$ref} /> : !choices(schema) && typeWords(schema)}
      {choices(schema) && 'one of these'}
      {schema.enum?.map((value) => (
        <span key={String(value)}>
          {' '}
          <code className="font-mono wrap-anywhere">{String(value)}</code>
        </span>
      ))}
      {inner && (
        <>
          {' of '}
          <TypeOf {...inner} />
        </>
      )}
      {limits && `, ${limits}`}
      {isNullable && ', or null'}
    </>
  )
}

const choices = ({ anyOf, oneOf }: Schema) => anyOf ?? oneOf

function Reference({ to }: { to: string }) {
  const name = refName(to)
  return (
    <a href={`#schema-${name}`} className="font-mono text-door underline underline-offset-2">
      {name}
    </a>
  )
}

function Inside({ schema }: { schema: Schema }) {
  const several = choices(schema)
  if (several) {
    return (
      <ul className="space-y-3">
        {several.map((one, index) => (
          <li key={index} className="border-l-2 border-line pl-4">
            <SchemaView schema={one} />
          </li>
        ))}
      </ul>
    )
  }
  const inner = schema.type === 'array' && schema.items ? withoutNull(schema.items).schema : schema
  const properties = Object.entries(inner.properties ?? {})
  if (properties.length === 0) return null
  return (
    <ul className="space-y-2 border-l-2 border-line pl-4">
      {properties.map(([name, property]) => {
        const { schema: own, isNullable } = withoutNull(property)
        return (
          <li key={name} className="min-w-0">
            <code className="font-mono text-small font-medium wrap-anywhere">{name}</code>{' '}
            <span className="text-small text-ink-soft">
              <TypeOf schema={own} isNullable={isNullable} />
              {!inner.required?.includes(name) && ', optional'}
            </span>
            {own.description && <p className="text-small">{own.description}</p>}
            <Inside schema={own} />
          </li>
        )
      })}
    </ul>
  )
}
