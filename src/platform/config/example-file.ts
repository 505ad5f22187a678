import { type Variable, variables } from './variables.js';

/** The text of `.env.example`: every variable with its meaning and default, all commented out. */
export function exampleFile(): string {
  const blocks = Object.entries<Variable>(variables).map(([name, variable]) => {
    const secret = variable.secret ? ` (may come from a file: ${name}_FILE)` : '';
    return `# ${variable.about}${secret}\n# ${name}=${variable.default ?? ''}\n`;
  });
  return `# Every variable that Mainstay reads. None is needed: \`npm start\` works without any.\n\n${blocks.join('\n')}`;
}
