import { assertions, Stack } from 'aws-cdk-lib';

/** The place to which a template is deployed. */
export interface Deployment {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

export const COMMERCIAL: Deployment = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };
export const CHINA: Deployment = { partition: 'aws-cn', region: 'cn-north-1', account: '111122223333' };
export const GOVCLOUD: Deployment = { partition: 'aws-us-gov', region: 'us-gov-west-1', account: '111122223333' };

/** The account of the MWAA service that owns the Celery queue of an environment. */
export const QUEUE_ACCOUNT = '999900001111';

/**
 * Physical ids by logical id. The physical id of any other resource is its logical id. Also holds the values of parameters,
 * of `AWS::StackName`, and of what other stacks export, by its name.
 */
export type PhysicalIds = Record<string, string>;

/** A source of templates: an app, or the cloud assembly that the toolkit wrote. */
interface Templates {
  synth(): { stacksRecursively: { template: any }[] };
}

type Resources = Record<string, { Type: string; Condition?: string; Properties?: any }>;

/**
 * A synthesized app, evaluated as CloudFormation does. It evaluates intrinsic functions for one deployment, and follows
 * references between stacks. Throws if it cannot evaluate a value.
 */
export class DeployedApp {
  private readonly templates: any[];

  constructor(source: Templates, private readonly deployment: Deployment, private readonly ids: PhysicalIds = {}) {
    this.templates = source.synth().stacksRecursively.map(({ template }) => template);
  }

  /** Returns the evaluated properties of all resources of a type. */
  public properties(type: string): any[] {
    return this.templates.flatMap((template) => Object.values((template.Resources ?? {}) as Resources)
      .filter((resource) => resource.Type === type && (resource.Condition === undefined || this.isTrue({ Condition: resource.Condition }, template)))
      .map(({ Properties }) => this.evaluate(Properties ?? {}, template)));
  }

  /** Returns the evaluated properties of the only resource of a type. Throws if there is not exactly one. */
  public single(type: string): any {
    const all = this.properties(type);
    if (all.length !== 1) {
      throw new Error(`expected one ${type}, found ${all.length}`);
    }
    return all[0];
  }

  private evaluate(value: any, template: any): any {
    if (Array.isArray(value)) {
      return value.map((item) => this.evaluate(item, template)).filter((item) => item !== undefined);
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    const keys = Object.keys(value);
    const [name] = keys;
    if (keys.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) {
      return this.intrinsic(name, value[name], template);
    }
    const evaluated: any = {};
    keys.forEach((key) => evaluated[key] = this.evaluate(value[key], template));
    return evaluated;
  }

  private intrinsic(name: string, argument: any, template: any): any {
    const evaluate = (item: any) => this.evaluate(item, template);
    switch (name) {
      case 'Ref': return this.ref(argument, template);
      case 'Fn::GetAtt': return this.attribute(argument[0], argument[1], template);
      case 'Fn::ImportValue': return this.imported(evaluate(argument));
      case 'Fn::Join': return evaluate(argument[1]).join(argument[0]);
      case 'Fn::Split': return evaluate(argument[1]).split(argument[0]);
      case 'Fn::Sub': return this.substituted(argument, template);
      case 'Fn::If': return evaluate(argument[this.isTrue({ Condition: argument[0] }, template) ? 1 : 2]);
      case 'Fn::Select': return evaluate(argument[1])[Number(argument[0])];
      default: throw new Error(`cannot evaluate ${name}`);
    }
  }

  private substituted(argument: any, template: any): string {
    const [text, variables = {}] = [argument].flat();
    return text.replace(/\$\{([^}]*)\}/g, (_: string, name: string) => {
      if (name.startsWith('!')) {
        return `\${${name.slice(1)}}`;
      }
      return name in variables ? this.evaluate(variables[name], template)
        : name.includes('.') ? this.attribute(name.split('.')[0], name.split('.')[1], template) : this.ref(name, template);
    });
  }

  private isTrue(expression: any, template: any): boolean {
    const [[name, argument]] = Object.entries<any>(expression);
    switch (name) {
      case 'Condition': return this.isTrue(template.Conditions[argument], template);
      case 'Fn::Not': return !this.isTrue(argument[0], template);
      case 'Fn::And': return argument.every((one: any) => this.isTrue(one, template));
      case 'Fn::Or': return argument.some((one: any) => this.isTrue(one, template));
      case 'Fn::Equals': return this.evaluate(argument[0], template) === this.evaluate(argument[1], template);
      default: throw new Error(`cannot evaluate ${name}`);
    }
  }

  private ref(id: string, template: any): any {
    if (id === 'AWS::NoValue') {
      return undefined;
    }
    const { partition, region, account } = this.deployment;
    const pseudo: Record<string, string> = {
      'AWS::Partition': partition,
      'AWS::Region': region,
      'AWS::AccountId': account,
      'AWS::URLSuffix': partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
    };
    return pseudo[id] ?? this.ids[id] ?? template.Parameters?.[id]?.Default ?? this.named(id, template) ?? id;
  }

  /** What a resource is called that has a name of its own. */
  private named(id: string, template: any): string | undefined {
    const { Type: type, Properties: properties } = (template.Resources as Resources)[id] ?? {};
    const name = ({ 'AWS::S3::Bucket': 'BucketName', 'AWS::IAM::Role': 'RoleName', 'AWS::MWAA::Environment': 'Name' } as Record<string, string>)[String(type)];
    return properties?.[name] === undefined ? undefined : this.evaluate(properties[name], template);
  }

  private physicalId(id: string): string {
    return this.ids[id] ?? id;
  }

  private attribute(id: string, attribute: string, template: any): string {
    const { partition, region, account } = this.deployment;
    const { Type: type, Properties: properties } = (template.Resources as Resources)[id];
    switch (`${type}.${attribute}`) {
      case 'AWS::KMS::Key.Arn': return `arn:${partition}:kms:${region}:${account}:key/${this.physicalId(id)}`;
      case 'AWS::S3::Bucket.Arn': return `arn:${partition}:s3:::${this.ids[id] ?? this.named(id, template) ?? id}`;
      case 'AWS::SQS::Queue.Arn': return `arn:${partition}:sqs:${region}:${account}:${properties?.QueueName ?? this.physicalId(id)}`;
      case 'AWS::EC2::SecurityGroup.GroupId': return this.physicalId(id);
      case 'AWS::MWAA::Environment.CeleryExecutorQueue': return `arn:${partition}:sqs:${region}:${QUEUE_ACCOUNT}:airflow-celery-1234`;
      case 'AWS::IAM::Role.Arn':
        return `arn:${partition}:iam::${account}:role${properties.Path ?? '/'}${this.named(id, template) ?? this.physicalId(id)}`;
      default: throw new Error(`cannot evaluate ${attribute} of ${type}`);
    }
  }

  private imported(name: string): string {
    for (const template of this.templates) {
      for (const output of Object.values<any>(template.Outputs ?? {})) {
        if (output.Export && this.evaluate(output.Export.Name, template) === name) {
          return this.evaluate(output.Value, template);
        }
      }
    }
    if (name in this.ids) {
      return this.ids[name];
    }
    throw new Error(`no stack exports ${name}`);
  }
}

/** Returns the template of one stack, as CDK renders it. */
export function templateOf(stack: Stack): any {
  return assertions.Template.fromStack(stack).toJSON();
}
