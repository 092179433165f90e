import { aws_iam as iam } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { LinkedService } from './linked-services';
import { areBothCreated } from '../common/conditions/exclusive-conditions';
import { inputError } from '../common/input-rules';
import { oncePer } from '../common/once-per';
import { definedPath } from '../common/references';
import { placeKey } from '../common/same-place';
import { checkInStage, StageCheck } from '../common/stage-pass';

/** Synth fails if an app creates the service-linked role twice in one account, because the second creation would fail. */
export function forbidDuplicates(service: LinkedService, role: iam.CfnServiceLinkedRole): void {
  checkInStage(role, duplicatesOf(service));
}

const duplicatesOf = oncePer((service: LinkedService): StageCheck => (constructs) => duplicatesIn(constructs, service));

function duplicatesIn(constructs: IConstruct[], { construct, serviceName }: LinkedService): string[] {
  const accounts = new Map<string, iam.CfnServiceLinkedRole[]>();
  return constructs
    .filter(iam.CfnServiceLinkedRole.isCfnServiceLinkedRole)
    .filter((role) => role.awsServiceName === serviceName)
    .flatMap((role) => {
      const key = placeKey(role, role.env.account);
      const others = accounts.get(key) ?? [];
      accounts.set(key, [...others, role]);
      const other = others.find((one) => areBothCreated(one, role));
      return other === undefined ? [] : [inputError(construct, definedPath(role), [
        `'${definedPath(other)}' creates the role in the same account, which has one only: keep one of them, and refer to it with` +
        ` \`${construct}.fromAccount\`, or use \`${construct}.ensureExists\``,
      ]).message];
    });
}
