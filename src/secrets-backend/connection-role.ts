import { aws_iam as iam, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { warn, whenValidated } from '../common/app-validation';
import { mayAssumeItself, rolePolicies, RolePolicies, roleResource } from '../role/self-assumption';

/** A connection that names a role. */
export interface RoleConnection {
  readonly secret: IConstruct;
  readonly role: iam.IRoleRef;
  /** Whoever was granted to read the backend of the connection, also after it was added. */
  readonly readers: ReadonlySet<iam.IPrincipal>;
}

const CONNECTIONS = new WeakMap<IConstruct, RoleConnection[]>();

/**
 * Synth warns if a connection names the only role that reads its secret, and this role may not assume itself.
 *
 * If others read the secret, too, one of them may be who assumes the role. All connections of a stage are checked in one pass.
 */
export function warnAboutRoleOf(connection: RoleConnection): void {
  const stage = Stage.of(connection.secret) ?? connection.secret.node.root;
  const connections = CONNECTIONS.get(stage) ?? [];
  if (connections.length === 0) {
    CONNECTIONS.set(stage, connections);
    whenValidated(stage, () => {
      const policies = rolePolicies(stage);
      connections.forEach((one) => warnIfRefused(one, policies));
    });
  }
  connections.push(connection);
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
