import { once } from 'events';
import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import { json } from 'stream/consumers';

// What moto lacks of Amazon MWAA and MWAA Serverless: a server that answers `GetEnvironment`, a path with a name, and `GetWorkflow`, a body
// with an ARN. The AWS CLI prints of an answer what its own model of the service has. Without host prefixes it asks this server, and not
// `api.` before its address.

export class MwaaStandIn {
  /**
   * Starts a server on the loopback address, and makes the AWS CLI use it. It knows environments by their name and workflows by
   * their ARN, as the services describe them.
   */
  public static async start(environments: Record<string, object>, workflows: Record<string, object>): Promise<MwaaStandIn> {
    const server = createServer(async (request, response) => {
      const answer = request.headers['x-amz-target'] === 'AmazonMWAAServerless.GetWorkflow'
        ? workflows[(await json(request) as { WorkflowArn: string }).WorkflowArn]
        : { Environment: environments[decodeURIComponent(request.url!.split('/').at(-1)!)] };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    Object.assign(process.env, { AWS_ENDPOINT_URL_MWAA: endpoint, AWS_ENDPOINT_URL_MWAA_SERVERLESS: endpoint, AWS_DISABLE_HOST_PREFIX_INJECTION: 'true' });
    return new MwaaStandIn(server);
  }

  private constructor(private readonly server: Server) {}

  public async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }
}
