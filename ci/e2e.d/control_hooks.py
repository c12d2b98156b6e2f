"""What schemathesis sends to the control interface is made fit for a short run, and about things that are there."""
import random

import schemathesis
from schemathesis.core import NotSet

# Waiting is tried, but not for long.
PATIENCE = 0.05
# Projects are small.
MOST = 20
# What is there (see control_nodes.py, and the demo project), by the names of paths and bodies.
KNOWN = {'node': ['trainer', 'annotator'], 'organization': ['zauberzeug'], 'project': ['demo']}
MODEL = '00000000-0000-0000-0000-000000000012'

choice = random.Random(1)


@schemathesis.hook
def before_call(context, case, kwargs):
    operation = case.operation.definition.raw['operationId']
    if operation == 'wait' and isinstance(case.body, NotSet):
        case.body, case.media_type = {}, 'application/json'
    if isinstance(case.body, dict):
        case.body = smaller(operation, case.body)
    # Half of the requests are about what is there. (One that has changed is looked at again, whether it is right or wrong,
    # and percent signs would mislead that.)
    if not any('%' in str(value) for value in case.path_parameters.values()):
        for name in case.path_parameters:
            if name in KNOWN and choice.random() < 0.5:
                case.path_parameters[name] = choice.choice(KNOWN[name])


def smaller(operation: str, body: dict) -> dict:
    body = dict(body)
    if operation == 'save' and isinstance(body.get('id'), str) and choice.random() < 0.5:
        body['id'] = MODEL
    if operation == 'wait' and body.get('within') is None:
        body['within'] = PATIENCE
    for name, largest in (('within', 600), ('timeout', 600), ('delay', 3600)):
        if is_number(body.get(name)) and PATIENCE < body[name] <= largest:
            body[name] = PATIENCE
    if operation == 'createProject':
        for name, value in body.items():
            if is_number(value) and MOST < value <= 1_000_000:
                body[name] = MOST
    return body


def is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
