"""A converter from format_a to format_b on the ConverterNode of learning-loop-node 0.9.3.

It "converts" by listing the files of the model in one new file, model.b. The Loop's address and the project come from the
library's LOOP_… variables; DATA_FOLDER says where downloaded models go.
"""
import os
from pathlib import Path
from typing import List

from learning_loop_node.converter.converter_logic import ConverterLogic
from learning_loop_node.converter.converter_node import ConverterNode
from learning_loop_node.data_classes import ModelInformation
from learning_loop_node.globals import GLOBALS

GLOBALS.data_folder = os.environ['DATA_FOLDER']


class ListingConverter(ConverterLogic):

    async def _convert(self, model_information: ModelInformation) -> None:
        folder = Path(self.model_folder)
        lines = [f'{file.name} {file.stat().st_size}\n' for file in sorted(folder.iterdir())]
        (folder / 'model.b').write_text(f'version {model_information.version}\n' + ''.join(lines), encoding='utf-8')

    def get_converted_files(self, model_id: str) -> List[str]:
        return [f'{self.model_folder}/model.b']


node = ConverterNode(name='format_a to format_b', converter=ListingConverter('format_a', 'format_b'))
