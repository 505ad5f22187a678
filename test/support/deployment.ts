import { readFileSync } from 'node:fs';
import { DockerfileParser, type Instruction, JSONInstruction } from 'dockerfile-ast';
import { parse } from 'yaml';

/** One stage of a Dockerfile: `FROM <from> AS <name>` and what follows. */
export interface Stage {
  readonly name: string;
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

/** The stages of the Dockerfile, in their order; the last one becomes the image. */
export function dockerfileStages(text = readFileSync('Dockerfile', 'utf8')): Stage[] {
  const dockerfile = DockerfileParser.parse(text);
  const froms = dockerfile.getFROMs();
  return froms.map((from, index) => {
    const start = from.getRange().start.line;
    const end = froms[index + 1]?.getRange().start.line ?? Infinity;
    return {
      name: from.getBuildStage() ?? String(index),
      from: from.getImage() ?? '',
      instructions: dockerfile.getInstructions().filter((instruction) => {
        const { line } = instruction.getRange().start;
        return line > start && line < end;
      }),
    };
  });
}

/** The words of an instruction in its JSON form, such as `CMD ["node", "main.js"]`; undefined for the shell form. */
export function execForm(instruction: Instruction | undefined): string[] | undefined {
  if (!(instruction instanceof JSONInstruction) || !instruction.getOpeningBracket()) return undefined;
  return instruction.getJSONStrings().map((word) => word.getJSONValue());
}

/** The parts of docker-compose.yml that tests look at. */
export interface Compose {
  readonly services: Record<
    string,
    {
      readonly image?: string;
      readonly command?: string[];
      readonly environment?: Record<string, string | number>;
      readonly volumes?: string[];
      readonly healthcheck?: { readonly test: string[] };
      readonly depends_on?: Record<string, { readonly condition: string }>;
    }
  >;
  readonly volumes?: Record<string, unknown>;
}

/** What docker-compose.yml must be given. */
export const composeSecrets = {
  DATABASE_PASSWORD: 'a password of tests',
  ENCRYPTION_KEYS: Buffer.alloc(32, 'tests').toString('base64'),
};

/**
 * docker-compose.yml as Compose reads it with the given environment: `${NAME:-default}` is filled in.
 * @throws Error that names the first variable which has no default (`${NAME:?message}`) and is not given
 */
export function readCompose(environment: Record<string, string> = composeSecrets): Compose {
  const fill = (text: string): string =>
    text.replaceAll(
      /(?<!\$)\$\{(\w+):([-?])([^}]*)\}/g,
      (_whole, name: string, operator: string, rest: string) => {
        const given = environment[name];
        if (given) return given;
        if (operator === '?') throw new Error(`${name} ${rest}`);
        return rest;
      },
    );
  return parse(readFileSync('docker-compose.yml', 'utf8'), (_key, value: unknown) =>
    typeof value === 'string' ? fill(value) : value,
  ) as Compose;
}
