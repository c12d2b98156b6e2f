"""What each node here has of its surroundings, whatever the version of the library: imported before anything else.

Its log goes to standard output, its files go to DATA_FOLDER (from 0.19 on, the library looks there by itself), and its
id and name are told, for the sake of those who look for it in the Loop.
"""
import logging
import os
import sys

logging.basicConfig(level=logging.INFO, format='%(levelname)s %(name)s: %(message)s', stream=sys.stdout)

data_folder = os.environ['DATA_FOLDER']
node_id = os.environ['NODE_ID']
node_name = os.environ['NODE_NAME']

try:
    from learning_loop_node.globals import GLOBALS
    GLOBALS.data_folder = data_folder
except ImportError:  # before 0.4.5
    from learning_loop_node.node import Node

    def project_folder(*context) -> str:
        if len(context) == 1:  # since 0.2
            context = context[0].organization, context[0].project
        folder = os.path.join(data_folder, *context)
        os.makedirs(folder, exist_ok=True)
        return folder

    Node.create_project_folder = staticmethod(project_folder)


def written(name: str, content: str) -> str:
    """The path of a file of that content."""
    path = os.path.join(data_folder, name)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(content)
    return path
