"""A converter on the Converter of 0.3 to 0.7, between the formats that it is told."""
import os

from surroundings import data_folder, node_id, node_name, written

from learning_loop_node.converter.converter import Converter
from learning_loop_node.converter.converter_node import ConverterNode


class LabellingConverter(Converter):

    async def _convert(self, model_information) -> None:
        written('model.converted', 'version {} of {}'.format(model_information.version, model_information.project))

    def get_converted_files(self, model_id: str) -> list:
        return [data_folder + '/model.converted']


node = ConverterNode(name=node_name, uuid=node_id, converter=LabellingConverter(
    source_format=os.environ['SOURCE_FORMAT'], target_format=os.environ['TARGET_FORMAT']))
