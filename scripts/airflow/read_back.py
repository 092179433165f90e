"""Lets Apache Airflow read what the library wrote. Reads the cases as JSON, and prints the differences and the counts."""

import json
import os
import sys
import warnings

warnings.simplefilter("ignore")

import boto3
from botocore.stub import Stubber

from airflow import __version__
from airflow.configuration import conf, get_custom_secret_backend
from airflow.models import Connection
from airflow.providers.amazon.aws.secrets.secrets_manager import SecretsManagerBackend

passed = 0
failures = []


def check(what, actual, expected):
    global passed
    if actual == expected:
        passed += 1
    else:
        failures.append(f"{what}: expected {expected!r}, Airflow reads {actual!r}")


def parts(connection):
    """Returns all fields of a connection. Airflow stores a missing one as None or as an empty text."""
    names = ("host", "login", "password", "schema", "port")
    return connection.conn_type, {name: getattr(connection, name) or None for name in names}, connection.extra_dejson


def connection_classes():
    """Returns the Connection class of the scheduler and, in Airflow 3, also that of the tasks."""
    yield "models", lambda uri: Connection(conn_id="x", uri=uri), lambda text: Connection.from_json(text, conn_id="x")
    try:
        from airflow.sdk import Connection as TaskConnection
    except ImportError:
        return
    yield "sdk", lambda uri: TaskConnection.from_uri(uri, conn_id="x"), lambda text: TaskConnection.from_json(text, conn_id="x")


def configured(options):
    """Configures Airflow as Amazon MWAA does, with an environment variable for each option."""
    for option, value in options.items():
        section, key = option.split(".")
        os.environ[f"AIRFLOW__{section.upper()}__{key.upper()}"] = value
    return get_custom_secret_backend()


def looked_up(backend, connection_id, secret_name, value):
    """Returns what the backend finds if Secrets Manager holds one secret. A request for any other name fails."""
    client = boto3.client("secretsmanager", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(client) as stub:
        if secret_name is not None:
            stub.add_response("get_secret_value", {"SecretString": value}, {"SecretId": secret_name})
        backend.__dict__["client"] = client
        found = backend.get_connection(connection_id)
        stub.assert_no_pending_responses()
    return found


def read_connections(cases):
    nothing = dict.fromkeys(("host", "login", "password", "schema", "port"))
    for case in cases:
        expected = ("aws", nothing, case["extra"])
        for name, from_uri, from_json in connection_classes():
            check(f"{name} URI {case['uri']}", parts(from_uri(case["uri"])), expected)
            check(f"{name} JSON {case['json']}", parts(from_json(case["json"])), expected)
            check(f"{name} URI again {case['uri']}", parts(from_uri(from_uri(case["uri"]).get_uri())), expected)


def read_backends(cases, connections):
    for case in cases:
        backend = configured(case["options"])
        check("secrets.backend", conf.getimport("secrets", "backend"), SecretsManagerBackend)
        check("secrets.backend_kwargs", conf.getjson("secrets", "backend_kwargs"), case["kwargs"])
        check("the class of the backend", type(backend), SecretsManagerBackend)
        for prop, value in case["kwargs"].items():
            actual = backend.kwargs[prop] if prop == "region_name" else getattr(backend, prop)
            check(f"{prop} of the backend", actual, value)
        for found in case["found"]:
            connection = looked_up(backend, found["id"], found["secretName"], "aws://?region_name=eu-west-1")
            check(f"connection {found['id']}", parts(connection)[2], {"region_name": "eu-west-1"})
        for connection_id in case["notLookedUp"]:
            check(f"connection {connection_id}", looked_up(backend, connection_id, None, None), None)
    backend = configured(cases[0]["options"])
    for case in connections:
        for value in (case["uri"], case["json"]):
            connection = looked_up(backend, case["id"], case["secretName"], value)
            check(f"secret {case['secretName']}", (connection.conn_type, connection.extra_dejson), ("aws", case["extra"]))


def main():
    cases = json.load(sys.stdin)
    read_connections(cases["connections"])
    read_backends(cases["backends"], cases["connections"])
    for failure in failures[:20]:
        print(failure)
    print(f"Apache Airflow {__version__}: {passed} passed, {len(failures)} failed, 0 skipped")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
