import { aws_iam as iam, Stage } from 'aws-cdk-lib';
import { LinkedService } from './linked-services';
import { areBothCreated } from '../common/conditions/exclusive-conditions';
import { inputError } from '../common/input-rules';
import { oncePer } from '../common/once-per';
import { definedPath } from '../common/references';
import { placeKey } from '../common/same-place';

/** The services that a stage is looked at for. It is walked once for each, however many roles are in it. */
const servicesOf = oncePer((_stage: Stage) => new Set<LinkedService>());

/** Synth fails if an app creates the service-linked role twice in one account, because the second creation would fail. */
export function forbidDuplicates(service: LinkedService, role: iam.CfnServiceLinkedRole): void {
  const stage = Stage.of(role);
  if (stage !== undefined && !servicesOf(stage).has(service)) {
    servicesOf(stage).add(service);
    stage.node.addValidation({ validate: () => duplicatesIn(stage, service) });
  }
}

function duplicatesIn(stage: Stage, { construct, serviceName }: LinkedService): string[] {
  const accounts = new Map<string, iam.CfnServiceLinkedRole[]>();
  return stage.node.findAll()
    .filter(iam.CfnServiceLinkedRole.isCfnServiceLinkedRole)
    .filter((role) => role.awsServiceName === serviceName && Stage.of(role) === stage)
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
