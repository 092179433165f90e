import { CHECKED_TYPES } from '../checked-types';
import { Template } from '../template';

/** What conditions of a template may decide about environments, workflows, their roles and their keys. */
const TYPES = new Set([
  'AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', 'AWS::KMS::Key', 'AWS::KMS::Alias',
  'AWS::SecretsManager::Secret', 'AWS::SecretsManager::ResourcePolicy', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::CloudFormation::Stack', ...CHECKED_TYPES.keys(),
]);

/** The names of the conditions that decide what the environments of a template, their roles and their keys are like. */
export function usedConditions(template: Template): string[] {
  const conditions = new Set<string>();
  const search = (value: unknown) => {
    if (Array.isArray(value)) {
      value.forEach(search);
    } else if (isRecord(value)) {
      for (const key of Object.keys(value)) {
        if (key === 'Fn::If') {
          conditions.add(String([value[key]].flat()[0]));
        }
        search(value[key]);
      }
    }
  };
  [...decidedResources(template), ...Object.values<any>(template.body.Outputs ?? {})].forEach((piece) => {
    if (typeof piece?.Condition === 'string') {
      conditions.add(piece.Condition);
    }
    search(piece);
  });
  return [...conditions];
}

/** What such conditions compare and decide about, as it is written: also what is there in no outcome may name a place. */
export function textAround(template: Template): string {
  return JSON.stringify([template.body.Conditions, decidedResources(template)]);
}

function decidedResources({ resources }: Template): any[] {
  return Object.values<any>(resources).filter((resource) => TYPES.has(resource?.Type));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
