"""A converter on the ConverterLogic of 0.8 and 0.9, between the formats that it is told."""
import os
from typing import List

from surroundings import data_folder, node_id, node_name, written

from learning_loop_node.converter.converter_logic import ConverterLogic
from learning_loop_node.converter.converter_node import ConverterNode
from learning_loop_node.data_classes import ModelInformation


class LabellingConverter(ConverterLogic):

    async def _convert(self, model_information: ModelInformation) -> None:
        written('model.converted', f'version {model_information.version} of {model_information.project}')

    def get_converted_files(self, model_id: str) -> List[str]:
        return [data_folder + '/model.converted']


node = ConverterNode(name=node_name, uuid=node_id, converter=LabellingConverter(
    source_format=os.environ['SOURCE_FORMAT'], target_format=os.environ['TARGET_FORMAT']))
