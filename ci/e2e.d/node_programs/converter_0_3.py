"""A converter on the Converter of 0.3 to 0.7: mocked becomes mocked_converted."""
from surroundings import data_folder, node_id, node_name, written

from learning_loop_node.converter.converter import Converter
from learning_loop_node.converter.converter_node import ConverterNode


class ListingConverter(Converter):

    async def _convert(self, model_information) -> None:
        written('model.converted', 'version {} of {}'.format(model_information.version, model_information.project))

    def get_converted_files(self, model_id: str) -> list:
        return [data_folder + '/model.converted']


node = ConverterNode(name=node_name, uuid=node_id,
                     converter=ListingConverter(source_format='mocked', target_format='mocked_converted'))
