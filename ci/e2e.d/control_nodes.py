"""A trainer and an annotator that agree to everything, for those who tell nodes what to do.

control_nodes.py URL READY_FILE
"""
import sys
import time
from pathlib import Path

import socketio


def connect(url: str, kind: str, event: str) -> socketio.Client:
    node = socketio.Client(reconnection_delay=0.05, reconnection_delay_max=0.1)

    @node.on('*')
    def agree(event, *arguments):
        return {'success': True, 'error_msg': None, 'payload': None}

    @node.event
    def connect():
        node.emit(event, {'id': f'id of the {kind}', 'name': kind, 'state': 'idle', 'errors': {}})

    node.connect(url, socketio_path='/ws/socket.io', transports=['websocket'], headers={'nodeType': kind})
    return node


url, ready_file = sys.argv[1:]
nodes = [connect(url, 'trainer', 'update_trainer'), connect(url, 'annotator', 'update_annotation_node')]
Path(ready_file).write_text('ready')
while True:
    time.sleep(3600)
