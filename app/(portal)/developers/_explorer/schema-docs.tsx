'use client'

/** The schema for people: a type at a time, each name in it leads to the next; or whatever has a word in its name. */
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql'
import { useState } from 'react'
import { Field } from '@/app/_components/field'

type Go = (name: string) => void

export function SchemaDocs({ schema }: { schema: GraphQLSchema }) {
  const [trail, setTrail] = useState<string[]>([])
  const [word, setWord] = useState('')
  const go: Go = (name) => {
    setWord('')
    setTrail((before) => [...before, name])
  }
  const name = trail.at(-1)
  const type = name === undefined ? undefined : schema.getType(name)
  return (
    <div className="space-y-4">
      <Field
        label="Search the schema"
        type="search"
        value={word}
        placeholder="A field or a type, such as member"
        onChange={(event) => setWord(event.target.value)}
      />
      {word.trim().length > 1 ? (
        <Found schema={schema} word={word.trim().toLowerCase()} go={go} />
      ) : (
        <>
          {trail.length > 0 && (
            <nav aria-label="Where in the schema" className="flex flex-wrap gap-x-2 text-small">
              <Link onClick={() => setTrail([])}>Schema</Link>
              {trail.map((one, at) => (
                <span key={at}>
                  <span aria-hidden>› </span>
                  {at === trail.length - 1 ? (
                    <span aria-current="true">{one}</span>
                  ) : (
                    <Link onClick={() => setTrail(trail.slice(0, at + 1))}>{one}</Link>
                  )}
                </span>
              ))}
            </nav>
          )}
          {type ? <TypeView schema={schema} type={type} go={go} /> : <Roots schema={schema} go={go} />}
        </>
      )}
    </div>
  )
}

function Roots({ schema, go }: { schema: GraphQLSchema; go: Go }) {
  const roots = [
    ['What can be asked', schema.getQueryType()],
    ['What can be done', schema.getMutationType()],
    ['What can be watched', schema.getSubscriptionType()],
  ] as const
  return (
    <ul className="space-y-2">
      {roots.map(
        ([says, root]) =>
          root && (
            <li key={says}>
              {says}: <TypeLink go={go}>{root.name}</TypeLink>, {Object.keys(root.getFields()).length} fields
            </li>
          ),
      )}
    </ul>
  )
}

/** More than anybody reads. */
const mostFound = 40

function Found({ schema, word, go }: { schema: GraphQLSchema; word: string; go: Go }) {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'))
  const found = types.flatMap((type) => {
    const fields = 'getFields' in type ? Object.keys(type.getFields()) : []
    const own = type.name.toLowerCase().includes(word) ? [{ type, field: '' }] : []
    return [...own, ...fields.filter((field) => field.toLowerCase().includes(word)).map((field) => ({ type, field }))]
  })
  if (found.length === 0) return <p role="status">Nothing in the schema has “{word}” in its name.</p>
  return (
    <>
      <p role="status" className="text-small text-ink-soft">
        {found.length > mostFound ? `The first ${mostFound} of ${found.length}` : `${found.length} found`}
      </p>
      <ul className="space-y-1">
        {found.slice(0, mostFound).map(({ type, field }) => (
          <li key={`${type.name}.${field}`} className="font-mono text-small wrap-anywhere">
            <TypeLink go={go}>{type.name}</TypeLink>
            {field && `.${field}`}
          </li>
        ))}
      </ul>
    </>
  )
}

function TypeView({ schema, type, go }: { schema: GraphQLSchema; type: GraphQLNamedType; go: Go }) {
  const hasFields = isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
  const parts = isUnionType(type) || isInterfaceType(type) ? schema.getPossibleTypes(type) : []
  return (
    <div className="space-y-3">
      <h3 className="font-mono font-medium">{type.name}</h3>
      {type.description && <p className="text-ink-soft">{type.description}</p>}
      {parts.length > 0 && (
        <p className="flex flex-wrap gap-x-3 text-small">
          One of:{' '}
          {parts.map(({ name }) => (
            <TypeLink key={name} go={go}>
              {name}
            </TypeLink>
          ))}
        </p>
      )}
      {isEnumType(type) && (
        <ul className="space-y-1">
          {type.getValues().map(({ name, description }) => (
            <li key={name}>
              <code className="font-mono text-small">{name}</code>
              {description && <span className="text-small text-ink-soft"> {description}</span>}
            </li>
          ))}
        </ul>
      )}
      {hasFields && (
        <ul className="space-y-2">
          {Object.values(type.getFields()).map((field) => (
            <li key={field.name} className="min-w-0">
              <span className="font-mono text-small wrap-anywhere">
                {field.name}
                {'args' in field && field.args.length > 0 && <Arguments args={field.args} go={go} />}:{' '}
                <TypeName of={field.type} go={go} />
              </span>
              {field.description && <span className="block text-small text-ink-soft">{field.description}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Arguments({ args, go }: { args: readonly GraphQLArgument[]; go: Go }) {
  return (
    <>
      (
      {args.map(({ name, type }, at) => (
        <span key={name}>
          {at > 0 && ', '}
          {name}: <TypeName of={type} go={go} />
        </span>
      ))}
      )
    </>
  )
}

/** `[User!]!`, of which the name leads on. */
function TypeName({ of, go }: { of: GraphQLOutputType | GraphQLInputType; go: Go }) {
  const [, before, name, after] = /^(\[*)(\w+)(.*)$/.exec(String(of))!
  return (
    <>
      {before}
      <TypeLink go={go}>{name!}</TypeLink>
      {after}
    </>
  )
}

function TypeLink({ go, children: name }: { go: Go; children: string }) {
  return <Link onClick={() => go(name)}>{name}</Link>
}

function Link({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button type="button" onClick={onClick} className="font-mono text-door underline underline-offset-2">
      {children}
    </button>
  )
}
