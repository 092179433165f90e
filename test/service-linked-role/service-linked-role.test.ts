import { readdirSync } from 'fs';
import https from 'https';
import { join } from 'path';
import { App, aws_iam as iam, aws_mwaa as mwaa, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { IMwaaServiceLinkedRole, MwaaServiceLinkedRole } from '../../src';
import { CHINA, COMMERCIAL, DeployedApp, Deployment, GOVCLOUD, templateOf } from '../template';

const NAME = 'AWSServiceRoleForAmazonMWAA';
const arnIn = ({ partition, account }: Deployment) =>
  `arn:${partition}:iam::${account}:role/aws-service-role/airflow.amazonaws.com/${NAME}`;

const WAYS: [string, (stack: Stack) => IMwaaServiceLinkedRole][] = [
  ['fromAccount', (stack) => MwaaServiceLinkedRole.fromAccount(stack, 'Slr')],
  ['ensureExists', (stack) => MwaaServiceLinkedRole.ensureExists(stack, 'Slr')],
  ['the resource', (stack) => new MwaaServiceLinkedRole(stack, 'Slr')],
];

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack');
});
afterEach(() => jest.restoreAllMocks());

/** The policies of a group that only this role's grants are attached to. */
function granted(grant: (slr: IMwaaServiceLinkedRole, grantee: iam.Group) => iam.Grant, slr: IMwaaServiceLinkedRole) {
  const { success } = grant(slr, new iam.Group(stack, 'Group'));
  expect(success).toBe(true);
  const policies = new DeployedApp(app, COMMERCIAL).properties('AWS::IAM::Policy');
  return policies.filter(({ Groups }) => Groups?.length === 1).map(({ PolicyDocument }) => PolicyDocument.Statement);
}

test('names what AWS names', () => {
  expect(MwaaServiceLinkedRole.ROLE_NAME).toBe(NAME);
  expect(MwaaServiceLinkedRole.SERVICE_NAME).toBe('airflow.amazonaws.com');
  expect(MwaaServiceLinkedRole.POLICY_NAME).toBe('AmazonMWAAServiceRolePolicy');
});

describe.each(WAYS)('%s', (_, make) => {
  test.each([COMMERCIAL, CHINA, GOVCLOUD])('has the ARN of $partition', (deployment) => {
    const slr = make(stack);
    new iam.CfnGroup(stack, 'Reference', { groupName: slr.roleArn });

    expect(new DeployedApp(app, deployment).single('AWS::IAM::Group').GroupName).toBe(arnIn(deployment));
    expect(slr.roleName).toBe(NAME);
  });

  test('grants its creation, for this service only', () => {
    expect(granted((slr, grantee) => slr.grantCreate(grantee), make(stack))).toEqual([[{
      Effect: 'Allow',
      Action: 'iam:CreateServiceLinkedRole',
      Resource: arnIn(COMMERCIAL),
      Condition: { StringLike: { 'iam:AWSServiceName': 'airflow.amazonaws.com' } },
    }]]);
  });

  test('grants its deletion', () => {
    expect(granted((slr, grantee) => slr.grantDelete(grantee), make(stack))).toEqual([[{
      Effect: 'Allow',
      Action: ['iam:DeleteServiceLinkedRole', 'iam:GetServiceLinkedRoleDeletionStatus'],
      Resource: arnIn(COMMERCIAL),
    }]]);
  });

  test('grants the change of its description', () => {
    expect(granted((slr, grantee) => slr.grantUpdateDescription(grantee), make(stack))).toEqual([[{
      Effect: 'Allow',
      Action: 'iam:UpdateRoleDescription',
      Resource: arnIn(COMMERCIAL),
    }]]);
  });
});

describe('fromAccount', () => {
  test('defines nothing', () => {
    new iam.Group(stack, 'Group');
    MwaaServiceLinkedRole.fromAccount(stack, 'Slr');
    expect(templateOf(stack).Resources).toEqual({ GroupC77FDACD: { Type: 'AWS::IAM::Group' } });
  });

  test('is the role of the account that the stack is deployed to', () => {
    app = new App();
    const fixed = new Stack(app, 'Fixed', { env: { account: '444455556666', region: 'eu-west-1' } });
    const slr = MwaaServiceLinkedRole.fromAccount(fixed, 'Slr');
    new iam.CfnGroup(fixed, 'Reference', { groupName: slr.roleArn });
    expect(new DeployedApp(app, COMMERCIAL).single('AWS::IAM::Group').GroupName)
      .toBe(arnIn({ ...COMMERCIAL, account: '444455556666' }));
  });
});

describe('the resource', () => {
  test('is the role of this service, and stays when it leaves the stack', () => {
    new MwaaServiceLinkedRole(stack, 'Slr');
    expect(templateOf(stack).Resources).toEqual({
      Slr43926998: {
        Type: 'AWS::IAM::ServiceLinkedRole',
        Properties: { AWSServiceName: 'airflow.amazonaws.com' },
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
      },
    });
  });

  test('has the description it is given', () => {
    new MwaaServiceLinkedRole(stack, 'Slr', { description: 'for the data platform' });
    expect(new DeployedApp(app, COMMERCIAL).single('AWS::IAM::ServiceLinkedRole'))
      .toEqual({ AWSServiceName: 'airflow.amazonaws.com', Description: 'for the data platform' });
  });

  test.each([
    [RemovalPolicy.DESTROY, 'Delete'],
    [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'RetainExceptOnCreate'],
  ])('goes as it is told: %s', (removalPolicy, expected) => {
    new MwaaServiceLinkedRole(stack, 'Slr', { removalPolicy });
    const [resource] = Object.values<any>(templateOf(stack).Resources);
    expect(resource.DeletionPolicy).toBe(expected);
  });

  test.each(['', 'x'.repeat(1000)])('takes a description of up to 1,000 characters', (description) => {
    new MwaaServiceLinkedRole(stack, 'Slr', { description });
    expect(new DeployedApp(app, COMMERCIAL).single('AWS::IAM::ServiceLinkedRole').Description).toBe(description);
  });

  test('passes a description with tokens, however long they are written', () => {
    const description = Lazy.string({ produce: () => 'x' }).repeat(100);
    new MwaaServiceLinkedRole(stack, 'Slr', { description });
    expect(new DeployedApp(app, COMMERCIAL).single('AWS::IAM::ServiceLinkedRole').Description).toBe('x'.repeat(100));
    expect(description.length).toBeGreaterThan(1000);
  });

  test('fails when the description is longer than IAM takes', () => {
    const description = 'x'.repeat(1001);
    expect(() => new MwaaServiceLinkedRole(stack, 'Slr', { description })).toThrow(new Error(
      `MwaaServiceLinkedRole at 'Stack/Slr': \`description\` "${description}" must be at most 1,000 characters of Latin-1`,
    ));
    expect(stack.node.tryFindChild('Slr')).toBeUndefined();
  });
});

describe('ensureExists', () => {
  const DONE = { Status: 'SUCCESS', PhysicalResourceId: NAME };
  const REFUSED = { Status: 'FAILED', Reason: 'refused' };
  const call = {
    service: 'iam',
    action: 'CreateServiceLinkedRole',
    parameters: { AWSServiceName: 'airflow.amazonaws.com' },
    physicalResourceId: { id: NAME },
    ignoreErrorCodesMatching: '^InvalidInput(Exception)?$',
    outputPaths: ['Role.RoleName'],
  };

  test('creates the role on create and on update, and never deletes it', () => {
    MwaaServiceLinkedRole.ensureExists(stack, 'Slr');
    const { Create, Update, ...rest } = customResource(stack).Properties;
    expect(JSON.parse(Create)).toEqual(call);
    expect(JSON.parse(Update)).toEqual(call);
    expect(rest).toEqual({
      ServiceToken: { 'Fn::GetAtt': [idsOf(templateOf(stack).Resources, 'AWS::Lambda::Function')[0], 'Arn'] },
      InstallLatestAwsSdk: false,
    });
  });

  test('gives its function nothing but the creation of this role', () => {
    MwaaServiceLinkedRole.ensureExists(stack, 'Slr');
    expect(template().properties('AWS::IAM::Policy').map(({ PolicyDocument }) => PolicyDocument.Statement)).toEqual([[{
      Effect: 'Allow',
      Action: 'iam:CreateServiceLinkedRole',
      Resource: arnIn(COMMERCIAL),
      Condition: { StringLike: { 'iam:AWSServiceName': 'airflow.amazonaws.com' } },
    }]]);
    expect(template().single('AWS::IAM::Role').ManagedPolicyArns)
      .toEqual(['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']);
  });

  test('waits for the permissions of its function', () => {
    MwaaServiceLinkedRole.ensureExists(stack, 'Slr');
    expect(customResource(stack).DependsOn).toEqual(idsOf(templateOf(stack).Resources, 'AWS::IAM::Policy'));
  });

  test('shares one function in a stack', () => {
    MwaaServiceLinkedRole.ensureExists(stack, 'Slr');
    MwaaServiceLinkedRole.ensureExists(stack, 'Again');
    const resources = templateOf(stack).Resources;
    expect(idsOf(resources, 'AWS::Lambda::Function')).toHaveLength(1);
    expect(idsOf(resources, 'Custom::MwaaServiceLinkedRole')).toEqual(['SlrCreateC808CF66', 'AgainCreate9903AFA8']);
  });

  test.each(WAYS.slice(1))('an environment can wait for the role: %s', (_, make) => {
    const environment = new mwaa.CfnEnvironment(stack, 'Environment', { name: 'my-env' });
    const slr = make(stack);
    environment.node.addDependency(slr);

    const resources = templateOf(stack).Resources;
    const type = slr instanceof MwaaServiceLinkedRole ? 'AWS::IAM::ServiceLinkedRole' : 'Custom::MwaaServiceLinkedRole';
    expect(resources.Environment.DependsOn).toEqual(expect.arrayContaining(idsOf(resources, type)));
    expect(idsOf(resources, type)).toHaveLength(1);
  });

  // The names are those that the SDK gives to IAM's errors; the code is what the function is deployed with.
  describe.each(['Create', 'Update'])('on %s', (requestType) => {
    test.each([
      ['the role that was created', undefined, DONE],
      ['that the role exists', 'InvalidInputException', DONE],
      ['that the role exists, by its bare code', 'InvalidInput', DONE],
      ['that there are too many roles', 'LimitExceededException', REFUSED],
      ['that it may not', 'AccessDenied', REFUSED],
    ])('is told %s', async (_, error, expected) => {
      MwaaServiceLinkedRole.ensureExists(stack, 'Slr');
      const { sent, response } = await invoke(requestType, error);
      expect(sent).toEqual([{ AWSServiceName: 'airflow.amazonaws.com' }]);
      expect(response).toMatchObject(expected);
    });
  });

  test('asks IAM nothing on Delete', async () => {
    MwaaServiceLinkedRole.ensureExists(stack, 'Slr');
    const { sent, response } = await invoke('Delete');
    expect(sent).toEqual([]);
    expect(response).toMatchObject(DONE);
  });

  function template() {
    return new DeployedApp(app, COMMERCIAL);
  }
});

function customResource(scope: Stack): any {
  const resources = templateOf(scope).Resources;
  return resources[idsOf(resources, 'Custom::MwaaServiceLinkedRole')[0]];
}

/** Runs the function of the custom resource as CloudFormation would, with an IAM that answers with the role or an error. */
async function invoke(requestType: string, error?: string) {
  const sent: unknown[] = [];
  class IAMClient {
    public readonly config = { apiVersion: '2010-05-08', region: async () => 'eu-west-1' };
    public async send({ input }: { input: unknown }) {
      sent.push(input);
      if (error !== undefined) {
        throw Object.assign(new Error('refused'), { name: error });
      }
      return { $metadata: {}, Role: { RoleName: NAME } };
    }
  }
  class CreateServiceLinkedRoleCommand {
    constructor(public readonly input: unknown) {}
  }
  jest.resetModules();
  jest.doMock('@aws-sdk/client-iam', () => ({ IAMClient, CreateServiceLinkedRoleCommand }), { virtual: true });
  jest.spyOn(console, 'log').mockReturnValue();

  let body = '';
  const request: any = { on: () => request, write: (text: string) => { body += text; }, end: () => answer() };
  let answer: () => void;
  jest.spyOn(https, 'request').mockImplementation((...args: any[]) => {
    answer = () => args[args.length - 1]({ statusCode: 200, on: () => undefined, resume: () => undefined });
    return request;
  });

  const { Create, Update, InstallLatestAwsSdk } = customResource(stack).Properties;
  const { directory } = app.synth();
  const [asset] = readdirSync(directory).filter((name) => name.startsWith('asset.'));
  await jest.requireActual(join(directory, asset, 'index.js')).handler({
    RequestType: requestType,
    ResponseURL: 'https://example.com/',
    ResourceType: 'Custom::MwaaServiceLinkedRole',
    PhysicalResourceId: NAME,
    ResourceProperties: { ServiceToken: 'function', InstallLatestAwsSdk, Create, Update },
  }, { logStreamName: 'log' });
  return { sent, response: JSON.parse(body) };
}

function idsOf(resources: Record<string, { Type: string }>, type: string): string[] {
  return Object.entries(resources).filter(([, { Type }]) => Type === type).map(([id]) => id);
}

test.each([undefined, null, 'x', {}])('grants fail for the grantee %p', (grantee) => {
  const role = MwaaServiceLinkedRole.fromAccount(new Stack(), 'Role');
  expect(() => role.grantCreate(grantee as any)).toThrow(/^MwaaServiceLinkedRole at 'Default\/Role': `grantee` .* must be an identity/);
});

test.each([null, 5, 'x', []])('the props %p are none', (props) => {
  expect(() => new MwaaServiceLinkedRole(new Stack(), 'Role', props as any)).toThrow(/^MwaaServiceLinkedRole at 'Default\/Role': `props` .* must be an object/);
});
