import { App, Aws, aws_iam as iam, aws_ssm as ssm, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { AirflowConnection, SecretsBackend, SecretsBackendProps } from '../../src';
import { COMMERCIAL, DeployedApp } from '../../test/template';

/** A connection as Airflow finds it in the account, and what Airflow must read from it. */
export interface ConnectionCase {
  readonly id: string;
  readonly secretName: string;
  readonly uri: string;
  readonly json: string;
  readonly extra: Record<string, string>;
}

/** A backend as the environment configures it, and the lookups that Airflow must make with it. */
export interface BackendCase {
  readonly options: Record<string, string>;
  readonly kwargs: Record<string, string>;
  readonly found: { readonly id: string; readonly secretName: string }[];
  readonly notLookedUp: string[];
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const NAME = [...`${LETTERS}_+=,.@-`];
const PRINTABLE = [...String.fromCharCode(...Array.from({ length: 0x7f - 0x21 }, (_, index) => 0x21 + index))];

const word = (unit: string[], maxLength: number) => fc.string({ unit: fc.constantFrom(...unit), minLength: 1, maxLength });
const pathOf = (unit: string[]) => fc.array(word(unit, 12), { maxLength: 4 }).map((parts) => ['', ...parts, ''].join('/').replaceAll('//', '/'));
const role = (unit: string[]) => fc.record({ path: pathOf(unit), name: word(NAME, 64) });

/** Roles with paths of all characters that IAM accepts. They are the same in every run. */
const ROLES = [
  { path: '/', name: '+=,.@-_' },
  { path: '/+=,.@-_/service-role/', name: 'a+b=c,d.e@f-g_h' },
  { path: '/%2F%25/a&b=c#d?e/', name: 'r' },
  { path: '/"\\\'{}[]|^`<>!$()*;:~/', name: 'r' },
  ...fc.sample(role(NAME), { seed: 4, numRuns: 80 }),
  ...fc.sample(role(PRINTABLE), { seed: 4, numRuns: 40 }),
];

/** Connections that name a role, whose ARN is known at synth, partly known, or known at deployment only. */
export function connectionCases(): ConnectionCase[] {
  const app = new App();
  const expected = ROLES.flatMap(({ path, name }, index) => {
    const stack = new Stack(app, `Stack${index}`);
    const { partition, account, region } = COMMERCIAL;
    const arn = (of: string, at: string) => `arn:${of}:iam::${at}:role${path}${name}`;
    const reference = (roleArn: string) => ({ node: stack.node, env: stack.env, roleRef: { roleArn, roleName: name } }) as iam.IRoleRef;
    const roles = {
      known: reference(arn(partition, account)),
      partly: reference(arn(Aws.PARTITION, Aws.ACCOUNT_ID)),
      token: new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {}, path, roleName: name }),
    };
    return Object.entries(roles).map(([kind, of]) => {
      const connection = AirflowConnection.aws({ role: of, region: Aws.REGION });
      return define(stack, `${index}-${kind}`, connection, { role_arn: arn(partition, account), region_name: region });
    });
  });
  const stack = new Stack(app, 'Stack');
  expected.push(
    define(stack, 'empty', AirflowConnection.aws(), {}),
    define(stack, 'region-only', AirflowConnection.aws({ region: 'us-gov-west-1' }), { region_name: 'us-gov-west-1' }),
  );
  const deployed = new DeployedApp(app, COMMERCIAL);
  const texts = new Map(deployed.properties('AWS::SSM::Parameter').map(({ Name, Value }) => [Name, Value]));
  const secrets = new Map(deployed.properties('AWS::SecretsManager::Secret').map(({ Name, SecretString }) => [Name, SecretString]));
  return expected.map(({ id, extra }) => {
    const secretName = `airflow/connections/${id}`;
    return { id, secretName, uri: secrets.get(secretName), json: texts.get(id), extra };
  });
}

/** Backends with all kinds of props. */
export function backendCases(): BackendCase[] {
  const known = ['crm', 'team/crm.prod-1_2'];
  const backend = (props: SecretsBackendProps, kwargs: Record<string, string>, notLookedUp: string[] = []): BackendCase => ({
    options: new SecretsBackend(props).airflowConfigurationOptions,
    kwargs: { connections_prefix: 'airflow/connections', variables_prefix: 'airflow/variables', ...kwargs },
    found: known.map((id) => ({ id, secretName: `${props.connectionsPrefix ?? 'airflow/connections'}/${id}` })),
    notLookedUp,
  });
  return [
    backend({}, {}),
    backend({ connectionsPrefix: '/a_+=.@-/b', variablesPrefix: 'v', configPrefix: 'c' }, { connections_prefix: '/a_+=.@-/b', variables_prefix: 'v', config_prefix: 'c' }),
    backend(
      { connectionsLookupPattern: '^(crm|team/\\w+)', variablesLookupPattern: '^"%\\d' },
      { connections_lookup_pattern: '^(crm|team/\\w+)', variables_lookup_pattern: '^"%\\d' },
      ['sales', 'xcrm'],
    ),
    backend({ region: 'eu-west-3' }, { region_name: 'eu-west-3' }),
  ];
}

function define(stack: Stack, id: string, connection: AirflowConnection, extra: Record<string, string>) {
  new SecretsBackend().addConnection(stack, id, connection);
  new ssm.CfnParameter(stack, `${id}-json`, { type: 'String', name: id, value: connection.json });
  return { id, extra };
}
