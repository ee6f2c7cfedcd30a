/** The lines by which a stranger meets the first face: the home page shows those that the README has. */

export const makeClient =
  '(umask 077 && npx limen client create --tenant main --name "First client" --json > client.json)'

/** @param url where this bureau answers */
export function firstFace(url: string): string {
  const field = (name: string) => `$(node -p 'require("./client.json").${name}')`
  return [
    `H=(-H "x-biometrid-key: ${field('key')}" -H "x-biometrid-secret: ${field('secret')}")`,
    `API=${url}/api/1.0`,
    '',
    'curl -s "${H[@]}" -d reference_id=ben $API/users; echo',
    `ID=$(curl -s "\${H[@]}" -d reference_id=ben $API/users | node -p 'JSON.parse(require("fs").readFileSync(0)).data.id')`,
    '',
    'curl -s "${H[@]}" -F photo=@samples/ben-1.jpg $API/users/$ID/dialogue/enroll/face; echo',
    'curl -s "${H[@]}" -F photo=@samples/ben-2.jpg $API/users/$ID/dialogue/verify/face; echo',
    'curl -s "${H[@]}" -F photo=@samples/anna-1.jpg $API/users/$ID/dialogue/verify/face; echo',
    'curl -s "${H[@]}" -F photo=@samples/ben-2.jpg $API/users/find-by-face; echo',
  ].join('\n')
}
