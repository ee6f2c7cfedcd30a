/** The free text of `reason`. The vendor's own example is law (D1.1); ours follow it where that helps, or speak for themselves. */

const vendors: Readonly<Record<string, string>> = {
  face_not_found: "No faces found on 'photo'",
  more_than_one_face: "More than one face found on 'photo'",
}

export function reasonText({ code, message }: { code: string; message: string }): string {
  return vendors[code] ?? message
}
