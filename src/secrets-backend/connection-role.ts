import { aws_iam as iam } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { warn } from '../common/app-validation';
import { checkInStage } from '../common/stage-pass';
import { mayAssumeItself, rolePolicies, RolePolicies, roleResource } from '../role/self-assumption';

/** A connection that names a role. */
export interface RoleConnection {
  readonly secret: IConstruct;
  readonly role: iam.IRoleRef;
  /** Whoever was granted to read the backend of the connection, also after it was added. */
  readonly readers: ReadonlySet<iam.IPrincipal>;
}

const CONNECTIONS = new WeakMap<IConstruct, RoleConnection>();

/**
 * Synth warns if a connection names the only role that reads its secret, and this role may not assume itself.
 *
 * If others read the secret, too, one of them may be who assumes the role.
 */
export function warnAboutRoleOf(connection: RoleConnection): void {
  CONNECTIONS.set(connection.secret, connection);
  checkInStage(connection.secret, lookAtConnections);
}

function lookAtConnections(constructs: IConstruct[]): string[] {
  const policies = rolePolicies(constructs);
  constructs.map((construct) => CONNECTIONS.get(construct)).forEach((one) => one && warnIfRefused(one, policies));
  return [];
}

function warnIfRefused({ secret, role, readers }: RoleConnection, policies: RolePolicies): void {
  const resource = roleResource(role);
  if (resource !== undefined && isOnlyReader(resource, readers) && !mayAssumeItself(resource, policies)) {
    warn(secret, 'cdk-mwaa-iam:connectionRoleNotSelfAssuming',
      `the connection names the role '${role.node.path}', which alone reads the secrets of the backend and may not assume itself:` +
      ' leave the role out of the connection, which then uses the execution role all the same, or call `allowSelfAssume` of the role');
  }
}

function isOnlyReader(resource: iam.CfnRole, readers: ReadonlySet<iam.IPrincipal>): boolean {
  return readers.size > 0 && [...readers].every((reader) => isRole(reader) && roleResource(reader) === resource);
}

function isRole(principal: object): principal is iam.IRoleRef {
  return 'roleRef' in principal;
}
