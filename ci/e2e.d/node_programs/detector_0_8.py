"""A detector on the DetectorLogic of 0.8 to 0.18: in every image it sees the same box, without being sure."""
from surroundings import node_id, node_name

from learning_loop_node.data_classes import BoxDetection
from learning_loop_node.detector.detector_logic import DetectorLogic
from learning_loop_node.detector.detector_node import DetectorNode

try:
    from learning_loop_node.data_classes import ImageMetadata
except ImportError:  # before 0.11
    from learning_loop_node.data_classes import Detections as ImageMetadata


class UnsureDetector(DetectorLogic):

    def init(self) -> None:
        pass

    def evaluate(self, image: object) -> ImageMetadata:
        category = next(category for category in self.model_info.categories if category.type == 'box')
        # Between 0.3 and 0.6 is what the library uploads.
        return ImageMetadata(box_detections=[
            BoxDetection(category_name=category.name, x=1, y=2, width=30, height=40, confidence=0.5,
                         model_name=self.model_info.version)])

    def batch_evaluate(self, images: list) -> object:
        raise NotImplementedError


node = DetectorNode(name=node_name, uuid=node_id, detector=UnsureDetector('mocked'))
