"""The emulator: moto, on a free port of the loopback, for as long as standard input is open.

Prints one line of JSON when it takes requests. Its log goes to standard error.
"""

import json
import sys

from moto import __version__
from moto.cloudformation import parsing  # registers every resource type of moto
from moto.core.common_models import CloudFormationModel
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

ENVIRONMENT = "AWS::MWAA::Environment"


def stand_in_for_environment(queue_account):
    """A stand-in for environments. It has a name, an ARN and a Celery queue, but no Airflow."""

    class Environment(CloudFormationModel):
        __module__ = "moto.mwaa.models"  # where moto looks for it

        def __init__(self, name, account, region):
            self.physical_resource_id = name
            self.attributes = {
                "Arn": f"arn:aws:airflow:{region}:{account}:environment/{name}",
                "CeleryExecutorQueue": f"arn:aws:sqs:{region}:{queue_account}:airflow-celery-{name}",
            }

        @staticmethod
        def cloudformation_name_type():
            return "Name"

        @staticmethod
        def cloudformation_type():
            return ENVIRONMENT

        @classmethod
        def has_cfn_attr(cls, attr):
            return attr in ("Arn", "CeleryExecutorQueue")

        def get_cfn_attribute(self, attribute_name):
            return self.attributes[attribute_name]

        @classmethod
        def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
            return cls(resource_name, account_id, region_name)

        @classmethod
        def update_from_cloudformation_json(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
            return cls(new_resource_name, account_id, region_name)

    return Environment


def main(queue_account):
    stand_ins = []
    if parsing.resource_class_from_type(ENVIRONMENT) is None:
        stand_ins.append(stand_in_for_environment(queue_account))
        for cached in (parsing.get_model_list, parsing.get_model_map, parsing.get_name_type_map):
            cached.cache_clear()

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    print(json.dumps({
        "version": __version__,
        "port": port,
        "standIns": [stand_in.cloudformation_type() for stand_in in stand_ins],
    }), flush=True)
    sys.stdin.read()  # returns when the parent process ends, for whatever reason


main(*sys.argv[1:])
