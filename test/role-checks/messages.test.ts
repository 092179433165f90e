import { App, aws_iam as iam, NestedStack, Stack } from 'aws-cdk-lib';
import {
  ACCOUNT_BLOCK, broken, ENV, environment, foundAmong, foundIn, handWritten, inline, newApp, onlyViolation, pasted, pastedKeyPolicy, pastedTrust,
  policyOf, shortly, template, without,
} from './shapes';

/** The only finding in a template. */
function only(body: object) {
  const [finding, ...others] = foundIn(body).filter(({ rule }) => rule !== ACCOUNT_BLOCK);
  expect(others).toEqual([]);
  return finding;
}

const DENY_TRUST = { Effect: 'Deny', Principal: { Service: 'airflow.amazonaws.com' }, Action: 'sts:*' };

test('a permissions boundary that refuses is named, and is what to change', () => {
  const { description, fix } = only(template({
    role: { PermissionsBoundary: { Ref: 'Boundary' } },
    resources: { Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement: { Effect: 'Allow', NotAction: 's3:*', Resource: '*' } } } } },
  }));
  expect(description).toContain(': its permissions boundary Boundary does not allow it. ');
  expect(fix).toMatch(/^add this documented statement to the permissions boundary Boundary: \{"Effect":"Allow","Action":\["s3:GetObject\*"/);
});

test('a permissions boundary that denies is named', () => {
  const { description } = only(template({
    role: { PermissionsBoundary: { Ref: 'Boundary' } },
    resources: {
      Boundary: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action: 'sqs:*', Resource: '*' }] } },
      },
    },
  }));
  expect(description).toContain(': the statement {"Effect":"Deny","Action":"sqs:*","Resource":"*"} of Boundary denies it. ');
});

test('what is denied and what is not allowed are two findings', () => {
  const deny = { Effect: 'Deny', Action: 's3:GetObject', Resource: '*' };
  const findings = foundIn(template({
    role: { Policies: [inline((all) => [...without('s3:List*')(all), { Effect: 'Allow', Action: 's3:GetBucket*', Resource: '*' }])] },
    resources: { Guard: policyOf([{ Ref: 'Role' }], { Statement: deny }) },
  }));
  expect(findings.map(({ description, fix }) => [description.match(/may not do (.*) on /)![1], fix.split(':')[0]])).toEqual([
    ['s3:GetObject', 'remove the deny, or except from it what this documented statement allows'],
    ['s3:GetObjectVersion, s3:ListBucket', 'add this documented statement to the role'],
  ]);
  expect(findings[0].description).toContain(`the statement ${JSON.stringify(deny)} of Guard denies it`);
});

test('a trust policy that denies is what to change', () => {
  const { description, fix } = only(template({ role: { AssumeRolePolicyDocument: { Statement: [...pastedTrust().Statement, DENY_TRUST] } } }));
  expect(description).toContain(`: the statement ${JSON.stringify(DENY_TRUST)} of its trust policy denies it. `);
  expect(fix).toMatch(/^remove the deny, or except the services of MWAA from it, and let both services/);
});

const keyed = (KeyPolicy: object) => template({
  environment: { KmsKey: { 'Fn::GetAtt': ['Key', 'Arn'] } },
  role: { Policies: [{ PolicyDocument: { Statement: [...pasted('customer-managed-key').Statement.slice(0, -1), { ...pasted('customer-managed-key').Statement.at(-1), Resource: { 'Fn::GetAtt': ['Key', 'Arn'] } }] } }] },
  resources: { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy } } },
});

test('a key policy that denies is what to change', () => {
  const deny = { Effect: 'Deny', Principal: { Service: 'logs.eu-west-1.amazonaws.com' }, Action: 'kms:Encrypt', Resource: '*' };
  const { description, fix } = only(keyed({ Statement: [...pastedKeyPolicy().Statement, deny] }));
  expect(description).toContain(`The statement ${JSON.stringify(deny)} of its policy denies it. `);
  expect(fix).toMatch(/^remove the deny, or except CloudWatch Logs from it, and add/);
});

test('a key policy for whom a parameter says is a note', () => {
  expect(shortly(foundIn(keyed({ Statement: { ...pastedKeyPolicy().Statement[1], Principal: { Ref: 'Who' } } })))).toEqual(['notChecked Role']);
});

describe('a policy that the environment cannot wait for', () => {
  const inlineInstead = 'put the permissions of Policy that the environment needs into the role itself, as an inline policy: '
    + 'it cannot wait for a policy that comes after the environment';

  test('for it comes after the environment in its stack', () => {
    const { rule, fix } = only(template({ role: { Policies: [] }, resources: { Policy: { ...policyOf([{ Ref: 'Role' }]), DependsOn: 'Environment' } } as any }));
    expect([rule, fix]).toEqual(['cdk-mwaa-iam::policyOrder', inlineInstead]);
  });

  test('for its stack comes after that of the environment', () => {
    const app = newApp();
    const [early, late] = ['Early', 'Late'].map((id) => new Stack(app, id, { env: ENV }));
    const role = handWritten(early, {}, { policies: [] });
    environment(early, role.attrArn);
    new iam.CfnPolicy(late, 'Policy', { policyName: 'p', policyDocument: pasted('aws-owned-key'), roles: [role.ref] });
    expect(broken(app)).toEqual(['policyOrder Environment']);
  });
});

describe('a policy in a nested stack', () => {
  const nested = (app: App, waits: boolean) => {
    const stack = new Stack(app, 'Stack', { env: ENV });
    const role = handWritten(stack, {}, { policies: [], roleName: 'airflow' });
    const inner = new NestedStack(stack, 'Inner');
    new iam.CfnPolicy(inner, 'Policy', { policyName: 'p', policyDocument: pasted('aws-owned-key'), roles: ['airflow'] });
    const created = environment(stack, role.attrArn);
    if (waits) {
      created.node.addDependency(inner);
    }
  };

  test.each<[string, boolean, string[]]>([['is waited for', true, []], ['is not waited for', false, ['policyOrder Environment']]])('%s', (_, waits, rules) => {
    const app = newApp();
    nested(app, waits);
    expect(broken(app)).toEqual(rules);
  });
});

test('an environment in a nested stack that only its metadata leads to is looked at', () => {
  const stackTo = (file: string) => ({ Resources: { Nested: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': file } } } });
  const nested = template({ role: { Policies: [inline(without('sqs:SendMessage'))] } });
  expect(shortly(foundAmong({ 'T.template.json': stackTo('nested.json'), 'nested.json': nested }))).toEqual(['missingPermission Role']);
  expect(shortly(foundAmong({ 'T.template.json': stackTo('gone.json'), 'nested.json': nested }))).toEqual([]);
});

test('an environment without a role is said to have none', () => {
  expect(onlyViolation((stack) => environment(stack, undefined as any)).description)
    .toBe('environment "my-env" has no execution role. MWAA cannot create it');
});

test('an empty key is none', () => {
  expect(foundIn(template({ environment: { KmsKey: '' } }))).toEqual([]);
});

test.each<[string, object]>([
  ['a role without policies', template({ role: { Policies: [] } })],
  ['a role with the statement for an AWS owned key', { ...keyed(pastedKeyPolicy()), Resources: { ...keyed(pastedKeyPolicy()).Resources, Role: template().Resources.Role } }],
  ['a trust of another environment', template({ role: { AssumeRolePolicyDocument: pastedTrust({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:airflow:*:*:environment/other' } } }) } })],
  ['a key that lets nobody in', keyed({ Statement: [] })],
])('the statements that are printed mend %s', (_, body) => {
  const mended = JSON.parse(JSON.stringify(body));
  const errors = (found: ReturnType<typeof foundIn>) => found.filter(({ severity }) => severity === 'error');
  const findings = errors(foundIn(body));
  expect(findings.length).toBeGreaterThan(0);
  const { Role: { Properties: role }, Key: key } = mended.Resources;
  findings.forEach(({ rule, fix }) => {
    const statement = JSON.parse(fix.slice(fix.indexOf('{"'), fix.lastIndexOf(' (http')), (__, value) =>
      (typeof value === 'string' && value.includes('${') ? { 'Fn::Sub': value.replace('${Key}', '${Key.KeyId}') } : value));
    const document = ({
      'cdk-mwaa-iam::missingPermission': () => {
        const added = { Statement: [] as object[] };
        role.Policies.push({ PolicyDocument: added });
        return added;
      },
      'cdk-mwaa-iam::trustPolicy': () => role.AssumeRolePolicyDocument,
      'cdk-mwaa-iam::keyPolicy': () => key.Properties.KeyPolicy,
    } as Record<string, () => { Statement: object[] }>)[rule]();
    document.Statement.push(statement);
  });
  expect(shortly(errors(foundIn(mended)))).toEqual([]);
});
