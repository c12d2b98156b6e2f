"""What nodes of any version of the Python library do with a Loop, kind by kind, told and checked from the Loop's side.

A story gets a Tale, which knows the Loop, the node and the project of its own that the story plays in.
"""
import io
import json
import uuid
import zipfile
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional

from loop_control import LoopControl
from node_process import NodeProcess, numbers, program

ORGANIZATION = 'zauberzeug'
# One image in each state but three that are complete, and two models of the format `mocked`.
IMAGES = {'inbox': 1, 'annotate': 1, 'review': 1, 'complete': 3}
CATEGORIES = {'box_categories': 1, 'point_categories': 1, 'segmentation_categories': 1}
TRAININGS = 2
# What converters make of those.
CONVERTED = 'mocked_converted'
# Statuses are acknowledged with an object since this version, and with true before; nodes trip over the other.
OBJECTS_SINCE = numbers('0.7.1')
# Nodes look around every 5 to 10 seconds, and retry then what did not work the first time.
CONNECTING = 45.0
STEP = 45.0
# Outboxes before 0.7.33 look around every 30 seconds.
OUTBOX = 60.0


class Unexpected(Exception):
    """The story went on, but not as it should."""


def expect(holds: Any, otherwise: str, *shown: Any) -> None:
    if not holds:
        raise Unexpected(otherwise + ''.join(f'\n    {json.dumps(value, ensure_ascii=False)}' for value in shown))


class Tale:
    """A story that is being told: the node of some version and kind, its project, and how far the journal was read."""

    def __init__(self, loop: LoopControl, surroundings: dict, kind: str, version: str, folder: Path) -> None:
        """:param surroundings: variables that tell nodes of that version where the Loop is, and its `environment`"""
        self.loop = loop
        self.kind, self.version = kind, numbers(version)
        self.title = f'{kind} {version}'
        self.project = f'{kind}-{version}'.replace('.', '-')
        self.node_id = str(uuid.uuid5(uuid.NAMESPACE_URL, self.title))
        self.beginning = self.read = loop.journal_end()
        variables = {
            'NODE_ID': self.node_id, 'NODE_NAME': self.title, 'SOURCE_FORMAT': 'mocked', 'TARGET_FORMAT': CONVERTED,
            **both_spellings(ORGANIZATION=ORGANIZATION, PROJECT=self.project), **surroundings['variables']}
        self.node = NodeProcess(kind, version, surroundings['environment'], variables, folder / f'{kind}-{version}')

    def since(self, version: str) -> bool:
        return self.version >= numbers(version)

    # --- What happens ---

    def status(self, name: str, within: float = STEP, **where: Any) -> None:
        """Waits for the node's next status with these members. A status says itself whose it is."""
        self.next(within, event=name, where={'id': self.node_id, **where})

    def first_status(self, name: str, **where: Any) -> None:
        """Waits for the first status after a start. What the node complained of before is that it had no Loop yet."""
        self.status(name, CONNECTING, **where)
        self.node.lines.clear()

    def event(self, name: str) -> dict:
        """Waits for the node's next event of that name, and returns the first object that came with it."""
        return first_object(self.next(STEP, event=name, node=self.node_id))

    def exchange(self, method: str, path: str, within: float = STEP, where: Optional[dict] = None) -> dict:
        """Waits for the next request to that path of the project that was answered with 200."""
        request = {'method': method, 'path': f'/api/{ORGANIZATION}/projects/{self.project}/{path}'}
        return self.next(within, request=request, status=200, **({'where': where} if where else {}))

    def next(self, within: float, **wanted: Any) -> dict:
        entry = self.loop.wait(within, self.read, **wanted)
        self.read = entry['number']
        return entry

    # --- What is done ---

    def make_project(self) -> dict:
        self.loop.post('/projects', organization=ORGANIZATION, project_name=self.project, image_style='plain',
                       trainings=TRAININGS, **IMAGES, **CATEGORIES)
        return self.state()

    def tell(self, what: str, **members: Any) -> dict:
        """Lets the Loop tell the node to do something."""
        return self.loop.post(f'/nodes/{self.node_id}/{what}', **members)

    def in_project(self) -> Dict[str, str]:
        return {'organization': ORGANIZATION, 'project': self.project}

    # --- What there is ---

    def state(self) -> dict:
        return self.loop.get(f'/projects/{ORGANIZATION}/{self.project}')

    def download(self, path: str) -> bytes:
        return self.loop.download(f'/api/{ORGANIZATION}/projects/{self.project}/{path}')

    def happened(self, **chosen: Any) -> List[dict]:
        """What the journal has of this node since the story began."""
        return list(self.loop.journal(self.beginning, node=self.node_id, **chosen))


def both_spellings(**variables: str) -> Dict[str, str]:
    """Outboxes of 0.6.3 to 0.7.56 read the short names only; later versions want both to be the same, or one."""
    return {**variables, **{'LOOP_' + name: value for name, value in variables.items()}}


def detections(image: dict) -> List[dict]:
    return [detection for kind in ('box', 'point', 'segmentation', 'classification')
            for detection in image[kind + '_detections']]


def first_object(entry: dict) -> dict:
    return next((argument for argument in entry['arguments'] if isinstance(argument, dict)), {})


# --- Stories ---------------------------------------------------------------------------------------------------------


def trainer(tale: Tale) -> None:
    """Trains until it is stopped, saves the model, and detects with it."""
    before = tale.make_project()
    tale.node.start()
    tale.first_status('update_trainer', state='idle')
    begun = tale.tell('begin_training', **tale.in_project())
    expect(begun['accepted'], 'the node did not accept the training', begun)
    tale.status('update_trainer', state='running')
    # Models have ids of their own before trainings have numbers.
    numbered = tale.since('0.7.23')
    best = tale.event('update_training' if numbered else 'update_model')
    uploads = 'trainings/*/models/latest' if numbered else 'models/*'
    if not tale.since('0.7.5'):
        tale.tell('save', id=best['id'], **tale.in_project())
        tale.exchange('PUT', f'models/{best["id"]}/mocked/file')
    stopped = tale.tell('stop_training')
    expect(stopped['acknowledged'], 'the node did not acknowledge that it is to stop', stopped)
    if tale.since('0.7.5'):
        tale.exchange('PUT', f'{uploads}/mocked/file')
    if numbered:
        tale.exchange('PUT', f'{uploads}/mocked_2/file')
    if tale.since('0.7.9'):
        tale.exchange('POST', 'detections')
    tale.status('update_trainer', state='idle')
    check_trained(tale, before)
    check_statuses(tale)
    if tale.since('0.20.0'):
        abort(tale)


def check_trained(tale: Tale, before: dict) -> None:
    state = tale.state()
    known = {model['id'] for model in before['models']}
    models = [model for model in state['models'] if model['id'] not in known and model['formats']]
    expect(len(models) == 1, 'the training did not leave one model with files', state['models'])
    model = models[0]
    formats = {'mocked', 'mocked_2'} if tale.since('0.7.23') else {'mocked'}
    # A converter may have been there.
    expect(formats <= set(model['formats']) <= formats | {CONVERTED}, 'the model has other formats', model)
    for name in formats:
        files = zipfile.ZipFile(io.BytesIO(tale.download(f'models/{model["id"]}/{name}/file'))).namelist()
        expect('model.weights' in files and 'classes.txt' in files, f'the model lacks files in {name}', files)
    training = max(state['trainings'], key=lambda training: training['number'])
    expect(training['model_id'] == model['id'], 'the last training did not lead to the model', training, model)
    if not tale.since('0.7.9'):
        return
    for image in state['images']:
        found = [detection for detection in detections(image) if detection['model_name'] == model['version']]
        expect(len(found) == 2, 'an image has not the detections of the new model: a box and a point', image, model)


def check_statuses(tale: Tale) -> None:
    """Nothing went wrong in the node's eyes, and it was answered in the way of its time."""
    for entry in tale.happened(event='update_trainer', kind='event'):
        status = first_object(entry)
        errors = [status.get(name) for name in ('latest_error', 'current_error', 'errors')]
        expect(not any(errors), 'the trainer reported an error', status)
    answers = [entry['arguments'] for entry in tale.happened(event='update_trainer', kind='acknowledgement')]
    expect(bool(answers), 'the status was never acknowledged')
    for answer in answers:
        good = answer == [True] if tale.version < OBJECTS_SINCE else answer and is_success(answer[0])
        expect(good, 'the status was acknowledged in the way of another time', answer)


def is_success(acknowledgement: Any) -> bool:
    return isinstance(acknowledgement, dict) and acknowledgement.get('success') is True


def abort(tale: Tale) -> None:
    """Trains again, and is told to give up."""
    before = tale.state()
    tale.tell('begin_training', **tale.in_project())
    tale.status('update_trainer', state='running')
    if tale.since('0.25'):
        refused = tale.tell('begin_training', **tale.in_project())
        expect(not refused['accepted'] and refused['acknowledgement']['payload'] == 'refused',
               'a trainer that was busy did not refuse another training', refused)
    aborted = tale.tell('abort_training')
    expect(aborted['acknowledged'], 'the node did not acknowledge that it is to abort', aborted)
    tale.status('update_trainer', state='idle')
    models = tale.state()['models']
    expect(len(models) == len(before['models']), 'a training that was aborted left a model', models)


def detector(tale: Tale) -> None:
    """Installs the model that is to be deployed, detects with it, and uploads what it is not sure of."""
    project = tale.make_project()
    model = next(model for model in project['models'] if model['version'] == '1.1')
    tale.loop.put(f'/projects/{ORGANIZATION}/{tale.project}/deployment_target', version='1.1')
    tale.node.start()
    detector_status(tale)
    if not tale.since('0.6.7'):
        request(tale, 'PUT', '/operation_mode', b'check_for_updates')
    tale.exchange('GET', f'models/{model["id"]}/mocked/file')
    if not tale.since('0.8'):
        tale.node.wait_for_end(STEP)
        tale.node.start()
    current = {'current_model': '1.1'} if tale.since('0.6.6') else {'current_model_id': model['id']}
    detector_status(tale, **current)
    image = tale.download(f'images/{project["images"][0]["id"]}/main')
    detected = detect(tale, image)
    box = {'category_name': box_category(project), 'x': 1, 'y': 2, 'width': 30, 'height': 40, 'confidence': 0.5}
    seen = detected['box_detections']
    expect(len(seen) == 1 and box.items() <= seen[0].items(), 'the node detected something else', detected)
    if not tale.since('0.6.8'):  # detects, but does not upload what it is not sure of
        upload(tale, image)
    tale.exchange('POST', 'images', OUTBOX)
    check_uploaded(tale, project, image, box)
    [registered] = tale.state()['detectors']
    expect(registered['id'] == tale.node_id and current.items() <= registered['status'].items(),
           'the project has not the detector with its model', registered)
    if tale.since('0.16'):
        return
    for entry in tale.happened(event='update_detector', kind='acknowledgement'):
        expect(is_success(entry['arguments'][0]), 'a status was not acknowledged with success', entry)


def detector_status(tale: Tale, **where: Any) -> None:
    """Waits for the first status after a start, or after a model was installed."""
    if tale.since('0.16'):
        tale.exchange('POST', 'detectors', CONNECTING, {'uuid': tale.node_id, **where})
        tale.node.lines.clear()
    else:
        tale.first_status('update_detector', **where)


def box_category(project: dict) -> str:
    return next(category['name'] for category in project['categories'] if category['type'] == 'box')


def detect(tale: Tale, image: bytes) -> dict:
    camera = {'camera-id': 'camera-1'} if tale.since('0.7.15') else {'mac': 'camera-1'}
    return json.loads(request(tale, 'POST', '/detect', *form('file', image), tags='story', autoupload='all', **camera))


def upload(tale: Tale, image: bytes) -> None:
    request(tale, 'POST', '/upload', *form('files', image))


def request(tale: Tale, method: str, path: str, body: bytes, content_type: str = 'text/plain', **fields: str) -> bytes:
    """Sends a request to the node itself."""
    return tale.loop.exchange(method, f'http://127.0.0.1:{tale.node.port}{path}', body,
                              {'Content-Type': content_type, **fields})


def form(name: str, image: bytes) -> tuple:
    """A multipart form with an image, and its content type."""
    head = f'--part\r\nContent-Disposition: form-data; name="{name}"; filename="image.jpg"\r\n' \
           'Content-Type: image/jpeg\r\n\r\n'
    return head.encode() + image + b'\r\n--part--\r\n', 'multipart/form-data; boundary=part'


def check_uploaded(tale: Tale, before: dict, image: bytes, box: dict) -> None:
    known = {image['id'] for image in before['images']}
    new = [image for image in tale.state()['images'] if image['id'] not in known]
    expect(len(new) == 1, 'not one image was uploaded', new)
    uploaded = new[0]
    expect(uploaded['state'] == 'inbox', 'the image is not in the inbox', uploaded)
    stored = tale.download(f'images/{uploaded["id"]}/main')
    # Versions from 0.18 on encode anew what came by REST; later ones store it as it came.
    if not tale.since('0.18') or tale.since('0.26'):
        expect(stored == image, f'the image has other bytes: {len(stored)} instead of {len(image)}')
    expect((uploaded['width'], uploaded['height']) == (before['images'][0]['width'], before['images'][0]['height']),
           'the image has another size', uploaded)
    if tale.since('0.7.6'):
        expect('story' in uploaded['tags'], 'the image lacks its tag', uploaded)
    if not tale.since('0.6.8'):
        return
    found = detections(uploaded)
    expect(len(found) == 1 and {**box, 'model_name': '1.1'}.items() <= found[0].items(),
           'the image has not the detection that the node made', uploaded)


def annotator(tale: Tale) -> None:
    """Answers what a user does with the mouse, and makes an annotation of it before it answers."""
    project = tale.make_project()
    category = next(category for category in project['categories'] if category['type'] == 'segmentation')
    image = project['images'][0]
    tale.node.start()
    tale.first_status('update_annotation_node')
    side = 'left_' if tale.since('0.7.7') else ''

    def move(event_type: str, x: int, y: int, drawn: str) -> None:
        answer = tale.tell('user_input', image_id=image['id'], category_id=category['id'], event_type=event_type,
                           x=x, y=y, **tale.in_project())
        svg = answer['acknowledgement']
        expect(is_success(svg) and svg['payload'] == drawn,
               f'the node did not draw {drawn}', answer)

    move(side + 'mouse_down', 10, 12, '<rect x="10" y="12" width="0" height="0"/>')
    move('mouse_move', 20, 22, '<rect x="10" y="12" width="10" height="10"/>')
    move(side + 'mouse_up', 30, 40, '<rect x="10" y="12" width="20" height="28"/>')
    annotation = tale.event('update_segmentation_annotation')
    points = [{'x': 10, 'y': 12}, {'x': 30, 'y': 12}, {'x': 30, 'y': 40}, {'x': 10, 'y': 40}]
    expect(annotation['shape']['points'] == points, 'the node annotated something else', annotation)
    entry = tale.next(STEP, kind='acknowledgement', event='handle_user_input', node=tale.node_id)
    expect('height="28"' in json.dumps(entry['arguments']).replace('\\', ''),
           'the node answered the user before the Loop had its annotation', entry)
    now = next(now for now in tale.state()['images'] if now['id'] == image['id'])
    kept = [kept for kept in now['segmentation_annotations'] if kept['id'] == annotation['id']]
    expect(len(kept) == 1 and kept[0]['shape']['points'] == points and kept[0]['category_id'] == category['id'],
           'the image has not the annotation', now)
    if tale.since('0.7.29'):
        left = tale.tell('emit', event='user_logout', arguments=['nobody'])
        expect(is_success(left['acknowledgement']), 'the node does not let users leave', left)


def converter(tale: Tale) -> None:
    """Converts all models that there are."""
    project = tale.make_project()
    tale.node.start()
    for _ in range(TRAININGS):
        tale.exchange('PUT', f'models/*/{CONVERTED}/file', CONNECTING)
    for model in tale.state()['models']:
        expect({'mocked', CONVERTED} <= set(model['formats']), 'a model was not converted', model)
        files = zipfile.ZipFile(io.BytesIO(tale.download(f'models/{model["id"]}/{CONVERTED}/file')))
        expect(files.read('model.converted').decode() == f'version {model["version"]} of {tale.project}',
               'a model has the files of another one', model)
    expect(len(project['models']) == TRAININGS, 'there are other models than was asked for', project['models'])


STORIES: Dict[str, Callable[[Tale], None]] = {
    story.__name__: story for story in (trainer, detector, annotator, converter)}


def is_told(kind: str, version: str) -> bool:
    """Whether there were such nodes then, and a story of them."""
    if kind == 'converter':  # first they took a model of any project every five seconds; in the end there were no more
        return (0, 3, 2) <= numbers(version) < (0, 10)
    if kind == 'trainer':  # they stumble over a progress bar of theirs
        return not (0, 6, 4) <= numbers(version) < (0, 6, 9)
    return program(kind, version) is not None
