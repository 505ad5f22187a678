import { type Variable, variables } from './variables.js';

/** The text of `.env.example`: every variable with its meaning and default, all commented out. */
export function exampleFile(): string {
  const blocks = Object.entries<Variable>(variables).map(([name, variable]) => {
    const secret = variable.secret ? ` (may come from a file: ${name}_FILE)` : '';
    return `# ${variable.about}${secret}\n# ${name}=${variable.default ?? ''}\n`;
  });
  blocks.push(
    '# a provider of OpenID Connect, one set per name (GOOGLE below): sign-in at /api/v1/auth/oidc/google/authorize\n' +
      '# OIDC_GOOGLE_ISSUER=https://accounts.google.com\n# OIDC_GOOGLE_CLIENT_ID=\n# OIDC_GOOGLE_CLIENT_SECRET=\n',
  );
  return `# Every variable that Mainstay reads. None is needed: \`npm start\` works without any.\n\n${blocks.join('\n')}`;
}
