import { once } from 'events';
import { createServer, Server } from 'http';
import { AddressInfo } from 'net';

// What moto lacks of Amazon MWAA: a server that answers `GetEnvironment`. The AWS CLI prints of an answer what its own model of
// the service has. Without host prefixes it asks this server, and not `api.` before its address.

export class MwaaStandIn {
  /** Starts a server on the loopback address, with environments by their name as MWAA describes them, and makes the AWS CLI use it. */
  public static async start(environments: Record<string, object>): Promise<MwaaStandIn> {
    const server = createServer(({ url }, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ Environment: environments[decodeURIComponent(url!.split('/').at(-1)!)] }));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    Object.assign(process.env, { AWS_ENDPOINT_URL_MWAA: endpoint, AWS_DISABLE_HOST_PREFIX_INJECTION: 'true' });
    return new MwaaStandIn(server);
  }

  private constructor(private readonly server: Server) {}

  public async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }
}
